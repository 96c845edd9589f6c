"""At the counter, on the phone of who is on duty; and the office over its region."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from civic.figures import goods_taken_in
from shop import my_data
from shop.actions import goods
from shop.actions.goods import Piece
from shop.models import Donation, GoodsItem, RefusalRule
from tests.photos.pictures import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_identity")]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def at(shop):
    return lambda path="": f"/en/shop/duty/{shop.pk}/{path}"


def form(*rows: dict, **values) -> dict:
    """The form as a phone sends it: three rows, those that were filled in first."""
    data = {"p-TOTAL_FORMS": "3", "p-INITIAL_FORMS": "0", "token": str(uuid.uuid4()), **values}
    for number in range(3):
        row = {"condition": "good", **(rows[number] if number < len(rows) else {})}
        data |= {f"p-{number}-{name}": value for name, value in row.items()}
    return data


def picture_file(content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("thing.jpg", content or jpeg(), "image/jpeg")


PATHS = ["", "take-in/", "refuse/", "labels/"]


@pytest.mark.parametrize("path", PATHS)
def test_for_who_is_on_duty(client, at, duty, on_shelf, path):
    client.force_login(duty)
    answer = client.get(at(path))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "style=" not in answer.content.decode()


@pytest.mark.parametrize("path", [*PATHS, "slips/1/", "things/1/"])
def test_for_nobody_else(client, at, duty, bert, neighbour_editor, path):
    assert client.get(at(path)).status_code == 302
    for stranger in (bert, neighbour_editor):
        client.force_login(stranger)
        assert client.get(at(path)).status_code == 404
        assert client.post(at(path)).status_code in (404, 405)


def test_the_office_over_the_town_serves_too(client, at, editor, shop):
    client.force_login(editor)
    assert client.get(at()).status_code == 200
    assert "Meihao Charity Shop" in client.get("/en/shop/duty/").content.decode()


def test_who_is_on_no_list_is_told(client, stranger):
    client.force_login(stranger)
    assert "not on the list of duty" in client.get("/en/shop/duty/").content.decode()


def test_an_auditor_does_nothing_there(client, at, auditor, shop):
    client.force_login(auditor)
    assert client.get(at()).status_code == 404


def test_two_things_with_a_photo(client, at, duty):
    client.force_login(duty)
    hoodie = {"category": "clothes", "name": "蓝色卫衣", "photo": picture_file()}
    answer = client.post(at("take-in/"), form(hoodie, {"category": "toys", "condition": "used", "yuan": "3.5"}))
    donation = Donation.objects.get()
    assert answer.url == at(f"slips/{donation.pk}/")
    assert list(donation.goods.order_by("pk").values_list("name", "price_fen")) == [("蓝色卫衣", 2000), ("", 350)]
    assert donation.goods.order_by("pk").first().photo.uploaded_by == duty
    page = client.get(answer.url).content.decode()
    for words in (donation.shown_code, "<svg", "not a donation receipt", "20 yuan"):
        assert words in page


def test_sent_twice(client, at, duty):
    client.force_login(duty)
    data = form({"category": "clothes"})
    assert client.post(at("take-in/"), data).url == client.post(at("take-in/"), data).url
    assert GoodsItem.objects.count() == 1


@pytest.mark.parametrize(
    ("rows", "values", "words"),
    [
        ([], {}, "1 to 60 things"),
        ([{"name": "杯子"}], {}, "This field is required"),
        ([{"category": "gold"}], {}, "valid choice"),
        ([{"category": "toys", "yuan": "-1"}], {}, "greater than or equal to 0"),
        ([{"category": "toys", "yuan": "10001"}], {}, "No more than 10,000 yuan"),
        ([{"category": "toys", "name": "找我 13912345678"}], {}, "no telephone number"),
        ([{"category": "toys"}], {"donor_name": "陈小明"}, "Ask the donor and tick this"),
        ([{"category": "toys"}], {"has_consent": "on"}, "Write the name down"),
        ([{"category": "toys"}], {"donor_name": "陈小明", "has_consent": "on", "donor_phone": "123"}, "11 digits"),
    ],
)
def test_what_does_not_come_in(client, at, duty, rows, values, words):
    client.force_login(duty)
    answer = client.post(at("take-in/"), form(*rows, **values))
    assert answer.status_code in (400, 409)
    assert words in answer.content.decode()
    assert not GoodsItem.objects.exists()


def test_a_file_that_is_no_picture(client, at, duty):
    client.force_login(duty)
    answer = client.post(at("take-in/"), form({"category": "toys", "photo": picture_file(jpeg()[:10])}))
    assert answer.status_code == 400
    assert not Donation.objects.exists()


def test_a_named_donor_stands_masked_on_the_list(client, at, duty):
    client.force_login(duty)
    named = {"donor_name": "陈小明", "donor_phone": "13912345678", "has_consent": "on"}
    client.post(at("take-in/"), form({"category": "toys"}, **named))
    page = client.get(at()).content.decode()
    assert "陈小明" not in page
    assert "13912345678" not in page
    assert "陈" in page


def test_more_rows_keep_what_was_written(client, at, duty):
    client.force_login(duty)
    answer = client.post(at("take-in/"), form({"category": "toys", "name": "积木"}, more="1"))
    page = answer.content.decode()
    assert page.count("data-piece") == 6
    assert "积木" in page
    assert "This field is required" not in page
    broken = client.post(at("take-in/"), form(more="1") | {"p-TOTAL_FORMS": "x"})
    assert broken.status_code == 400


def test_what_is_not_taken_is_noted_once(client, at, duty):
    client.force_login(duty)
    data = {"rule": "helmet", "token": str(uuid.uuid4())}
    for _time in range(2):
        assert client.post(at("refuse/"), data).status_code == 302
    assert GoodsItem.objects.get().refusal == RefusalRule.objects.get(code="helmet")
    assert client.post(at("refuse/"), {"rule": "gold", "token": data["token"]}).status_code == 400


def test_ticked_things_go_on_the_shelf(client, at, duty, bring):
    items = list(bring(*[Piece("toys", "good")] * 3).goods.order_by("pk"))
    client.force_login(duty)
    assert client.post(at("shelf/"), {"item": [items[0].pk, items[1].pk]}).status_code == 302
    assert GoodsItem.objects.on_shelf().count() == 2
    for wrong in ([], ["x"], ["9" * 30]):
        assert client.post(at("shelf/"), {"item": wrong}).status_code == 400
    assert client.get(at("shelf/")).status_code == 405


@pytest.mark.parametrize("things", [1, 3])
def test_the_counter_asks_the_same_however_much_waits(client, at, duty, bring, things):
    for _number in range(things):
        bring(Piece("toys", "good"), donor_name="陈小明")
    client.force_login(duty)
    client.get(at())
    with CaptureQueriesContext(connection) as queries:
        client.get(at())
    # session, account, shop and its scope, what waits twice, the shelf, the slips
    assert len(queries) == 8


def test_labels_have_codes_to_scan(client, at, duty, bring):
    bring(*[Piece("toys", "good", name="积木")] * 25)
    client.force_login(duty)
    page = client.get(at("labels/")).content.decode()
    assert page.count('class="labels"') == 2
    assert page.count('class="label"') == 25
    assert page.count("<svg") >= 25
    first = GoodsItem.objects.earliest("pk")
    page = client.get(at(f"labels/?thing={first.pk}")).content.decode()
    assert page.count('class="label"') == 1
    assert client.get(at("labels/?slip=999999")).status_code == 200


def test_a_thing_is_found_by_its_number_and_moved(client, at, duty, on_shelf):
    client.force_login(duty)
    there = at(f"things/{on_shelf.pk}/")
    assert client.get(at(), {"number": on_shelf.number}).url == there
    assert "no thing with this number" in client.get(at(), {"number": "x"}).content.decode()
    answer = client.post(there, {"to": "recycled", "why": ""})
    assert answer.status_code == 409
    assert "Say why" in answer.content.decode()
    assert client.post(there, {"to": "taken_in"}).status_code == 400
    assert client.post(there, {"to": "recycled", "why": "坏了"}).url == there
    assert "坏了" in client.get(there).content.decode()


def test_another_shops_things_are_not_there(client, duty, on_shelf, make_shop):
    other = make_shop()
    other.duties.create(user=duty, given_by=on_shelf.shop.duties.get().given_by)
    client.force_login(duty)
    assert client.get(f"/en/shop/duty/{other.pk}/things/{on_shelf.pk}/").status_code == 404
    assert client.get(f"/en/shop/duty/{other.pk}/slips/{on_shelf.donation_id}/").status_code == 404
    answer = client.post(f"/en/shop/duty/{other.pk}/shelf/", {"item": [on_shelf.pk]})
    assert answer.status_code == 302
    assert on_shelf.moves.count() == 1


def test_a_donor_takes_along_what_is_kept(bring, resident, stranger):
    bring(Piece("toys", "good", name="积木"), donor_name="张小港", donor_phone="13800000001")
    given = my_data.sections(resident)["goods_donations"]
    assert [(row["donor_name"], row["things"]) for row in given] == [("张小港", "积木")]
    assert my_data.sections(stranger)["goods_donations"] == []


def test_what_a_volunteer_did_is_in_their_copy(on_shelf, duty):
    sections = my_data.sections(duty)
    assert [row["pk"] for row in sections["goods_taken_in"]] == [on_shelf.pk]
    assert [row["to_state"] for row in sections["goods_moves"]] == ["shelf"]
    assert sections["shop_duties"][0]["shop__name"] == "美好杂货铺"


def test_the_citys_figure_counts_what_was_taken_in(on_shelf, shop, duty):
    goods.refuse(shop=shop, by=duty, rule=RefusalRule.objects.get(code="food"), token=uuid.uuid4())
    assert goods_taken_in().get()["live"] == 1
