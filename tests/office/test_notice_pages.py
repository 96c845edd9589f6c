"""Public notices as people see them, and objecting to one."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from office.actions import notices
from office.calendar import Calendar
from office.countdown import Countdown
from office.models import Objection, ObjectionReading, PublicNotice
from office.my_data import sections
from tests.office.conftest import date as day
from tests.office.conftest import days_ago, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def said() -> dict:
    """What somebody types."""
    return {"token": uuid4(), "name": "王小明", "phone": "138 0000 0007", "text": "这家人不在本镇居住。"}


def object_page(notice: PublicNotice) -> str:
    return reverse("notice_object", args=[notice.year, notice.serial])


# --- reading


@pytest.mark.parametrize("name", ["notice_list", "notice_feed"])
def test_the_lists_are_read_only(client, on_show, name):
    assert on_show.title in client.get(reverse(name)).content.decode()
    assert client.post(reverse(name)).status_code == 405


def test_running_notices_stand_before_those_that_are_over(client, announce, ended, reviewer):
    notices.close_notice(notice=ended, by=reviewer)
    running = announce(title="正在公示的名单")
    page = client.get(reverse("notice_list")).content.decode()
    assert page.index(running.title) < page.index(ended.title)


def test_a_kind_is_chosen(client, announce):
    announce(title="资助名单", kind="aid")
    announce(title="别的事情")
    page = client.get(reverse("notice_list"), {"kind": "aid"}).content.decode()
    assert "资助名单" in page
    assert "别的事情" not in page
    assert client.get(reverse("notice_list"), {"kind": "nothing"}).status_code == 404
    assert client.get(reverse("notice_list"), {"page": "9"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_for_one_and_for_three(
    client, announce, reviewer, site_identity, django_assert_num_queries, count
):
    for number in range(count):
        announce(title=f"正在公示{number}")
        notices.close_notice(notice=announce(begun=40 + number), by=reviewer)
    with django_assert_num_queries(5):
        client.get(reverse("notice_list"))


def test_a_notice_says_what_may_happen_and_whom_to_call(client, on_show, site_identity):
    page = client.get(on_show.get_absolute_url()).content.decode()
    assert on_show.number in page
    assert on_show.contact_phone in page
    assert object_page(on_show) in page
    assert client.get(reverse("notice_detail", args=[2020, 7])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_an_extension_is_seen_at_once_in_the_list(client, on_show, clerk):
    client.get(reverse("notice_list"))
    longer = notices.extend(notice=on_show, days=3, reason="需要核实", by=clerk)
    assert longer.ends_on.isoformat() in client.get(reverse("notice_list")).content.decode()
    assert "需要核实" in client.get(on_show.get_absolute_url()).content.decode()


def test_numbers_are_published_when_it_is_over(client, ended, object_to, reviewer):
    objection = object_to(ended, at=days_ago(39))
    notices.answer_objection(objection=objection, answer="不属实。", is_upheld=False, by=reviewer)
    notices.close_notice(notice=ended, statement="收到异议一件。", by=reviewer)
    page = client.get(ended.get_absolute_url()).content.decode()
    assert "收到异议一件。" in page
    assert object_page(ended) not in page
    assert "王" not in page


def test_english_readers_get_english(client, on_show):
    assert "Families to be helped" in client.get(f"/en{on_show.get_absolute_url()}").content.decode()


# --- the countdown


def countdown(begins_on, ends_on, today, state="open") -> Countdown:
    notice = PublicNotice(begins_on=begins_on, ends_on=ends_on, state=state)
    return Countdown(notice, today, Calendar(begins_on, ends_on))


def test_days_that_are_swapped_are_said():
    october = countdown(day(2026, 9, 29), day(2026, 10, 10), day(2026, 9, 30))
    assert october.workdays_left == 4
    assert october.worked.count("日") == 1
    assert october.off.count("日") == 5


@pytest.mark.parametrize(
    ("today", "pill", "takes"),
    [(day(2026, 11, 13), "open", True), (day(2026, 11, 20), "open", True), (day(2026, 11, 21), "waiting", False)],
)
def test_a_notice_runs_to_the_end_of_its_last_day(today, pill, takes):
    november = countdown(day(2026, 11, 16), day(2026, 11, 20), today)
    assert (november.pill, november.takes_objections) == (pill, takes)
    assert bool(november.left) is takes


# --- objecting


def test_somebody_who_is_not_signed_in_objects_and_reads_the_answer(client, on_show, said, reviewer):
    assert client.get(object_page(on_show)).status_code == 200
    receipt = client.post(object_page(on_show), said)
    assert receipt.status_code == 200
    assert "no-store" in receipt["Cache-Control"]
    code = re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", receipt.content.decode())[0]
    objection = Objection.objects.get()
    assert (objection.name.reveal(), objection.phone.reveal()) == ("王小明", "13800000007")

    waiting = client.post(reverse("objection_answer"), {"code": code.lower()}).content.decode()
    assert on_show.title in waiting
    notices.answer_objection(objection=objection, answer="已核实，属实居住。", is_upheld=False, by=reviewer)
    answered = client.post(reverse("objection_answer"), {"code": code}).content.decode()
    assert "已核实，属实居住。" in answered
    assert "王" not in answered


def test_a_second_click_gives_the_same_receipt(client, on_show, said):
    first, second = (client.post(object_page(on_show), said).content.decode() for _ in range(2))
    assert re.findall(r"[A-Z2-7]{4}-[A-Z2-7]{4}-\S+", first) == re.findall(r"[A-Z2-7]{4}-[A-Z2-7]{4}-\S+", second)
    assert Objection.objects.count() == 1


@pytest.mark.parametrize("field", ["name", "phone"])
def test_an_anonymous_tip_is_refused_with_the_reason(client, on_show, said, field):
    page = client.post(object_page(on_show), said | {field: ""})
    assert page.status_code == 400
    assert said["text"] in page.content.decode()
    assert not Objection.objects.exists()


def test_nobody_is_no_name(client, on_show, said):
    assert client.post(object_page(on_show), said | {"name": "匿名"}).status_code == 400


def test_after_the_last_day_the_page_says_whom_to_call(client, ended, said):
    assert ended.contact_phone in client.get(object_page(ended)).content.decode()
    assert client.post(object_page(ended), said).status_code == 409
    assert not Objection.objects.exists()


def test_too_many_objections_from_one_address_wait(client, on_show, said):
    answers = [client.post(object_page(on_show), said | {"token": uuid4()}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_codes_are_not_guessed(client, on_show):
    page = reverse("objection_answer")
    assert client.post(page, {"code": "AAAA-BBBB-CCCC-DDDD"}).status_code == 400
    answers = [client.post(page, {"code": f"guess{number}"}).status_code for number in range(20)]
    assert answers[-1] == 429


def test_who_is_signed_in_follows_their_own_and_nobody_elses(client, on_show, said, resident, stranger):
    client.force_login(resident)
    client.post(object_page(on_show), said)
    page = client.get(reverse("my_objections")).content.decode()
    assert on_show.title in page
    client.force_login(stranger)
    assert on_show.title not in client.get(reverse("my_objections")).content.decode()
    assert client.post(reverse("my_objections")).status_code == 405
    client.logout()
    assert client.get(reverse("my_objections")).status_code == 302
    assert not ObjectionReading.objects.exists()


def test_a_notice_is_found_by_its_title(client, on_show):
    page = client.get(reverse("search"), {"q": on_show.title[:3]}).content.decode()
    assert on_show.get_absolute_url() in page


def test_a_notice_of_last_year_keeps_its_address(client, announce):
    notice = announce(at=moment(day(2024, 3, 1)))
    assert notice.get_absolute_url() == "/notices/2024-1/"
    assert client.get(notice.get_absolute_url()).status_code == 200


def test_what_somebody_objected_is_among_their_own_data(on_show, object_to, resident, stranger):
    object_to(on_show, by=resident)
    [mine] = sections(resident)["objections"]
    assert (mine["notice"], mine["name"]) == (on_show.number, "王小明")
    assert not sections(stranger)["objections"]
