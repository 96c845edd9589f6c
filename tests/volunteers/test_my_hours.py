"""A volunteer reads, reports, objects and takes the record along."""

import csv
import io
import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from office.models import Message
from tests.photos.pictures import jpeg
from tests.volunteers.conftest import sign_up, text_of
from volunteers.actions import decisions, objections
from volunteers.models import Membership, Objection, ServiceRecord

pytestmark = pytest.mark.django_db
HOURS = "/en/volunteer/my/hours/"


@pytest.fixture
def me(client, volunteer):
    client.force_login(volunteer.user)
    return client


@pytest.fixture
def confirmed(make_record, leader):
    return decisions.confirm(record=make_record(minutes=150), by=leader.user)


def test_my_hours_show_totals_and_each_records_source_state_and_what_it_waits_for(me, confirmed, make_record):
    make_record(minutes=119, days_ago=2)
    page = me.get(HOURS)
    text = text_of(page)
    assert "<b>2.5</b> hours in all" in text
    assert re.findall(r"<b>([\d.]+)</b><span class=\"pill pill--(\w+)\">([^<]+)<", text) == [
        ("2.5", "done", "Confirmed"),
        ("1.9", "waiting", "Waiting for confirmation"),
    ]
    assert "Reported by the volunteer" in text
    assert "waits for the organization" in text
    assert "no-store" in page["Cache-Control"] or "private" in page["Cache-Control"]


def keys(page) -> list[int]:
    return [int(key) for key in re.findall(rf'href="{HOURS}(\d+)/"', page.content.decode())]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [1, 3])
def test_my_hours_take_three_queries(me, make_record, django_assert_num_queries, count):
    """Session, account with its totals, records; the site's identity is remembered."""
    for day in range(count):
        make_record(days_ago=day + 1)
    me.get(HOURS)
    with django_assert_num_queries(3):
        assert me.get(HOURS).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_report_takes_six_queries(me, team):
    """Session, account, volunteer with identity, organization, service, record; rules and calendar are remembered."""
    me.post(f"{HOURS}report/", report(team))
    with CaptureQueriesContext(connection) as asked:
        assert me.post(f"{HOURS}report/", report(team, begins="13:00", ends="14:00")).status_code == 302
    assert len([query for query in asked if query["sql"] not in ("BEGIN", "COMMIT")]) == 6


def test_filters_by_year_and_state_and_pages_by_key(me, confirmed, make_record, monkeypatch):
    monkeypatch.setattr("volunteers.hours.PER_PAGE", 2)
    old = make_record(days_ago=400)
    for hour in (6, 12):
        make_record(days_ago=2, hour=hour)
    first = me.get(HOURS)
    assert len(keys(first)) == 2
    [older] = re.findall(r'href="(\?before=[^"]+)"', first.content.decode())
    second = me.get(f"{HOURS}{older}")
    assert keys(second)[-1] == old.pk
    assert set(keys(first)).isdisjoint(keys(second))
    assert keys(me.get(f"{HOURS}?state=confirmed")) == [confirmed.pk]
    assert keys(me.get(f"{HOURS}?year={old.day.year}&state=pending")) == [old.pk]


@pytest.mark.parametrize("query", ["state=x", "year=x", "year=1", "before=x.1", "before=2026-01-01.x", "before=2026"])
def test_what_is_no_choice_gets_a_sentence(me, query):
    assert me.get(f"{HOURS}?{query}").status_code == 400


def test_nobody_reads_without_signing_in_and_nothing_of_others(client, me, make_record, other_volunteer):
    theirs = make_record(of=other_volunteer)
    for path in (f"{HOURS}{theirs.pk}/", f"{HOURS}999999/"):
        assert me.get(path).status_code == 404
    assert me.post(f"{HOURS}{theirs.pk}/object/", {"text": "不对"}).status_code == 404
    client.logout()
    for path in (HOURS, f"{HOURS}report/", f"{HOURS}export.csv", f"{HOURS}{theirs.pk}/"):
        assert client.get(path).status_code == 302
    assert client.post(HOURS).status_code in (302, 405)


def test_wrong_methods_are_refused(me, make_record):
    record = make_record()
    assert me.post(HOURS).status_code == 405
    assert me.get(f"{HOURS}{record.pk}/object/").status_code == 405
    assert me.post(f"{HOURS}{record.pk}/").status_code == 405


def test_who_is_no_volunteer_is_shown_the_way(client, stranger):
    client.force_login(stranger)
    assert "not registered as a volunteer" in text_of(client.get(HOURS))
    assert "not registered as a volunteer" in text_of(client.get(f"{HOURS}report/"))
    assert client.get(f"{HOURS}export.csv").status_code == 404


def test_a_record_shows_its_snapshot_and_who_decided_by_role(me, confirmed, leader, service, activity):
    activity.title = "改了名"
    activity.save()
    text = text_of(me.get(f"{HOURS}{confirmed.pk}/"))
    assert "周末书屋整理" in text
    assert "改了名" not in text
    assert "Confirmed · Leader" in text
    assert "江领队" in text  # in charge, as the snapshot says
    assert leader.user.username not in text


def report(team, **values) -> dict:
    day = timezone.localdate() - timedelta(days=1)
    return {
        "token": str(uuid.uuid4()), "organization": team.pk, "other": "", "title": "送书上门", "category": "reading",
        "content": "给行动不便的老人送书。", "place_name": "东街", "person_in_charge": "江领队", "day": day.isoformat(),
        "begins": "09:00", "ends": "11:00", "minutes": "", **values,
    }  # fmt: skip


def test_reported_service_waits_for_the_organization(me, team, volunteer):
    response = me.post(f"{HOURS}report/", report(team))
    record = ServiceRecord.objects.get()
    assert response.url == f"{HOURS}{record.pk}/"
    assert (record.state, record.source, record.minutes) == ("pending", "self_report", 120)
    assert (record.organization, record.entered_by, record.service.place_name) == (team, volunteer.user, "东街")


def test_the_same_form_twice_is_one_record(me, team, client, other_volunteer):
    sent = report(team)
    for _twice in range(2):
        assert me.post(f"{HOURS}report/", sent).status_code == 302
    assert ServiceRecord.objects.count() == 1
    client.force_login(other_volunteer.user)
    assert "sent already" in text_of(client.post(f"{HOURS}report/", sent))


def test_any_approved_organization_is_found_by_its_name(me, team, union):
    me.post(f"{HOURS}report/", report(team, organization="", other=union.name))
    assert ServiceRecord.objects.get().organization == union


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"minutes": "1500"}, "less than or equal to 1440"),
        ({"minutes": "-5"}, "greater than or equal to 1"),
        ({"minutes": "180"}, "fit between beginning and end"),
        ({"day": "2099-01-01"}, "lies in the future"),
        ({"organization": "", "other": "没有这个"}, "exactly this name"),
        ({"organization": ""}, "choose the organization"),
        ({"organization": "999999"}, "Select a valid choice"),
        ({"title": ""}, "required"),
        ({"token": "x"}, "form is broken"),
        ({"begins": "25:00"}, "valid time"),
    ],
)
def test_a_report_that_cannot_be_true_gets_a_sentence(me, team, wrong, sentence):
    response = me.post(f"{HOURS}report/", report(team, **wrong))
    assert response.status_code in (400, 409)
    assert sentence in text_of(response)
    assert not ServiceRecord.objects.exists()


def test_the_list_is_of_ones_own_organizations_whatever_came_back(client, me, volunteer, other_volunteer, team, union):
    for one, of in ((volunteer, union), (other_volunteer, team)):
        Membership.objects.create(organization=of, volunteer=one, state="active")
    first = me.get(f"{HOURS}report/")
    again = me.post(f"{HOURS}report/", report(team, organization=union.pk, title=""))
    assert again.status_code == 400
    for page in (first, again):
        assert f'value="{union.pk}"' in page.content.decode()
        assert f'<option value="{team.pk}"' not in page.content.decode()
    client.force_login(other_volunteer.user)
    theirs = client.get(f"{HOURS}report/").content.decode()
    assert f'<option value="{team.pk}"' in theirs
    assert f'<option value="{union.pk}"' not in theirs


def test_an_organization_that_was_suspended_takes_no_report(me, team):
    type(team).objects.filter(pk=team.pk).update(state="suspended", reason="整改")
    assert me.post(f"{HOURS}report/", report(team)).status_code == 400


def test_a_child_does_not_report_alone(client, make_volunteer, team):
    born = timezone.localdate() - timedelta(days=365 * 12)
    client.force_login(make_volunteer("小小", born=born.isoformat()).user)
    response = client.post(f"{HOURS}report/", report(team))
    assert response.status_code == 403
    assert "recorded by the leader" in text_of(response)


def test_a_photo_comes_along(me, team, volunteer):
    me.post(f"{HOURS}report/", {**report(team), "photo": SimpleUploadedFile("photo.jpg", jpeg())})
    assert ServiceRecord.objects.get().evidence.uploaded_by == volunteer.user


def test_an_objection_has_a_day_by_which_it_is_answered(me, confirmed, leader, django_capture_on_commit_callbacks):
    response = me.post(f"{HOURS}{confirmed.pk}/object/", {"text": "实际服务三小时"})
    assert response.status_code == 302
    objection = Objection.objects.get()
    assert (objection.kind, objection.state, objection.organization) == ("error", "open", confirmed.organization)
    assert objection.due_on > timezone.localdate() + timedelta(days=9)
    assert Message.objects.filter(user=leader.user, text__contains=str(objection.due_on)).exists()
    again = me.post(f"{HOURS}{confirmed.pk}/object/", {"text": "再说一次"})
    assert "waiting already" in text_of(again)
    me.post(f"/en/volunteer/my/objections/{objection.pk}/withdraw/")
    objection.refresh_from_db()
    assert objection.state == "withdrawn"


def test_an_objection_of_others_cannot_be_withdrawn(me, make_record, other_volunteer):
    record = make_record(of=other_volunteer)
    objection = objections.object_to(volunteer=other_volunteer, record=record, kind="error", text="少了一小时")
    assert me.post(f"/en/volunteer/my/objections/{objection.pk}/withdraw/").status_code == 404


def test_an_empty_objection_is_none(me, confirmed):
    response = me.post(f"{HOURS}{confirmed.pk}/object/", {"text": " "})
    assert response.status_code == 400
    assert "what is wrong and what is right" in text_of(response)


def test_the_record_goes_along_as_csv_and_excel(me, confirmed, volunteer):
    lines = b"".join(me.get(f"{HOURS}export.csv").streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(lines))
    assert (row["Volunteer number"], row["Hours"], row["Source"]) == (
        volunteer.number, "2.5", "Reported by the volunteer",
    )  # fmt: skip
    sheet = load_workbook(io.BytesIO(me.get(f"{HOURS}export.xlsx").content)).active
    assert [cell.value for cell in sheet[2]][1] == "周末书屋整理"


def test_a_shift_that_is_not_in_the_books_is_asked_about(me, make_shift, volunteer, leader):
    shift = make_shift(in_hours=-30)
    sign_up(shift, volunteer)
    sign_up(make_shift(in_hours=48), volunteer)
    page = me.get(f"{HOURS}missing/")
    assert list(page.context["shifts"]) == [shift.pk]
    assert me.post(f"{HOURS}missing/", {"shift": shift.pk, "text": ""}).status_code == 400
    assert me.post(f"{HOURS}missing/", {"shift": shift.pk + 1, "text": "我去了"}).status_code == 400
    assert me.post(f"{HOURS}missing/", {"shift": shift.pk, "text": "我去了，十点到的"}).status_code == 302
    objection = Objection.objects.get()
    assert (objection.kind, objection.shift, objection.organization) == ("missing", shift, shift.activity.organization)
    assert Message.objects.filter(user=leader.user).exists()
    page = me.get(f"{HOURS}missing/")
    assert not page.context["shifts"]
    assert "我去了，十点到的" in text_of(page)
    me.post(f"/en/volunteer/my/objections/{objection.pk}/withdraw/")
    assert list(me.get(f"{HOURS}missing/").context["shifts"]) == [shift.pk]


def test_who_is_no_volunteer_misses_nothing(client, stranger):
    assert client.get(f"{HOURS}missing/").status_code == 302
    client.force_login(stranger)
    assert client.get(f"{HOURS}missing/").status_code == 404
