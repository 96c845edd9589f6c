"""What is entered, timed or decided afterwards says so, and who looks at hours again is somebody else.

Tried as the application's database role where the owner of the tables may do more.
"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg2 import errors

from lib.refusals import Forbidden, Refused
from tests.volunteers.conftest import prove, sign_up
from tests.volunteers.persons_cast import confirm, of_the_office, state_of, vouched
from tests.volunteers.test_nobody_alone import DECIDE
from volunteers.actions import settling, spot_checks
from volunteers.models import Decision, Finding, ServiceRecord, SpotCheck

pytestmark = pytest.mark.django_db


# --- a shift that was made for what had been


NEW_SHIFT = """
    INSERT INTO volunteers_shift (activity_id, starts_at, ends_at, capacity, taken, meeting, meeting_en, closes_at,
      withdraw_until, is_cancelled, reason, sequence, secret, updated_at, timed_at)
    SELECT activity_id, starts_at, ends_at, capacity, 0, '', '', closes_at, withdraw_until, false, '', 0, secret, now(),
      '2020-01-01' FROM volunteers_shift WHERE id = %s RETURNING id, timed_at > now() - interval '1 minute'
"""


def test_the_database_notes_when_a_shift_was_timed(sql, make_shift):
    shift = make_shift(in_hours=2)
    made, is_now = sql(NEW_SHIFT, shift.pk).fetchone()
    assert is_now
    sql("UPDATE volunteers_shift SET timed_at = '2020-01-01' WHERE id = %s", made)
    assert sql("SELECT timed_at > '2021-01-01' FROM volunteers_shift WHERE id = %s", made).fetchone()[0]


def test_only_another_end_while_it_runs_leaves_that_as_it_was(sql, make_shift):
    running = make_shift(in_hours=-1, hours=3)
    after = "SELECT timed_at <= starts_at FROM volunteers_shift WHERE id = %s"
    sql("UPDATE volunteers_shift SET ends_at = now() + interval '4 hours' WHERE id = %s", running.pk)
    assert sql(after, running.pk).fetchone()[0]
    sql("UPDATE volunteers_shift SET starts_at = starts_at - interval '4 hours' WHERE id = %s", running.pk)
    assert sql("SELECT timed_at > now() - interval '1 minute' FROM volunteers_shift").fetchone()[0]
    over = make_shift(in_hours=-5, hours=2)
    sql("UPDATE volunteers_shift SET ends_at = now() + interval '1 hour' WHERE id = %s", over.pk)
    assert not sql(after, over.pk).fetchone()[0]


@pytest.fixture
def backdated(make_shift, service, rule, volunteer, leader):
    """The leader made the shift when it was half over, and ticks somebody in from its beginning."""
    shift = make_shift(in_hours=-3)
    type(shift).objects.filter(pk=shift.pk).update(timed_at=timezone.now() - timedelta(hours=2))
    return vouched(shift, service, rule, of=volunteer, by=leader.user)


def test_what_a_leader_proves_in_a_backdated_shift_needs_somebody_else(backdated, leader, deputy):
    assert (backdated.state, backdated.needs, backdated.flags) == ("pending", "one", ["backdated"])
    assert confirm(backdated, leader.user).state == "pending"
    assert confirm(backdated, deputy.user).state == "confirmed"


def test_also_where_nobody_vouched_for_it_at_once(sql, backdated, leader, deputy, make_shift, other_volunteer, rule):
    values = "volunteer_id, service_id, starts_at, ends_at, minutes, sign_up_id"
    signed = sign_up(backdated.sign_up.shift, other_volunteer)
    for kind, at in (("in", signed.starts_at), ("out", signed.ends_at)):
        prove(signed, kind, at, leader.user)
    made = sql(
        f"INSERT INTO volunteers_servicerecord ({values}, recorded_for_id, organization_id, day, source, state, needs,"
        " flags, is_late, due_on, rule_id, entered_by_id, entered_at, note, evidence_note)"
        " SELECT %s, service_id, starts_at, ends_at, minutes, %s, recorded_for_id, organization_id, day, 'code', state,"
        " needs, '{}', is_late, due_on, rule_id, %s, now(), '', '' FROM volunteers_servicerecord WHERE id = %s"
        " RETURNING id, flags",
        other_volunteer.pk, signed.pk, other_volunteer.user_id, backdated.pk,
    ).fetchone()  # fmt: skip
    assert made[1] == ["backdated"]
    with pytest.raises(errors.CheckViolation, match="proved by the same person"):
        sql(DECIDE, made[0], "confirm", leader.user_id)
    sql(DECIDE, made[0], "confirm", deputy.user_id)
    assert state_of(sql, made[0]) == "confirmed"


def test_who_checked_in_when_the_shift_had_been_announced_is_confirmed_at_once(
    make_shift, service, rule, volunteer, leader
):
    """However late the phone sent it."""
    record = vouched(make_shift(in_hours=-3), service, rule, of=volunteer, by=leader.user)
    assert (record.state, record.flags) == ("confirmed", [])


VOUCHED = """
    INSERT INTO volunteers_servicerecord (volunteer_id, recorded_for_id, service_id, organization_id, sign_up_id,
      starts_at, ends_at, day, minutes, source, state, needs, flags, is_late, due_on, rule_id, entered_by_id,
      entered_at, note, evidence_note, vouched_by_id)
    SELECT u.volunteer_id, u.volunteer_id, v.id, v.organization_id, u.id, u.starts_at, u.ends_at, current_date, 60,
      'roster', 'confirmed', '', '{}', false, v.due_on, v.rule_id, %s, now(), '', '', %s
    FROM volunteers_signup u, volunteers_service v WHERE u.id = %s RETURNING id, state, needs
"""


def test_what_a_leader_proves_long_after_by_sql_needs_somebody_else(sql, make_shift, service, other_volunteer, leader,
                                                                    deputy):  # fmt: skip
    signed = sign_up(make_shift(in_hours=-24 * 30), other_volunteer)
    type(service).objects.filter(pk=service.pk).update(shift=signed.shift)
    for kind, at in (("in", signed.starts_at), ("out", signed.ends_at)):
        prove(signed, kind, at, leader.user, way="roster", sent_by=leader.user)
    record, *said = sql(VOUCHED, leader.user_id, leader.user_id, signed.pk).fetchone()
    assert said == ["pending", "one"]
    with pytest.raises(errors.UniqueViolation):
        sql(DECIDE, record, "confirm", leader.user_id)
    sql(DECIDE, record, "confirm", deputy.user_id)
    assert state_of(sql, record) == "confirmed"


def test_a_forgotten_check_out_is_entered_by_who_sent_the_check_in(make_shift, leader, deputy, make_volunteer, rule):
    volunteer = make_volunteer("无机老人")
    shift = make_shift(in_hours=-5, hours=2)
    prove(sign_up(shift, volunteer), "in", shift.starts_at, leader.user, way="roster", sent_by=leader.user)
    settling.settle_ended(now=timezone.now())
    record = ServiceRecord.objects.get(volunteer=volunteer)
    assert (record.state, record.flags, record.entered_by) == ("pending", ["forgotten"], leader.user)
    with pytest.raises(Refused, match="entered these hours"):
        confirm(record, leader.user)
    assert confirm(record, deputy.user).state == "confirmed"


# --- times, and looking twice


OLD = """
    INSERT INTO volunteers_servicerecord (volunteer_id, recorded_for_id, service_id, organization_id, starts_at,
      ends_at, day, minutes, source, state, needs, flags, is_late, due_on, rule_id, entered_by_id, entered_at, note,
      evidence_note)
    SELECT volunteer_id, volunteer_id, service_id, organization_id, starts_at - interval '200 days',
      ends_at - interval '200 days', day, minutes, 'back_office', 'pending', 'one', '{}', false, due_on, rule_id, %s,
      now() - interval '199 days', '', '签到表一'
    FROM volunteers_servicerecord RETURNING id, entered_at > now() - interval '1 minute'
"""


def test_when_something_was_entered_or_decided_is_the_databases_word(sql, confirmed, leader, superuser):
    entered = sql(OLD, superuser.pk).fetchone()
    assert entered[1]
    sql("INSERT INTO volunteers_decision (record_id, verdict, by_id, standing, reason, at)"
        " VALUES (%s, 'confirm', %s, '', '', '2020-01-01')", entered[0], leader.user_id)  # fmt: skip
    assert Decision.objects.get(record=entered[0]).at > timezone.now() - timedelta(minutes=1)


@pytest.fixture
def looked_at(confirmed, reviewer, city) -> Finding:
    day = confirmed.day
    later = timezone.now() + timedelta(seconds=5)
    check = spot_checks.draw(by=reviewer, region=city, first_day=day, last_day=day, size=1, at=later)
    return check.findings.get()


def test_nobody_checks_their_own_hours_by_whatever_account(looked_at, confirmed, make_volunteer, merge, city, sql):
    twin = make_volunteer("王志愿")
    of_the_office(twin, city)
    of_the_office(confirmed.volunteer, city)
    merge(confirmed.volunteer, twin)
    for user in (confirmed.volunteer.user, twin.user):
        with pytest.raises(Forbidden, match="their own hours"):
            spot_checks.note_finding(finding=looked_at, by=user, result=Finding.Result.RIGHT)
        with pytest.raises(errors.CheckViolation, match="own hours"):
            sql("UPDATE volunteers_finding SET result = 'right', by_id = %s, at = now()", user.pk)
    assert SpotCheck.objects.get().findings.filter(result="open").count() == 1


def test_nor_what_they_confirmed(looked_at, leader, sql):
    with pytest.raises(errors.CheckViolation, match="own word"):
        sql("UPDATE volunteers_finding SET result = 'right', by_id = %s, at = now()", leader.user_id)
    with pytest.raises(IntegrityError, match="own word"), transaction.atomic():
        Finding.objects.update(result="right", by=leader.user, at=timezone.now())
