"""The desk: records are read, entered with evidence, imported, decided, spot-checked; nobody does it all alone."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from office.models import Post, Role
from tests.volunteers.conftest import text_of
from volunteers.actions import decisions, objections
from volunteers.models import Decision, ServiceRecord

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
ADMIN = "/en/admin/"
RECORDS = f"{ADMIN}volunteers/servicerecord/"


def shown(response) -> list:
    return [row.pk for row in response.context["cl"].result_list]


def test_the_list_is_scoped_and_masked(client, desk, editor, neighbour_editor, auditor, make_record, system_user):
    record = make_record()
    page = desk.get(RECORDS)
    assert shown(page) == [record.pk]
    assert "王*愿" in text_of(page)
    assert "王志愿" not in text_of(page)
    client.force_login(neighbour_editor)
    assert shown(client.get(RECORDS)) == []
    assert client.get(f"{RECORDS}{record.pk}/change/").status_code == 404
    client.force_login(auditor)
    assert client.get(f"{RECORDS}{record.pk}/change/").status_code == 200
    client.force_login(system_user)
    assert client.get(RECORDS).status_code == 403


@pytest.fixture
def system_user(city):
    user = User.objects.create_user("sys", is_staff=True)
    Post.objects.create(user=user, role=Role.SYSTEM, region=city)
    return user


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(
    desk, make_record, make_volunteer, django_assert_num_queries, count
):
    for _number in range(count):
        make_record(of=make_volunteer())
    desk.get(RECORDS)
    with django_assert_num_queries(8):
        desk.get(RECORDS)


def test_people_are_found_by_number_phone_and_exact_name(desk, make_record, volunteer, other_volunteer):
    mine, other = make_record(), make_record(of=other_volunteer)
    for text in (volunteer.number, "王志愿", volunteer.user.phone.reveal()):
        assert shown(desk.get(RECORDS, {"q": text})) == [mine.pk]
    assert shown(desk.get(RECORDS, {"q": "王志"})) == []
    assert other.pk in shown(desk.get(RECORDS))


def test_queues_show_what_waits_for_the_office(desk, make_record, leader, reviewer, other_volunteer):
    long_day = decisions.confirm(record=make_record(minutes=780, hour=1), by=leader.user)
    entered = make_record(of=other_volunteer, source="back_office", entered_by=leader.user, evidence_note="签到表")
    flagged = make_record(of=other_volunteer, days_ago=3, flags=["clock"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE volunteers_servicerecord SET is_late = true WHERE id = %s", [flagged.pk])
    queues = {"office": long_day, "approve": entered, "flagged": flagged, "late": flagged}
    for queue, record in queues.items():
        assert shown(desk.get(RECORDS, {"queue": queue})) == [record.pk]
    lines = {str(line.title): line.waiting.count for line in desk.get(ADMIN).context["lines"]}
    assert lines["Hours · beyond the day's limit"] == 1
    assert lines["Hours · entered or imported, to be approved"] == 1
    assert lines["Hours · conspicuous"] == 1
    assert lines["Hours · recorded late"] == 1


def test_rows_are_never_changed_and_the_decision_stands_beside(desk, make_record, reviewer):
    record = make_record()
    address = f"{RECORDS}{record.pk}/change/"
    assert desk.get(address).status_code == 200
    desk.post(address, {"decision": "reject", "reason_text": ""})
    record.refresh_from_db()
    assert record.state == "pending"
    desk.post(address, {"decision": "confirm", "reason_text": "", "minutes": "999", "state": "void"})
    record.refresh_from_db()
    assert (record.state, record.minutes) == ("confirmed", 120)
    assert Decision.objects.get().standing == "office"
    assert desk.post(f"{RECORDS}{record.pk}/delete/").status_code == 403


def test_the_history_of_a_record_is_its_decisions(desk, make_record, leader):
    record = decisions.reject(record=make_record(), by=leader.user, reason="没有来")
    page = desk.get(f"{RECORDS}{record.pk}/history/")
    assert [(entry.who, entry.kind) for entry in page.context["entries"]] == [
        (str(leader.user), "insert"),
        (str(record.entered_by), "insert"),
    ]
    assert "没有来" in text_of(page)


def test_a_superuser_alone_confirms_nothing_in_the_admin(client, superuser, make_record):
    client.force_login(superuser)
    record = make_record()
    address = f"{RECORDS}{record.pk}/change/"
    response = client.post(address, {"decision": "confirm", "reason_text": ""}, follow=True)
    assert "hold no post over it" in text_of(response)
    client.post(RECORDS, {"action": "confirm_chosen", "_selected_action": [record.pk]})
    entered = client.post(f"{RECORDS}add/", entry(record))
    assert entered.status_code == 302
    own = ServiceRecord.objects.get(source="back_office")
    client.post(f"{RECORDS}{own.pk}/change/", {"decision": "confirm", "reason_text": ""})
    assert set(ServiceRecord.objects.values_list("state", flat=True)) == {"pending"}
    for path in ("volunteers/servicetotal/add/", "volunteers/decision/add/", f"volunteers/servicetotal/{1}/change/"):
        assert client.post(f"{ADMIN}{path}", {"minutes": 1}).status_code in (302, 403, 404)


def entry(record, **values) -> dict:
    day = timezone.localdate() - timedelta(days=3)
    return {
        "volunteer_text": record.volunteer.number, "organization_name": record.organization.name, "title": "护河巡查",
        "category": "environment", "content": "沿河捡垃圾。", "served": "", "place_name": "新市河",
        "day": day.isoformat(),
        "person_in_charge": "江领队", "begins": "14:00", "ends": "16:00", "minutes": "", "why": "当天断网",
        "proof": "签到表第 3 页，存办公室", **values,
    }  # fmt: skip


def test_hours_entered_by_the_office_wait_for_another_person(desk, client, make_record, reviewer, second_reviewer):
    known = make_record()
    assert desk.get(f"{RECORDS}add/").status_code == 200
    response = desk.post(f"{RECORDS}add/", entry(known))
    assert response.status_code == 302, response.context["adminform"].form.errors
    record = ServiceRecord.objects.get(source="back_office")
    assert (record.state, record.entered_by, record.minutes) == ("pending", reviewer, 120)
    decide = {"decision": "confirm", "reason_text": ""}
    assert "somebody else confirms" in text_of(desk.post(f"{RECORDS}{record.pk}/change/", decide, follow=True))
    client.force_login(second_reviewer)
    client.post(f"{RECORDS}{record.pk}/change/", decide)
    record.refresh_from_db()
    assert record.state == "confirmed"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"proof": ""}, "need evidence"),
        ({"why": ""}, "required"),
        ({"volunteer_text": "999999"}, "no such volunteer"),
        ({"organization_name": "没有这个"}, "exactly this name"),
        ({"minutes": "-3"}, "greater than or equal to 1"),
        ({"day": "2099-01-01"}, "lies in the future"),
        ({"minutes": "600"}, "fit between beginning and end"),
    ],
)
def test_an_entry_that_cannot_be_taken_gets_a_sentence(desk, make_record, wrong, sentence):
    known = make_record()
    assert sentence in text_of(desk.post(f"{RECORDS}add/", entry(known, **wrong), follow=True))
    assert not ServiceRecord.objects.filter(source="back_office").exists()


def test_a_neighbour_enters_nothing_here(client, neighbour_editor, make_record):
    known = make_record()
    client.force_login(neighbour_editor)
    assert "exactly this name" in text_of(client.post(f"{RECORDS}add/", entry(known)))


def test_the_chosen_are_confirmed_and_the_conspicuous_are_not(desk, make_record, other_volunteer):
    plain, flagged = make_record(), make_record(of=other_volunteer, flags=["forgotten"])
    chosen = {"action": "confirm_chosen", "_selected_action": [plain.pk, flagged.pk]}
    text = text_of(desk.post(RECORDS, chosen, follow=True))
    assert "1 record is confirmed." in text
    assert "Check-out forgotten" in text
    assert set(ServiceRecord.objects.confirmed()) == {plain}


def test_the_office_sees_what_is_due_and_answers(desk, make_record, leader, volunteer):
    record = decisions.confirm(record=make_record(), by=leader.user)
    objection = objections.object_to(volunteer=volunteer, record=record, kind="error", text="只有一小时")
    page = desk.get(f"{ADMIN}volunteers/objection/?state__exact=open")
    assert "10 working days" in text_of(page)
    lines = {str(line.title): line.waiting for line in desk.get(ADMIN).context["lines"]}
    assert (lines["Objections · answers due"].count, lines["Objections · answers due"].days_left) == (1, 10)
    address = f"{ADMIN}volunteers/objection/{objection.pk}/change/"
    assert desk.get(address).status_code == 200
    times = {"day": record.day.isoformat(), "begins": "09:00", "ends": "10:00", "minutes": ""}
    response = desk.post(address, {"outcome": "correct", "answer_text": "已更正", **times})
    assert response.status_code == 302, response.context["adminform"].form.errors
    objection.refresh_from_db()
    assert (objection.state, objection.correction.source, objection.correction.state) == (
        "accepted", "back_office", "pending",
    )  # fmt: skip


def test_hours_per_person_and_period(desk, client, make_record, leader, volunteer, other_volunteer, neighbour_editor):
    decisions.confirm(record=make_record(minutes=90), by=leader.user)
    decisions.confirm(record=make_record(of=other_volunteer, days_ago=400), by=leader.user)
    address = f"{ADMIN}volunteers/servicetotal/"
    page = desk.get(address)
    assert [(row.volunteer, row.minutes) for row in page.context["cl"].result_list] == [
        (volunteer, 90), (other_volunteer, 120),
    ]  # fmt: skip
    this_year = (timezone.localdate() - timedelta(days=1)).year
    assert [row.volunteer for row in desk.get(f"{address}?year={this_year}").context["cl"].result_list] == [volunteer]
    assert not desk.get(f"{address}?at_least=30").context["cl"].result_list
    assert [row.volunteer for row in desk.get(f"{address}?q=赵热心").context["cl"].result_list] == [other_volunteer]
    lines = b"".join(desk.get(f"{address}export.csv?year={this_year}").streaming_content).decode("utf-8-sig")
    [line] = csv.DictReader(io.StringIO(lines))
    assert (line["Volunteer number"], line["Hours"], line["Real name"]) == (volunteer.number, "1.5", "王*愿")
    client.force_login(neighbour_editor)
    assert not client.get(address).context["cl"].result_list
    assert len(list(client.get(f"{address}export.csv").streaming_content)) == 1
