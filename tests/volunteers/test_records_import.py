"""Lists of service are taken over: looked at first, all or nothing, approved by another; and they go out masked."""

import io
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from office.actions.imports import give_word
from office.admin.background import run_import
from office.models import TableImport
from tests.volunteers.conftest import text_of
from volunteers.models import Service, ServiceRecord
from volunteers.record_resources import COLUMNS

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
RECORDS = "/en/admin/volunteers/servicerecord/"


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
    page = desk.get(look(desk, rows).url)
    assert "waits for its turn" in text_of(page)
    job = TableImport.objects.get()
    run_import(job.pk)
    page = desk.get(f"{RECORDS}import/{job.pk}/")
    assert [problem.row for problem in page.context["problems"]] == [12, 5002, 10001]
    assert not ServiceRecord.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_list_uploaded_twice_and_taken_in_at_once_stands_once(desk, volunteer, team, monkeypatch):
    monkeypatch.setattr("office.admin.tables.BACKGROUND_FROM", 100)
    rows = [row(volunteer, team)]
    for _upload in range(2):
        look(desk, rows)
    jobs = list(TableImport.objects.order_by("pk"))
    for job in jobs:
        run_import(job.pk)
        give_word(job=job)
    gate = Barrier(2)

    def work(job):
        try:
            gate.wait(timeout=20)
            run_import(job.pk)
        finally:
            connection.close()

    workers = [Thread(target=work, args=[job]) for job in jobs]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert sorted(TableImport.objects.values_list("state", flat=True)) == ["taken", "wrong"]
    assert ServiceRecord.objects.count() == 1


@pytest.mark.parametrize("note", ["第 3 页", "表 1"])
def test_evidence_is_evidence_with_a_space_in_it(desk, volunteer, team, note):
    assert take(desk, look(desk, [row(volunteer, team, evidence_note=note)])).status_code == 302
    assert ServiceRecord.objects.get().evidence_note == note


def test_evidence_that_cannot_be_seen_is_none(desk, volunteer, team):
    page = look(desk, [row(volunteer, team, evidence_note="\u200b\u200b")])
    assert [(one.row, one.column) for one in page.context["problems"]] == [(2, "Evidence")]


def test_what_only_the_database_refuses_is_named_with_its_cell(desk, make_volunteer, team, monkeypatch):
    """As when the rules changed between the look and the word."""
    rows = [row(make_volunteer(), team) for _number in range(5)]
    rows[3]["evidence_note"] = "."
    monkeypatch.setattr("volunteers.record_resources.says_something", lambda text: True)
    page = look(desk, rows)
    assert page.status_code == 200
    taken = take(desk, page)
    [problem] = taken.context["problems"]
    assert (taken.status_code, problem.row, problem.column) == (400, 5, "Evidence")
    assert "need evidence" in problem.sentence
    assert not ServiceRecord.objects.exists()


def test_a_register_without_places_offers_no_geojson(desk, volunteer, team):
    for register in ("servicerecord", "volunteer"):
        address = f"/en/admin/volunteers/{register}/"
        assert 'accept=".xlsx,.csv"' in text_of(desk.get(f"{address}import/"))
        assert "GeoJSON" not in text_of(desk.get(f"{address}export/"))
        collection = SimpleUploadedFile("x.geojson", b'{"type": "FeatureCollection", "features": [{}]}')
        page = desk.post(f"{address}import/", {"file": collection})
        assert page.status_code == 400
        assert "place on the map" in str(page.context["form"].errors)


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
