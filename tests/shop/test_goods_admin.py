"""The desk: goods, slips, prices, refusals and lists of duty, each within its post."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lib.refusals import Forbidden
from lib.spreadsheets import Column, write_xlsx
from office.models import Post, Role
from shop.actions import donors
from shop.actions.goods import Piece
from shop.models import Donation, DonorOpening, Duty, GoodsItem, PriceGuide, RefusalRule

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
ADMIN = "/en/admin/shop/"
INLINES = {f"{prefix}-{name}": "0" for prefix in ("moves", "takings") for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
OF_A_TOWN, OF_THE_CITY = ["goodsitem", "donation", "duty"], ["priceguide", "refusalrule"]


def edit(client, item, **values):
    form = {
        "category": "clothes", "condition": "good", "name": "蓝色卫衣", "name_en": "Blue hoodie",
        "price": "20", "to": "", "why": "", **INLINES, **values,
    }  # fmt: skip
    return client.post(f"{ADMIN}goodsitem/{item.pk}/change/", form, follow=True)


@pytest.mark.parametrize("register", OF_A_TOWN)
def test_each_within_its_post(client, editor, on_shelf, register):
    client.force_login(editor)
    assert client.get(f"{ADMIN}{register}/").status_code == 200
    row = {"goodsitem": on_shelf, "donation": on_shelf.donation, "duty": Duty.objects.get()}[register]
    assert client.get(f"{ADMIN}{register}/{row.pk}/change/").status_code == 200
    assert client.get(f"{ADMIN}{register}/{row.pk}/history/").status_code == 200


@pytest.mark.parametrize("register", OF_A_TOWN)
def test_another_town_finds_nothing(client, neighbour_editor, on_shelf, register):
    client.force_login(neighbour_editor)
    page = client.get(f"{ADMIN}{register}/")
    assert page.status_code == 200
    assert page.context["cl"].result_count == 0
    row = {"goodsitem": on_shelf, "donation": on_shelf.donation, "duty": Duty.objects.get()}[register]
    assert client.get(f"{ADMIN}{register}/{row.pk}/change/").status_code == 404


@pytest.mark.parametrize("register", [*OF_A_TOWN, *OF_THE_CITY])
def test_an_auditor_reads_and_changes_nothing(client, auditor, on_shelf, register):
    client.force_login(auditor)
    assert client.get(f"{ADMIN}{register}/").status_code == 200
    assert client.get(f"{ADMIN}{register}/add/").status_code == 403
    if register == "goodsitem":
        assert client.get(f"{ADMIN}goodsitem/{on_shelf.pk}/change/").status_code == 200
        assert edit(client, on_shelf, name="改").status_code == 403


@pytest.mark.parametrize("register", OF_THE_CITY)
def test_prices_and_refusals_are_the_citys(client, editor, register):
    client.force_login(editor)
    assert client.get(f"{ADMIN}{register}/").status_code == 403


def test_a_price_is_put_right_and_a_thing_moved(client, editor, on_shelf):
    client.force_login(editor)
    edit(client, on_shelf, price="15.50", name="深蓝卫衣", to="withdrawn", why="要洗一洗")
    on_shelf.refresh_from_db()
    assert (on_shelf.price_fen, on_shelf.name, on_shelf.state) == (1550, "深蓝卫衣", "withdrawn")
    page = client.get(f"{ADMIN}goodsitem/{on_shelf.pk}/change/").content.decode()
    assert "要洗一洗" in page
    assert on_shelf.code not in page


@pytest.mark.parametrize(
    ("values", "words"),
    [({"to": "recycled"}, "Say why"), ({"price": "-1"}, "greater than"), ({"to": "refused"}, "valid choice")],
)
def test_what_the_desk_may_not_save(client, editor, on_shelf, values, words):
    client.force_login(editor)
    assert words in edit(client, on_shelf, **values).content.decode()
    on_shelf.refresh_from_db()
    assert (on_shelf.state, on_shelf.price_fen) == ("shelf", 2000)


def test_several_onto_the_shelf(client, editor, bring):
    items = bring(*[Piece("toys", "good")] * 2).goods.all()
    client.force_login(editor)
    client.post(
        f"{ADMIN}goodsitem/", {"action": "put_on_shelf", "_selected_action": [item.pk for item in items]}, follow=True
    )
    assert GoodsItem.objects.on_shelf().count() == 2


def test_the_donor_is_masked_and_can_be_forgotten(client, editor, yangshe, bring):
    donation = bring(Piece("toys", "good"), donor_name="陈小明", donor_phone="13912345678")
    Post.objects.create(user=editor, role=Role.REVIEWER, region=yangshe)
    client.force_login(editor)
    for page in (f"{ADMIN}donation/", f"{ADMIN}donation/{donation.pk}/change/"):
        text = client.get(page).content.decode()
        assert "陈小明" not in text
        assert "13912345678" not in text
    client.post(f"{ADMIN}donation/{donation.pk}/change/", {"receipt_no": "苏财 001"})
    client.post(f"{ADMIN}donation/", {"action": "forget_donors", "_selected_action": [donation.pk]})
    donation = Donation.objects.get()
    assert (donation.receipt_no, donation.donor_name, donation.has_consent) == ("苏财 001", None, False)


def test_a_new_price_follows_the_old_one(client, keeper):
    client.force_login(keeper)
    today = timezone.localdate()
    values = {"category": "toys", "condition": "good", "valid_from": today.isoformat(), "price": "11.5"}
    assert client.post(f"{ADMIN}priceguide/add/", values).status_code == 302
    assert PriceGuide.objects.on(today)["toys", "good"] == 1150
    again = client.post(f"{ADMIN}priceguide/add/", values)
    assert "begins on that day already" in again.content.decode()
    assert (
        "less than or equal to 10000"
        in client.post(f"{ADMIN}priceguide/add/", {**values, "price": "10001"}).content.decode()
    )
    old = PriceGuide.objects.earliest("valid_from")
    assert client.post(f"{ADMIN}priceguide/{old.pk}/change/", values).status_code == 403


def test_a_refusal_has_its_sentence(client, keeper):
    client.force_login(keeper)
    rule = RefusalRule.objects.get(code="helmet")
    values = {
        "name": "头盔", "name_en": "Helmets", "sentence": "", "sentence_en": "x", "position": "1",
        "valid_from": "2021-01-01",
    }  # fmt: skip
    page = client.post(f"{ADMIN}refusalrule/{rule.pk}/change/", values).content.decode()
    assert "This field is required" in page
    assert client.post(f"{ADMIN}refusalrule/{rule.pk}/change/", {**values, "sentence": "不收。"}).status_code == 302


def test_somebody_is_put_on_the_list(client, editor, shop, anna, tangqiao, make_shop):
    client.force_login(editor)
    values = {"shop": shop.pk, "who": "13900000001", "valid_from": "2026-01-01"}
    assert client.post(f"{ADMIN}duty/add/", values).status_code == 302
    assert (Duty.objects.get().user, Duty.objects.get().given_by) == (anna, editor)
    page = client.post(f"{ADMIN}duty/add/", {**values, "who": editor.username}, follow=True)
    assert "Nobody puts themself" in page.content.decode()
    other = make_shop()
    other.region = tangqiao
    other.save()
    assert "valid choice" in client.post(f"{ADMIN}duty/add/", {**values, "shop": other.pk}).content.decode()


def test_queues_of_the_desk(client, editor, bring, on_shelf):
    bring(Piece("toys", "good"))
    client.force_login(editor)
    lines = {str(line.title): line.waiting.count for line in client.get("/en/admin/").context["lines"]}
    assert lines["Goods · to put on the shelf"] == 1
    assert lines["Goods · on the shelf for long"] == 0


# --- tables


def upload(client, *rows: dict):
    keys = list(dict.fromkeys(key for row in rows for key in row))
    data = write_xlsx([Column(key, key) for key in keys], rows)
    return client.post(f"{ADMIN}goodsitem/import/", {"file": SimpleUploadedFile("goods.xlsx", data)})


def carry_out(client, answer):
    return client.post(f"{ADMIN}goodsitem/process_import/", {"token": answer.context["token"]})


def test_a_table_is_looked_at_and_then_taken_in(client, editor, on_shelf):
    client.force_login(editor)
    answer = upload(
        client,
        {"number": "", "shop": "美好杂货铺", "category": "Toys", "condition": "used", "price": "", "name": "积木"},
        {"number": on_shelf.number, "shop": "美好杂货铺", "category": "clothes", "price": "18.5", "name": ""},
    )
    assert answer.context["problems"] == []
    assert GoodsItem.objects.count() == 1
    carry_out(client, answer)
    new = GoodsItem.objects.get(name="积木")
    on_shelf.refresh_from_db()
    assert (new.price_fen, new.state, new.entered_by, on_shelf.price_fen) == (500, "taken_in", editor, 1850)
    carry_out(client, answer)
    assert GoodsItem.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"shop": "别家"}, "no such shop"), ({"category": "黄金"}, "is not known"), ({"price": "一块"}, "not a price"),
        ({"price": "20000"}, "No more than"), ({"number": "99999999"}, "no thing with this number"),
        ({"name": "打 13912345678"}, "no telephone number"),
    ],
)  # fmt: skip
def test_what_stands_against_a_table(client, editor, shop, values, words):
    client.force_login(editor)
    answer = upload(client, {"number": "", "shop": "美好杂货铺", "category": "toys", "price": "", "name": "", **values})
    assert answer.status_code == 400
    assert words in " ".join(str(problem.sentence) for problem in answer.context["problems"])
    assert not GoodsItem.objects.exists()


def test_the_table_to_take_away(client, editor, on_shelf):
    client.force_login(editor)
    answer = client.post(f"{ADMIN}goodsitem/export/", {"format": "0", "resource": "", "goodsresource_id": "on"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[-1][:7] == (on_shelf.number, "美好杂货铺", "Clothes", "Good as new", 20, "蓝色卫衣", "Blue hoodie")
    assert on_shelf.code not in str(rows)


# --- who gave


@pytest.fixture
def named(bring) -> Donation:
    return bring(Piece("toys", "good"), donor_name="陈小明", donor_phone="13912345678")


def test_who_gave_is_opened_with_a_reason_and_logged(client, editor, yangshe, named):
    Post.objects.create(user=editor, role=Role.REVIEWER, region=yangshe)
    client.force_login(editor)
    path = f"{ADMIN}donation/{named.pk}/open-donor/"
    assert "陈小明" not in client.get(path).content.decode()
    for reason in ("", " "):
        assert "陈小明" not in client.post(path, {"reason": reason}).content.decode()
    assert not DonorOpening.objects.exists()
    answer = client.post(path, {"reason": "寄票据"})
    assert "陈小明" in answer.content.decode()
    assert "13912345678" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert (DonorOpening.objects.get().by, DonorOpening.objects.get().reason) == (editor, "寄票据")
    assert "寄票据" in client.get(f"{ADMIN}donation/{named.pk}/change/").content.decode()


def test_who_may_not_open_it(client, editor, auditor, neighbour_editor, named):
    path = f"{ADMIN}donation/{named.pk}/open-donor/"
    for user, status in ((editor, 403), (auditor, 403), (neighbour_editor, 404)):
        client.force_login(user)
        assert client.post(path, {"reason": "看看"}).status_code == status
    with pytest.raises(Forbidden):
        donors.open_donor(donation=named, by=editor, reason="看看")
    assert not DonorOpening.objects.exists()


def test_nobody_stands_behind_an_anonymous_gift(client, editor, yangshe, on_shelf):
    Post.objects.create(user=editor, role=Role.REVIEWER, region=yangshe)
    client.force_login(editor)
    answer = client.post(f"{ADMIN}donation/{on_shelf.donation_id}/open-donor/", {"reason": "看看"})
    assert answer.status_code == 409
    assert "anonymous" in answer.content.decode()
