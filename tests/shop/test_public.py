"""The shop's and the fund's pages, as everybody reads them."""

import hashlib
import html
import re
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from office.models import ReferenceFigure
from shop import tasks
from shop.actions import boxes, ledger
from shop.models import Link, MonthTotal
from shop.statements import Statement, bars_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_identity")]
FUND = "/en/shop/fund/meihao/"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def read(client):
    return lambda path="": client.get(FUND + path).content.decode()


@pytest.fixture
def spent(filled, post):
    """1,000 yuan in, 300 of them spent."""
    return post("aid", Aid_Illness=30_000, Bank=-30_000, narration="救助一户困难家庭")


def test_balance_in_and_out(read, spent):
    page = read()
    for words in ("700.00", "1,000.00", "300.00", "−300.00", "救助一户困难家庭"):
        assert words in page


def test_the_books_lead_to_the_trace(read, fund):
    assert 'href="/en/shop/trace/"' in read()


def test_purpose_charity_and_plan(read, fund):
    page = read()
    for words in ("Help for families in hardship", "City Charity (sample)", "L-1", "F-1", "2030-12-31"):
        assert words in page


def test_reference_figures_stand_beside_and_are_not_added(read, spent):
    ReferenceFigure.objects.create(
        key="fund_total_yuan", title="累计", title_en="The fund, accumulated", definition="x", definition_en="x",
        value=69000, unit_en="yuan", as_of=date(2022, 9, 2), source="报纸", source_en="Newspaper",
    )  # fmt: skip
    page = read()
    assert "69,000" in page
    assert "69,700" not in page
    assert Statement(spent.fund).left_fen == 70_000


def test_no_name_of_a_person_is_public(read, counted):
    for path in ("", "entries/", "entries/1/", "counts/", "ledger.csv", "ledger.beancount"):
        page = read(path) if not path.startswith("ledger") else ""
        for name in ("钱一", "孙二", "李见", "anna"):
            assert name not in page


@pytest.mark.parametrize("path", ["", "entries/", "entries/1/", "counts/"])
def test_every_page_is_for_everyone_and_only_read(client, spent, path):
    answer = client.get(FUND + path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "public" in answer["Cache-Control"]
    assert client.post(FUND + path).status_code == 405


@pytest.mark.parametrize("path", ["", "entries/", "entries/1/", "counts/", "ledger.csv", "heads.json"])
def test_a_fund_that_is_not_public_is_not_there(client, fund, spent, path):
    fund.is_public = False
    fund.save(update_fields=["is_public"])
    assert client.get(FUND + path).status_code == 404
    assert client.get("/en/shop/fund/none/" + path).status_code == 404


def test_pages_of_entries_are_stretches_of_numbers(client, post, monkeypatch):
    monkeypatch.setattr("shop.views.fund.PER_PAGE", 2)
    for number in range(5):
        post("box", Box=100 + number, Takings=-100 - number)
    first = client.get(FUND + "entries/")
    assert [link.number for link in first.context["links"]] == [5, 4]
    second = client.get(FUND + "entries/?before=4")
    assert [link.number for link in second.context["links"]] == [3, 2]
    assert (second.context["newer"], second.context["older"]) == (6, 2)
    assert client.get(FUND + "entries/?before=2").context["older"] is None


@pytest.mark.parametrize("query", ["before=0", "before=x", "before=-1", "before=99999999999"])
def test_a_page_that_makes_no_sense(client, spent, query):
    assert client.get(f"{FUND}entries/?{query}").status_code == 400


@pytest.mark.parametrize("number", [0, 99, 10**12])
def test_no_such_entry(client, spent, number):
    assert client.get(f"{FUND}entries/{number}/").status_code == 404


def test_a_correction_is_linked_both_ways(client, spent, treasurer, director):
    ledger.reverse(
        entry=spent, day=timezone.localdate(), explanation="重复记账", document_no="更正 1", made_by=treasurer,
        approved_by=director, token=uuid.uuid4(),
    )  # fmt: skip
    page = client.get(FUND + "entries/").content.decode()
    assert "Corrects entry no. 3" in page
    assert "by entry no. 4" in page
    assert "was wrong" in client.get(FUND + "entries/3/").content.decode()
    assert MonthTotal.objects.get().out_fen == 0


def test_the_text_on_an_entrys_page_makes_its_hash(read, spent):
    page = read("entries/3/")
    text = html.unescape(re.search(r'<pre class="proof"[^>]*>(.*?)</pre>', page, re.DOTALL)[1])
    shown = re.search(r'<code class="proof__hash">(\w+)</code>', page)[1]
    assert hashlib.sha256(text.encode()).hexdigest() == shown == spent.link.hash


def test_heads_are_published_by_the_evenings_job(read, spent):
    assert "published this evening" in read()
    tasks.publish_heads()
    assert spent.link.hash in read("?anew=1")


def test_counts_with_what_was_found(read, counted, anna, treasurer):
    page = read("counts/")
    assert "MH-01-001" in page
    assert "230.00" in page
    assert "To be in the bank by" in page
    boxes.enter_slip(count=counted, by=anna, slip_no="SLIP-7", slip_on=timezone.localdate())
    assert "SLIP-7" not in read("counts/?anew=1")
    boxes.confirm_deposit(count=counted, by=treasurer)
    assert "SLIP-7" in read("counts/?anew=2")


def test_a_count_under_way_shows_nothing(read, count_box):
    count_box(230, 231)
    for path in ("", "counts/"):
        assert "230.00" not in read(path)
        assert "MH-01-001" not in read(path)


def test_months_are_kept_by_the_database(spent, post):
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    post("gift", Bank=500, Gifts=-500, day=last)
    months = MonthTotal.objects.order_by("month").values_list("in_fen", "out_fen", "entries")
    assert list(months) == [(500, 0, 1), (100_000, 30_000, 3)]


def test_bars_share_one_scale():
    months = [MonthTotal(month=date(2026, month, 1), in_fen=200, out_fen=100) for month in (1, 2)]
    drawing = bars_of(months)
    assert [(bar.kind, bar.x, bar.y, bar.height) for bar in drawing.bars] == [
        ("in", 0, 0, 90), ("out", 0, 90, 45), ("in", 14, 0, 90), ("out", 14, 90, 45),
    ]  # fmt: skip
    assert (drawing.depth, drawing.years) == (45, [(0, 2026)])


@pytest.mark.parametrize("entries", [1, 3])
def test_the_page_asks_the_same_however_long(client, fund, post, entries):
    for number in range(entries):
        post("box", Box=100 + number, Takings=-100 - number)
    client.get(FUND)
    with CaptureQueriesContext(connection) as queries:
        client.get(FUND + "?anew=1")
    # fund, balances, months, households, entries, counts, closed months, heads, figures; the footer's own
    assert len([query for query in queries if "office_siteidentity" not in query["sql"]]) == 9


@pytest.mark.parametrize("entries", [1, 3])
def test_the_list_asks_the_same_however_long(client, fund, post, entries):
    for number in range(entries):
        post("box", Box=100 + number, Takings=-100 - number)
    client.get(FUND + "entries/")
    with CaptureQueriesContext(connection) as queries:
        client.get(FUND + "entries/?anew=1")
    assert len([query for query in queries if "office_siteidentity" not in query["sql"]]) == 2


@pytest.mark.django_db(transaction=True)
def test_a_new_entry_is_on_the_page_at_once(client, filled, post):
    assert "1,000.00" in client.get(FUND).content.decode()
    post("gift", Bank=500_00, Gifts=-500_00)
    assert "1,500.00" in client.get(FUND).content.decode()
    assert Link.objects.count() == 3


# --- the shop


def test_the_shop_says_when_and_for_what(client, box, shop):
    page = client.get(f"/en/shop/{shop.pk}/").content.decode()
    for words in ("Meihao Charity Shop", "There is no cashier.", "MH-01", "Help for families in hardship", "12345"):
        assert words in page


def test_the_shops_page_is_drawn_anew_when_the_fund_changes(client, box, shop, fund):
    path = f"/en/shop/{shop.pk}/"
    assert "L-1" in client.get(path).content.decode()
    fund.licence_no = "L-2"
    fund.save(update_fields=["licence_no"])
    assert "L-2" in client.get(path, {"anew": 1}).content.decode()


def test_the_shop_is_near_and_leads_to_its_page(client, box, shop):
    assert shop.get_absolute_url() == f"/en/shop/{shop.pk}/"
    assert client.get(f"/en/places/{shop.pk}/").url == f"/en/shop/{shop.pk}/"


def test_the_hub_shows_fund_and_shop(client, box, filled):
    page = client.get("/en/shop/").content.decode()
    assert "1,000.00" in page
    assert "Meihao Charity Shop" in page


def test_the_notice_says_what_the_law_wants(client, box):
    page = client.get("/en/shop/box/MH-01/").content.decode()
    for words in ("City Charity (sample)", "L-1", "F-1", "12345", "MH-01", "<svg", "/en/shop/fund/meihao/"):
        assert words in page
    assert "style=" not in page
    assert client.get("/en/shop/box/NONE/").status_code == 404


def test_a_withdrawn_box_is_not_offered(client, box, shop):
    box.state = "withdrawn"
    box.save(update_fields=["state"])
    assert "MH-01" not in client.get(f"/en/shop/{shop.pk}/").content.decode()


def test_nothing_can_be_paid_here(client, box, shop, filled):
    """Online fundraising is for the platforms that the ministry names (Charity Law art. 27)."""
    for path in ("/en/shop/", f"/en/shop/{shop.pk}/", FUND):
        page = client.get(path).content.decode()
        assert "<form" not in page.split('<main id="main"')[1].split("</main>")[0]
