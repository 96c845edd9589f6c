"""Three people with three phones at a box: what each may do, and what nobody gets to see."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from shop import my_data
from shop.actions import boxes
from shop.models import BoxCount, Confirmation, CountLine
from shop.workflow import CountState
from tests.shop.conftest import money

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_identity")]


def phone(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def step(count, name: str = "") -> str:
    return f"/en/shop/lead/{count.pk}/{name}"


@pytest.fixture
def phones(anna, bert, witness):
    return phone(anna), phone(bert), phone(witness)


def picture() -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (40, 30), "#0b5563").save(file, "JPEG")
    return SimpleUploadedFile("money.jpg", file.getvalue(), content_type="image/jpeg")


def test_the_whole_path_on_three_phones(planned, phones):
    a, b, w = phones
    a.post(step(planned, "open/"), {"seal_no_before": "S-1"})
    for other in (b, w):
        other.post(step(planned, "confirm/"))
    a.post(step(planned, "count/"), {"do": "seal", "note_10000": "2", "coin_50": "3"})
    b.post(step(planned, "count/"), {"do": "seal", "note_10000": "2", "coin_50": "3", "other_note": "一枚游戏币"})
    b.post(step(planned, "close/"), {"seal_no_after": "S-2", "photo": picture()})
    for signer in (a, b, w):
        answer = signer.post(step(planned, "sign/"), follow=True)
        assert "You have signed." in answer.content.decode()
    a.post(step(planned, "slip/"), {"slip_no": "SLIP-1", "slip_on": timezone.localdate().isoformat()})
    count = BoxCount.objects.get()
    assert (count.state, count.fen, count.slip_no) == (CountState.COUNTED, 20_150, "SLIP-1")


def test_my_counts(phones, planned):
    for person in phones:
        assert "MH-01-001" in person.get("/en/shop/lead/").content.decode()


def test_the_other_count_is_seen_nowhere_before_both_are_final(opened, phones, anna):
    a, b, w = phones
    boxes.seal_count(count=opened, by=anna, found=money(777))
    for person in (b, w):
        for path in (step(opened), "/en/shop/lead/", "/en/me/", "/en/shop/fund/meihao/"):
            assert "777" not in person.get(path).content.decode()
    assert "Count is final" in b.get(step(opened)).content.decode()
    assert "777" not in b.get(step(opened, "count/")).content.decode()


def test_both_counts_are_seen_once_both_are_final(count_box, phones):
    count = count_box(777, 778)
    for person in phones:
        page = person.get(step(count)).content.decode()
        assert "777.00" in page
        assert "778.00" in page
        assert "They differ" in page


def test_where_the_counts_differ_is_shown_piece_by_piece(opened, phones, anna, bert):
    boxes.seal_count(count=opened, by=anna, found=[*money(500), boxes.Found("coin", 50, 3)])
    assert "501.50" in phones[0].get(step(opened)).content.decode()
    boxes.seal_count(count=opened, by=bert, found=[*money(500), boxes.Found("coin", 50, 4)])
    page = phones[2].get(step(opened))
    rows = {piece.label: piece.quantities for piece in page.context["standing"].pieces}
    assert rows == {"100-yuan notes": [5, 5], "5-jiao coins": [3, 4]}
    assert page.content.decode().count(">differs<") == 1


def test_adding_up_keeps_what_was_typed_and_writes_nothing(opened, phones):
    page = phones[0].post(step(opened, "count/"), {"do": "add", "note_2000": "3", "coin_10": "4"}).content.decode()
    assert "60.40" in page
    assert 'value="3"' in page
    assert not CountLine.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"note_2000": "-1"}, {"note_2000": "1.5"}, {"note_2000": "x"}, {"note_2000": "100001"},
        {"other_yuan": "5"}, {"other_yuan": "-5", "other_note": "x"}, {"other_yuan": "0.001", "other_note": "x"},
    ],
)  # fmt: skip
def test_what_is_no_count_gets_a_sentence(opened, phones, values):
    answer = phones[0].post(step(opened, "count/"), {"do": "seal", **values})
    assert answer.status_code == 400
    assert "errorlist" in answer.content.decode()
    assert not CountLine.objects.exists()


def test_money_that_does_not_exist_is_not_even_read(opened, phones):
    phones[0].post(step(opened, "count/"), {"do": "seal", "note_300": "3"})
    assert not CountLine.objects.exists()


def test_sealing_twice_is_harmless(opened, phones):
    for _click in range(2):
        answer = phones[0].post(step(opened, "count/"), {"do": "seal", "note_2000": "3"})
        assert answer.status_code == 302
    assert CountLine.objects.count() == 1


def test_a_difference_is_counted_again(count_box, phones):
    count = count_box(230, 231)
    for _click in range(2):
        phones[1].post(step(count, "again/"), {"round": "1"})
    assert BoxCount.objects.get().round == 2
    page = phones[0].get(step(count)).content.decode()
    assert "both of you count again" in page
    assert "231.00" not in page


def test_a_difference_is_explained_with_an_amount(count_box, phones):
    count = count_box(230, 231)
    a, b, w = phones
    answer = a.post(step(count, "sign/"), {"yuan": "229", "explanation": "看错"})
    assert answer.status_code == 409
    assert "outside what the two of you counted" in answer.content.decode()
    a.post(step(count, "sign/"), {"yuan": "230", "explanation": "一枚硬币数了两次"})
    for other in (b, w):
        other.post(step(count, "sign/"))
    count.refresh_from_db()
    assert (count.fen, count.explanation) == (23_000, "一枚硬币数了两次")


def test_the_witness_waits_for_the_counters(count_box, phones):
    count = count_box(230, 230)
    assert "The others are at it" in phones[2].get(step(count)).content.decode()
    assert phones[2].post(step(count, "sign/")).status_code == 409


def test_a_photo_that_is_none(opened, phones, anna, bert):
    for person in (anna, bert):
        boxes.seal_count(count=opened, by=person, found=money(5))
    fake = SimpleUploadedFile("x.jpg", b"<html>", content_type="image/jpeg")
    answer = phones[0].post(step(opened, "close/"), {"seal_no_after": "S-2", "photo": fake})
    assert answer.status_code == 400
    assert BoxCount.objects.get().seal_no_after == ""


def test_a_strange_seal_is_asked_about_beside_its_field(counted, box, anna, bert, witness, treasurer, phones):
    count = boxes.plan_count(box=box, counter_a=anna, counter_b=bert, site_witness=witness, by=treasurer)
    answer = phones[0].post(step(count, "open/"), {"seal_no_before": "S-7"})
    assert answer.status_code == 409
    assert "S-101" in answer.content.decode()
    assert BoxCount.objects.get(pk=count.pk).state == CountState.SEALED


STEPS = ["", "open/", "confirm/", "count/", "again/", "close/", "sign/", "slip/"]


@pytest.mark.parametrize("name", STEPS)
def test_signed_out(client, opened, name):
    answer = client.get(step(opened, name)) if name in ("", "count/") else client.post(step(opened, name))
    assert answer.status_code == 302
    assert "/accounts/" in answer.url
    assert client.get("/en/shop/lead/").status_code == 302


@pytest.mark.parametrize("name", STEPS)
def test_for_everybody_else_it_does_not_exist(opened, stranger, superuser, name):
    for person in (stranger, superuser):
        client, address = phone(person), step(opened, name)
        answer = client.get(address) if name in ("", "count/") else client.post(address, every_field())
        assert answer.status_code == 404
    assert Confirmation.objects.count() == 3


def every_field() -> dict:
    names = ("seal_no_before", "seal_no_after", "slip_no", "explanation")
    return {**dict.fromkeys(names, "xx"), "round": "1", "yuan": "1", "slip_on": "2026-01-01", "photo": picture()}


@pytest.mark.parametrize("name", STEPS[1:])
def test_wrong_method(opened, phones, name):
    answer = phones[0].get(step(opened, name)) if name != "count/" else phones[0].put(step(opened, name))
    assert answer.status_code == 405


def test_the_witness_has_no_counting_page(opened, phones):
    assert phones[2].get(step(opened, "count/")).url == step(opened)
    assert phones[2].post(step(opened, "again/"), {"round": "1"}).status_code == 400
    assert phones[2].post(step(opened, "again/"), {"round": "x"}).status_code == 400


@pytest.mark.parametrize("name", ["", "count/"])
def test_what_is_personal_is_kept_nowhere(opened, phones, name):
    answer = phones[0].get(step(opened, name))
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("counts", [1, 3])
def test_my_counts_ask_the_same_however_many(
    counted, box, anna, bert, witness, treasurer, counts, django_assert_num_queries
):
    for _number in range(counts - 1):
        boxes.call_off(
            count=boxes.plan_count(box=box, counter_a=anna, counter_b=bert, site_witness=witness, by=treasurer),
            reason="改期",
        )
    client = phone(anna)
    client.get("/en/shop/lead/")
    # session, user, three lists, the footer's own
    with django_assert_num_queries(6) as asked:
        client.get("/en/shop/lead/")
    assert sum("shop_boxcount" in query["sql"] for query in asked.captured_queries) == 3


def test_what_is_held_about_a_counter_is_in_their_copy(counted, anna, stranger):
    held = my_data.sections(anna)
    assert {name: len(rows) for name, rows in held.items() if rows} == {
        "box_counts": 1, "box_count_confirmations": 3, "box_count_lines": 2, "ledger_entries": 1,
    }  # fmt: skip
    assert not any(my_data.sections(stranger).values())
