"""Notices past the actions: as the application's own database role, in SQL, and two at once."""

import io
import os
import threading

import environ
import psycopg2
import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from lib.refusals import Refused
from office.actions import notices
from office.models import Objection, PublicNotice
from office.workflow import NOTICE_MOVES, NoticeState
from tests.office.conftest import days_ago

pytestmark = pytest.mark.django_db


def refused_by(constraint: str, statement: str) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert refusal.value.__cause__.diag.constraint_name == constraint


@pytest.mark.parametrize("old", NoticeState)
@pytest.mark.parametrize("new", NoticeState)
def test_the_database_knows_the_same_moves(old, new):
    with connection.cursor() as cursor:
        cursor.execute("SELECT office_notice_may_move(%s, %s)", [old, new])
        assert cursor.fetchone()[0] == (new in NOTICE_MOVES[old])


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("office_publicnotice_fixed", "body = '别人'"),
        ("office_publicnotice_fixed", "begins_on = begins_on - 3"),
        ("office_publicnotice_never_shortened", "ends_on = ends_on - 1"),
        ("office_publicnotice_extended_in_words", "ends_on = ends_on + 1"),
        ("office_publicnotice_extended_in_words", "state = 'extended'"),
        ("office_publicnotice_days_over", "state = 'closed', ended_at = clock_timestamp(), ended_by_id = opened_by_id"),
        ("office_publicnotice_ended", "outcome = 'upheld'"),
        (
            "office_publicnotice_ended",
            "state = 'closed', ended_at = clock_timestamp() + interval '1 year', ended_by_id = opened_by_id",
        ),
        (
            "office_publicnotice_explained",
            "state = 'withdrawn', ended_at = clock_timestamp(), ended_by_id = opened_by_id",
        ),
    ],
)
def test_a_notice_is_not_changed_in_sql(on_show, constraint, change):
    refused_by(constraint, f"UPDATE office_publicnotice SET {change}")


def test_what_is_over_stays(ended, reviewer):
    notices.close_notice(notice=ended, by=reviewer)
    refused_by("office_publicnotice_over", "UPDATE office_publicnotice SET statement = '改'")


def test_nothing_is_taken_away(on_show, object_to):
    object_to(on_show)
    refused_by("office_publicnotice_kept", "DELETE FROM office_objection")
    refused_by("office_publicnotice_kept", "DELETE FROM office_publicnotice")


def test_no_notice_is_shorter_than_its_rule_in_sql(on_show):
    columns = "kind, title, title_en, body, body_en, posted_at, posted_at_en, contact, contact_en, contact_phone, contact_address, contact_address_en, begins_on, least_days, opened_by_id, opened_at, outcome, statement, statement_en, year"  # noqa: E501
    refused_by(
        "office_publicnotice_long_enough",
        f"INSERT INTO office_publicnotice ({columns}, serial, state, ends_on)"
        f" SELECT {columns}, 99, 'open', begins_on + 3 FROM office_publicnotice",
    )


def test_an_answer_is_not_rewritten_in_sql(on_show, object_to, reviewer):
    notices.answer_objection(objection=object_to(on_show), answer="不属实。", is_upheld=False, by=reviewer)
    refused_by("office_objection_stays", "UPDATE office_objection SET is_upheld = true")
    refused_by("office_objection_stays", "UPDATE office_objection SET answered_at = NULL, answered_by_id = NULL")


def test_who_opened_answers_nothing_in_sql(on_show, object_to, clerk):
    object_to(on_show)
    refused_by(
        "office_objection_by_another",
        "UPDATE office_objection SET answer = '不对', is_upheld = false, answered_at = clock_timestamp(),"
        f" answered_by_id = {clerk.pk}",
    )


# --- as the application


@pytest.fixture
def as_application(on_show, object_to, clerk, reviewer):
    """A cursor of the application's role in the test database."""
    role = environ.Env.db_url_config(os.environ.get("DATABASE_URL", "postgis:///civic"))
    if role["USER"] == connection.settings_dict["USER"]:
        pytest.skip("one database role for everything: nothing to tell apart")
    call_command("grant_app_role", stdout=io.StringIO())
    notices.read_objection(objection=object_to(on_show), by=reviewer)
    notices.extend(notice=on_show, days=1, reason="需要核实", by=clerk)
    link = psycopg2.connect(
        dbname=connection.settings_dict["NAME"], user=role["USER"], password=role["PASSWORD"] or None,
        host=role["HOST"] or None, port=role["PORT"] or None,
    )  # fmt: skip
    link.autocommit = True
    yield link.cursor()
    link.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE office_noticeextension SET reason = '改'",
        "DELETE FROM office_noticeextension",
        "DELETE FROM office_objectionreading",
        "UPDATE office_publicnoticeevent SET title = '改'",
        "DELETE FROM office_objectionevent",
        "ALTER TABLE office_publicnotice DISABLE TRIGGER ALL",
        "TRUNCATE office_objection CASCADE",
    ],
)
def test_the_application_may_not(as_application, statement):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        as_application.execute(statement)


# --- two at once


def at_once(*calls) -> list:
    """Each in a thread with a connection of its own; what each returned or was refused with."""
    together, outcomes = threading.Barrier(len(calls)), []

    def run(call):
        try:
            together.wait(timeout=20)
            outcomes.append(call())
        except Refused as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_two_notices_at_once_have_two_numbers(announce):
    opened = at_once(*[announce] * 4)
    assert sorted(notice.serial for notice in opened) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_two_objections_at_once_have_two_numbers(on_show, object_to):
    raised = at_once(*[lambda: object_to(on_show)] * 3)
    assert sorted(objection.number for objection in raised) == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_closing_and_objecting_at_once_leave_no_objection_behind(ended, object_to, reviewer):
    at_once(
        lambda: object_to(ended, at=days_ago(39)),
        lambda: notices.close_notice(notice=ended, by=reviewer),
    )
    ended.refresh_from_db()
    assert (ended.state, ended.objections_raised) == ("closed", 0) or ended.is_running
    assert Objection.objects.count() == int(ended.is_running)


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one(on_show, object_to, reviewer, superuser):
    objection = object_to(on_show)
    outcomes = at_once(
        lambda: notices.answer_objection(objection=objection, answer="属实。", is_upheld=True, by=reviewer),
        lambda: notices.answer_objection(objection=objection, answer="不属实。", is_upheld=False, by=superuser),
    )
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1


@pytest.mark.django_db(transaction=True)
def test_two_extensions_at_once_are_both_kept(on_show, clerk, reviewer):
    at_once(
        lambda: notices.extend(notice=on_show, days=1, reason="需要核实", by=clerk),
        lambda: notices.extend(notice=on_show, days=2, reason="还要核实", by=reviewer),
    )
    assert PublicNotice.objects.get().extensions.count() == 2
