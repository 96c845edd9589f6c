"""The desk: records are read, entered with evidence, imported, decided, spot-checked; nobody does it all alone."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from accounts.models import User
from office.models import Post, Role
from volunteers.actions import decisions, objections, spot_checks
from volunteers.models import Decision, Finding, Service, ServiceRecord, SpotCheck
from volunteers.record_resources import COLUMNS

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
ADMIN = "/en/admin/"
RECORDS = f"{ADMIN}volunteers/servicerecord/"


@pytest.fixture
def desk(client, reviewer):
    client.force_login(reviewer)
    return client


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


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
    with django_assert_num_queries(9):
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


# --- import and export


def row(volunteer, team, **values) -> dict:
    day = timezone.localdate() - timedelta(days=6)
    return {
        "number": volunteer.number, "organization": team.name, "title": "文明交通", "category": "order",
        "content": "路口劝导。", "place": "步行街", "person_in_charge": "江领队", "day": day.isoformat(),
        "begins": "07:30",
        "ends": "09:00", "evidence_note": "纸质签到表", **values,
    }  # fmt: skip


def workbook(rows: list[dict]) -> SimpleUploadedFile:
    book = Workbook()
    keys = [column.key for column in COLUMNS]
    book.active.append(keys)
    for one in rows:
        book.active.append([one.get(key, "") for key in keys])
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("hours.xlsx", out.getvalue())


def look(client, rows: list[dict]):
    return client.post(f"{RECORDS}import/", {"file": workbook(rows)})


def take(client, page):
    return client.post(f"{RECORDS}process_import/", {"token": page.context["token"]})


def test_a_list_is_shown_then_taken_and_approved_by_another(
    desk, client, volunteer, other_volunteer, team, reviewer, second_reviewer
):
    rows = [
        row(volunteer, team),
        row(other_volunteer, team, number="", name="赵热心", phone=other_volunteer.user.phone.reveal(), minutes="60"),
    ]
    page = look(desk, rows)
    assert page.status_code == 200, page.context["problems"]
    assert not ServiceRecord.objects.exists()
    assert take(desk, page).status_code == 302
    assert take(desk, page).status_code == 302
    records = ServiceRecord.objects.order_by("minutes")
    assert [(one.minutes, one.source, one.state, one.entered_by) for one in records] == [
        (60, "imported", "pending", reviewer),
        (90, "imported", "pending", reviewer),
    ]
    assert Service.objects.filter(title="文明交通").count() == 1
    chosen = {"action": "confirm_chosen", "_selected_action": [one.pk for one in records], "select_across": "1"}
    assert "Entered by you" in text_of(desk.post(RECORDS, chosen, follow=True))
    client.force_login(second_reviewer)
    assert "2 records are confirmed." in text_of(client.post(RECORDS, chosen, follow=True))


def test_the_same_list_twice_overlaps_itself(desk, volunteer, team):
    rows = [row(volunteer, team)]
    take(desk, look(desk, rows))
    page = look(desk, rows)
    assert [problem.sentence for problem in page.context["problems"]] == [
        "Overlaps hours of this person that stand here already."
    ]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"number": "1"}, "no volunteer with this number"),
        ({"number": "", "name": "王志愿", "phone": "13900000000"}, "with this name and number"),
        ({"organization": "没有"}, "exactly this name"),
        ({"category": "会议"}, "is not known"),
        ({"day": "2099-01-01"}, "lies in the future"),
        ({"begins": "25:00"}, "is not a time"),
        ({"minutes": "-30"}, "is not a whole number"),
        ({"minutes": "900"}, "fit between beginning and end"),
        ({"evidence_note": ""}, "may not be empty"),
        ({"title": "长" * 81}, "At most 80"),
    ],
)
def test_a_bad_row_is_named_with_its_cell(desk, volunteer, team, wrong, sentence):
    page = look(desk, [row(volunteer, team, **wrong)])
    assert page.status_code == 400
    assert any(sentence in problem.sentence for problem in page.context["problems"])
    assert page.context["problems"][0].row == 2


@pytest.mark.slow
def test_three_bad_rows_in_ten_thousand_stop_all_and_are_named(desk, make_volunteer, team):
    volunteers = [make_volunteer() for _number in range(100)]
    days = [(timezone.localdate() - timedelta(days=day)).isoformat() for day in range(2, 102)]
    rows = [row(volunteer, team, day=day) for volunteer in volunteers for day in days]
    for number, wrong in ((10, {"number": "x"}), (5000, {"begins": "nie"}), (9999, {"evidence_note": ""})):
        rows[number] = {**rows[number], **wrong}
    page = look(desk, rows)
    assert [problem.row for problem in page.context["problems"]] == [12, 5002, 10001]
    assert not ServiceRecord.objects.exists()


def test_two_rows_of_one_person_at_one_time(desk, volunteer, team):
    page = look(desk, [row(volunteer, team), row(volunteer, team, begins="08:00", ends="10:00")])
    assert [problem.sentence for problem in page.context["problems"]] == ["Overlaps row 2 of this file."]


def test_nobody_imports_outside_their_post(client, neighbour_editor, auditor, volunteer, team):
    client.force_login(neighbour_editor)
    page = look(client, [row(volunteer, team)])
    assert "does not cover" in page.context["problems"][0].sentence
    client.force_login(auditor)
    assert client.get(f"{RECORDS}import/").status_code == 403


def test_the_list_goes_out_as_excel_with_masked_names(desk, make_record):
    make_record()
    response = desk.post(f"{RECORDS}export/", {"format": "0", "resource": ""})
    sheet = load_workbook(io.BytesIO(response.content)).active
    line = [cell.value for cell in sheet[2]]
    assert "王*愿" in line
    assert "2.0" in line


# --- spot checks


def draw(**values) -> SpotCheck:
    today = timezone.localdate()
    return spot_checks.draw(
        **{"first_day": today - timedelta(days=30), "last_day": today, "size": 3, "seed": "港城", **values}
    )


def test_a_sample_is_random_and_can_be_drawn_again(make_record, make_volunteer, reviewer, city):
    records = [make_record(of=make_volunteer()) for _number in range(12)]
    first = draw(by=reviewer, region=city)
    assert (first.population, first.findings.count()) == (12, 3)
    assert spot_checks.is_reproduced(first)
    make_record(of=make_volunteer())
    assert spot_checks.is_reproduced(first)
    others = {tuple(spot_checks.drawn_by(draw(by=reviewer, region=city, seed=f"{n}"))) for n in range(5)}
    assert len(others) > 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM volunteers_servicerecord WHERE id = ANY(%s) ORDER BY md5('港城' || ':' || id) LIMIT 3",
            [[record.pk for record in records]],
        )
        assert [key for (key,) in cursor.fetchall()] == spot_checks.drawn_by(first)


def test_a_sample_is_drawn_at_the_desk_with_its_seed_shown(desk, make_record, city, reviewer):
    make_record()
    today = timezone.localdate()
    form = {
        "region": city.pk, "first_day": (today - timedelta(days=9)).isoformat(), "last_day": today.isoformat(),
        "source": "", "size": "5", "seed": "",
    }  # fmt: skip
    assert desk.post(f"{ADMIN}volunteers/spotcheck/add/", form).status_code == 302
    check = SpotCheck.objects.get()
    page = desk.get(f"{ADMIN}volunteers/spotcheck/{check.pk}/change/")
    assert check.seed in text_of(page)
    assert desk.get(f"{ADMIN}volunteers/spotcheck/").status_code == 200
    nothing = desk.post(f"{ADMIN}volunteers/spotcheck/add/", {**form, "source": "imported"}, follow=True)
    assert "no record to draw from" in text_of(nothing)


def test_findings_are_noted_by_somebody_who_had_no_part(desk, client, make_record, city, reviewer, second_reviewer):
    record = decisions.confirm(record=make_record(), by=second_reviewer)
    finding = draw(by=reviewer, region=city).findings.get()
    address = f"{ADMIN}volunteers/finding/{finding.pk}/change/"
    assert desk.get(f"{ADMIN}volunteers/finding/").status_code == 200
    assert "Say what is wrong" in text_of(desk.post(address, {"result": "wrong", "note": ""}))
    assert desk.post(address, {"result": "wrong", "note": "签到表上没有"}).status_code == 302
    finding.refresh_from_db()
    assert (finding.result, finding.by, finding.record) == ("wrong", reviewer, record)
    client.force_login(second_reviewer)
    assert "somebody else checks it" in text_of(client.post(address, {"result": "right", "note": ""}, follow=True))
    assert Finding.objects.get().result == "wrong"


def test_an_editor_draws_no_sample(client, editor, make_record):
    make_record()
    client.force_login(editor)
    assert client.get(f"{ADMIN}volunteers/spotcheck/").status_code == 200
    assert client.get(f"{ADMIN}volunteers/spotcheck/add/").status_code == 403


# --- objections, hours per person and period


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
