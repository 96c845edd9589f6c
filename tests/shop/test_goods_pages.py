"""What everybody reads of the goods, the label with its mark, and the honesty curve."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from shop.actions import goods
from shop.actions.goods import Piece
from shop.honesty import Honesty
from shop.models import Taking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_identity")]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_the_shops_page_says_when_it_is_open_and_what_is_there(client, shop):
    shop.facilities = ["step_free"]
    shop.save(update_fields=["facilities"])
    page = client.get(shop.get_absolute_url()).content.decode()
    assert "09:00–20:00" in page
    assert "Step-free" in page
    assert "Nothing has been recorded yet" not in page


@pytest.fixture
def label(on_shelf):
    return f"/en/shop/label/{on_shelf.code}/"


def press(client, label, **values):
    return client.post(label, {"token": str(uuid.uuid4()), **values})


# --- the shelf


def test_the_shelf_by_kind(client, on_shelf, bring, duty, shop):
    bear = bring(Piece("toys", "good", name="毛绒熊", name_en="Plush bear")).goods.get()
    goods.move(items=[bear], to="shelf", by=duty)
    page = client.get(f"/en/shop/{shop.pk}/shelf/").content.decode()
    assert "Blue hoodie" in page
    assert "Plush bear" in page
    page = client.get(f"/en/shop/{shop.pk}/shelf/?category=toys").content.decode()
    assert "Blue hoodie" not in page
    assert "Plush bear" in page
    assert "stands there just now" in client.get(f"/en/shop/{shop.pk}/shelf/?category=books").content.decode()


@pytest.mark.parametrize("query", ["category=gold", "page=0", "page=x"])
def test_a_list_that_makes_no_sense(client, shop, query):
    assert client.get(f"/en/shop/{shop.pk}/shelf/?{query}").status_code == 400


@pytest.mark.parametrize("path", ["shelf/", "giving/"])
def test_pages_of_a_hidden_shop_are_not_there(client, shop, on_shelf, path):
    assert client.get(f"/en/shop/{shop.pk}/{path}").status_code == 200
    assert client.post(f"/en/shop/{shop.pk}/{path}").status_code == 405
    shop.is_public = False
    shop.save()
    assert client.get(f"/en/shop/{shop.pk}/{path}?anew=1").status_code == 404
    assert client.get(on_shelf.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("things", [1, 3])
def test_the_shelf_asks_the_same_however_full(client, bring, duty, shop, things):
    items = bring(*[Piece("toys", "good")] * things).goods.all()
    goods.move(items=items, to="shelf", by=duty)
    path = f"/en/shop/{shop.pk}/shelf/"
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path + "?anew=1")
    # the shop, the kinds, how many, the page
    assert len([query for query in queries if "office_siteidentity" not in query["sql"]]) == 4


@pytest.mark.parametrize("counts", [1, 3])
def test_the_shops_page_asks_the_same_however_much(client, bring, duty, shop, count_of, counts):
    goods.move(items=bring(*[Piece("toys", "good")] * counts).goods.all(), to="shelf", by=duty)
    for back in range(counts, 0, -1):
        count_of(10, timezone.now() - timedelta(days=back))
    path = f"/en/shop/{shop.pk}/"
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path + "?anew=1")
    # the sheet, the boxes, the newest things, the figures, the curve
    assert len([query for query in queries if "office_siteidentity" not in query["sql"]]) == 5


def test_what_has_not_reached_the_shelf_is_nobodys_business(client, bring, on_shelf, duty):
    waiting = bring(Piece("toys", "good")).goods.get()
    assert client.get(waiting.get_absolute_url()).status_code == 404
    goods.move(items=[on_shelf], to="given", by=duty, why="给了急需的人")
    assert client.get(on_shelf.get_absolute_url()).status_code == 404


def test_a_things_page_never_shows_its_code(client, on_shelf, shop):
    for path in (on_shelf.get_absolute_url(), f"/en/shop/{shop.pk}/", f"/en/shop/{shop.pk}/shelf/"):
        page = client.get(path).content.decode()
        assert "Blue hoodie" in page
        assert on_shelf.code not in page
        assert on_shelf.shown_code not in page
        assert "<form" not in page.split('<main id="main"')[1].split("</main>")[0]


def test_giving_says_what_is_not_taken_and_what_is_asked(client, shop):
    page = client.get(f"/en/shop/{shop.pk}/giving/").content.decode()
    for words in ("Helmets", "Thank you. Medicine cannot be passed on", "not a donation receipt", "Clothes"):
        assert words in page


@pytest.mark.django_db(transaction=True)
def test_a_mark_is_on_the_shelf_at_once(client, on_shelf, shop):
    path = f"/en/shop/{shop.pk}/shelf/"
    assert "Blue hoodie" in client.get(path).content.decode()
    goods.mark_taken(item=on_shelf, said_fen=100, token=uuid.uuid4())
    assert "Blue hoodie" not in client.get(path).content.decode()


# --- the label


def test_the_label_says_price_and_purpose(client, label, box):
    page = client.get(label).content.decode()
    for words in ("20 yuan", "Help for families in hardship", "Taken", 'value="20"', "noindex", "you pay at the box"):
        assert words in page
    assert client.get(label)["Cache-Control"].count("no-store") == 1


def test_taken_gives_a_slip(client, label, on_shelf, box):
    answer = press(client, label, yuan="30")
    taking = Taking.objects.get()
    assert answer.url == f"/en/shop/trace/{taking.code}/"
    assert taking.said_fen == 3000
    page = client.get(answer.url).content.decode()
    for words in (taking.shown_code, "30 yuan", "not a receipt", "Waits for the next count"):
        assert words in page


def test_left_empty_it_is_the_price(client, label):
    press(client, label, yuan="")
    assert Taking.objects.get().said_fen == 2000


@pytest.mark.parametrize("yuan", ["-1", "1001", "2.5", "x", "九"])
def test_what_nobody_puts_into_a_box(client, label, yuan):
    assert press(client, label, yuan=yuan).status_code == 400
    assert not Taking.objects.exists()


def test_the_second_press_leads_to_the_same_slip(client, label):
    token = str(uuid.uuid4())
    first, second = (press(client, label, token=token) for _time in range(2))
    assert first.url == second.url


def test_somebody_was_quicker(client, label):
    press(client, label)
    answer = press(client, label)
    assert answer.status_code == 409
    assert "marked this as taken already" in answer.content.decode()
    assert Taking.objects.count() == 1


@pytest.mark.parametrize("values", [{"token": ""}, {"token": "x"}])
def test_a_broken_form(client, label, values):
    assert press(client, label, **values).status_code == 400


@pytest.mark.parametrize("code", ["2" * 16, "short", "O0O0-" * 4, "x" * 300])
def test_a_guessed_label(client, on_shelf, code):
    assert client.get(f"/en/shop/label/{code}/").status_code == 404


def test_one_visitor_cannot_flood(client, bring, duty, monkeypatch):
    monkeypatch.setattr("shop.views.goods.MARKS", 2)
    items = list(bring(*[Piece("toys", "good")] * 3).goods.all())
    goods.move(items=items, to="shelf", by=duty)
    answers = [press(client, f"/en/shop/label/{item.code}/").status_code for item in items]
    assert answers == [302, 302, 429]
    assert Taking.objects.count() == 2


def test_looking_at_labels_is_limited(client, label, monkeypatch):
    monkeypatch.setattr("shop.views.goods.LOOKS", 1)
    assert [client.get(label).status_code for _time in range(2)] == [200, 429]


# --- the honesty curve


def test_asked_and_found_since_the_count_before(bring, duty, shop, count_of):
    day = timezone.now() - timedelta(days=30)
    items = list(bring(*[Piece("toys", "good", price_fen=1000)] * 4, at=day).goods.order_by("pk"))
    goods.move(items=items, to="shelf", by=duty, at=day)
    for item, after in zip(items, (1, 2, 11, 25), strict=True):
        goods.mark_taken(item=item, said_fen=1000, token=uuid.uuid4(), at=day + timedelta(days=after))
    count_of(25, day + timedelta(days=10))
    count_of(7, day + timedelta(days=20))
    rounds = Honesty(shop.pk).rounds
    assert [(one.things, one.asked_fen, one.found_fen) for one in rounds] == [(1, 1000, 700), (2, 2000, 2500)]
    assert [one.over_fen for one in rounds] == [-300, 500]
    goods.move(items=items[:1], to="shelf", by=duty, why="还在架上")
    assert Honesty(shop.pk).rounds[1].asked_fen == 1000


def test_the_curve_is_drawn_and_told(client, on_shelf, shop, count_of):
    goods.mark_taken(item=on_shelf, said_fen=2000, token=uuid.uuid4())
    count_of(25)
    page = client.get(f"/en/shop/{shop.pk}/").content.decode()
    curve = re.search(r'aria-labelledby="honesty-title".*?</section>', page, re.DOTALL)[0]
    for words in ("<svg", "MH-01-001", "20.00", "25.00", "+5.00", "nobody is blamed"):
        assert words in curve
    assert "style=" not in page


def test_a_count_under_way_is_not_in_the_curve(shop, count_box):
    count_box(230, 231)
    assert Honesty(shop.pk).rounds == []
