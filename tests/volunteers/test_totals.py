"""Kept totals are the sums, the city's figures say how hours came in, and leaders hear of what comes due."""

import io
import logging
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from office.models import Message, ReferenceFigure
from volunteers import tasks
from volunteers.actions import deadlines, decisions, figures, totals
from volunteers.models import HourFigure, ServiceTotal

pytestmark = pytest.mark.django_db
FIGURES = "/en/volunteer/figures/"


@pytest.fixture
def confirmed(make_record, leader, other_volunteer):
    def confirm(**values):
        return decisions.confirm(record=make_record(**values), by=leader.user)

    return [confirm(minutes=90), confirm(minutes=60, days_ago=2), confirm(of=other_volunteer, days_ago=400)]


def check() -> str:
    out = io.StringIO()
    call_command("check_totals", stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_every_total_is_the_sum(confirmed, volunteer):
    assert "is the sum of its records" in check()
    assert totals.check_sample() == 0


@pytest.mark.parametrize("change", [{"minutes": 1}, {"records": 7}, None])
def test_a_total_that_the_owner_broke_is_found(confirmed, volunteer, change, caplog):
    broken = ServiceTotal.objects.filter(volunteer=volunteer, year=0)
    broken.update(**change) if change else broken.delete()
    with pytest.raises(CommandError, match="1 totals are not the sum") as failed:
        check()
    assert failed.value.returncode == 1
    [found] = totals.differences_of([volunteer.pk])
    assert (found.volunteer, found.year, found.summed) == (volunteer.pk, 0, (150, 2))


@pytest.mark.logs_errors
def test_the_sample_tells_the_log(confirmed, volunteer, caplog):
    ServiceTotal.objects.filter(volunteer=volunteer).update(minutes=1)
    with caplog.at_level(logging.ERROR):
        assert totals.check_sample(size=200_000) > 0
    assert "summed (150, 2)" in caplog.text


def test_a_total_without_a_record_is_found(volunteer):
    ServiceTotal.objects.create(volunteer=volunteer, year=2020, minutes=60, records=1)
    with pytest.raises(CommandError, match="1 totals"):
        check()


def test_the_citys_hours_are_counted_by_year_and_source(confirmed, make_record):
    make_record(days_ago=5)
    figures.count_hours()
    counted = dict(HourFigure.objects.filter(year=0).values_list("source", "minutes"))
    assert counted == {"": 270, "self_report": 270}
    assert HourFigure.objects.get(year=0, source="").volunteers == 3  # registered: the leader too
    tasks.count_hours()
    assert HourFigure.objects.filter(year=0).count() == 2


def test_figures_that_are_gone_go(confirmed):
    HourFigure.objects.create(year=1999, source="code", minutes=1, records=1, volunteers=1, counted_at=timezone.now())
    figures.count_hours()
    assert not HourFigure.objects.filter(year=1999).exists()


def test_the_public_page_shows_sources_and_no_person(client, confirmed, volunteer):
    ReferenceFigure.objects.create(
        key="volunteer_hours", title="志愿服务时长", title_en="Hours of voluntary service", definition="x",
        definition_en="x", value=6_150_000, unit="小时", unit_en="hours", as_of="2022-12-31", source="报道",
    )  # fmt: skip
    figures.count_hours()
    page = client.get(FIGURES)
    text = " ".join(page.content.decode().split())
    assert "100.0%" in text
    assert "6,150,000" in text
    assert "No silent hours" in text
    assert volunteer.number not in text
    assert page.headers["Cache-Control"].startswith("public")
    assert client.post(FIGURES).status_code == 405


def test_the_public_page_without_a_count(client, db):
    assert "Nothing is counted yet" in client.get(FIGURES).content.decode()


def test_the_public_page_asks_figures_alone(client, confirmed, django_assert_max_num_queries):
    figures.count_hours()
    with django_assert_max_num_queries(4) as asked:
        client.get(FIGURES)
    assert not any("servicerecord" in query["sql"] for query in asked.captured_queries)


def test_leaders_hear_once_a_day_of_what_comes_due(make_record, leader, service, make_shift):
    make_record()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE volunteers_servicerecord SET due_on = %s", [timezone.localdate()])
    make_shift(in_hours=-24 * 30)
    assert deadlines.tell_of_due() == 1
    assert deadlines.tell_of_due() == 0
    notice = Message.objects.get(user=leader.user)
    assert "1 records to confirm, 1 shifts to close" in notice.text
    assert deadlines.tell_of_due(today=timezone.localdate() + timedelta(days=1)) == 1


def test_what_is_entered_after_ten_working_days_is_late(make_record, service):
    assert not make_record().is_late
    with connection.cursor() as cursor:
        cursor.execute("UPDATE volunteers_service SET due_on = %s", [timezone.localdate() - timedelta(days=1)])
    assert make_record(days_ago=2).is_late


def test_everybody_hears_of_what_was_decided_in_their_name(confirmed, leader):
    today = timezone.localdate()
    assert deadlines.tell_of_decisions(day=today) == 1
    assert deadlines.tell_of_decisions(day=today) == 0
    assert "3 decisions on hours were written in your name" in Message.objects.get(user=leader.user).text
    assert deadlines.tell_of_decisions() == 0
