"""Check-in and check-out: by code, roster and location; what is refused, and which record comes of it."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lib.refusals import Forbidden, Refused, TooMany
from tests.volunteers.conftest import sign_up
from volunteers import codes
from volunteers.actions import presence, recording
from volunteers.actions.proofs import OtherContent, Sent
from volunteers.attendance import OutsideWindow
from volunteers.models import Proof, ServiceRecord, Shift

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def shift(make_shift, leader):
    """Two hours, an hour ago it began; the leader shows its code."""
    return make_shift(in_hours=-1, hours=2, shown_by=leader.user, shown_at=timezone.now())


@pytest.fixture
def signed(shift, volunteer):
    return sign_up(shift, volunteer)


def at(moment, by, **values):
    return Sent(id=values.pop("id", None) or uuid.uuid4(), by=by, now=moment, **values)


def digits(shift, moment):
    return codes.digits_of(shift.secret.reveal(), shift.pk, codes.slot_at(moment))


def check(signed, kind, moment, **values):
    by = values.pop("by", signed.volunteer.user)
    typed = values.pop("digits", None) or digits(signed.shift, values.pop("shown", moment))
    return presence.check_by_digits(shift=signed.shift_id, digits=typed, kind=kind, sent=at(moment, by, **values))


def attend(signed, first=10, last=110):
    """Check in and out, minutes after the shift's beginning."""
    check(signed, "in", signed.starts_at + timedelta(minutes=first))
    return check(signed, "out", signed.starts_at + timedelta(minutes=last))


@pytest.fixture
def over(make_shift, leader, volunteer):
    """A place in a shift that ended half an hour ago."""
    return sign_up(make_shift(in_hours=-2.5, hours=2, shown_by=leader.user, shown_at=timezone.now()), volunteer)


def test_both_codes_make_one_confirmed_record(over, leader):
    outcome = attend(over)
    record = ServiceRecord.objects.get()
    assert (record.state, record.source, record.minutes, record.vouched_by) == ("confirmed", "code", 100, leader.user)
    assert outcome.record == record
    assert (record.service.title, record.service.shift_id) == ("周末书屋整理", over.shift_id)
    assert "100 minutes are confirmed" in str(outcome.sentence)


def test_the_code_of_the_half_minute_before_still_fits(signed):
    now = timezone.now()
    assert check(signed, "in", now, shown=now - timedelta(seconds=30)).state == "kept"


@pytest.mark.parametrize("seconds", [-60, -300, 30, 90])
def test_an_expired_code_and_one_of_the_future_are_refused(signed, seconds):
    now = timezone.now()
    with pytest.raises(Refused, match="does not fit or is over"):
        check(signed, "in", now, shown=now + timedelta(seconds=seconds))
    assert not Proof.objects.exists()


def test_another_shifts_code_is_refused(signed, make_shift, leader):
    other = make_shift(in_hours=-1, shown_by=leader.user)
    now = timezone.now()
    with pytest.raises(Refused, match="does not fit"):
        check(signed, "in", now, digits=digits(other, now))
    code = codes.code_of(other.secret.reveal(), other.pk, codes.slot_at(now))
    with pytest.raises(Refused, match="another shift"):
        presence.check_by_code(shift=signed.shift_id, code=code, kind="in", sent=at(now, signed.volunteer.user))


def test_the_sixth_try_in_ten_minutes_is_refused_even_if_right(signed):
    now = timezone.now()
    wrong = f"{(int(digits(signed.shift, now)) + 1) % 10**6:06}"
    for _try in range(5):
        with pytest.raises(Refused, match="does not fit"):
            check(signed, "in", now, digits=wrong)
    with pytest.raises(TooMany):
        check(signed, "in", now)


def test_checking_in_twice_is_said_and_changes_nothing(signed):
    first = signed.starts_at + timedelta(minutes=5)
    check(signed, "in", first)
    again = check(signed, "in", first + timedelta(minutes=5))
    assert (again.state, Proof.objects.get().at) == ("already", first)
    assert "already" in str(again.sentence)


def test_the_same_proof_again_is_the_same_answer(signed):
    one, moment = uuid.uuid4(), signed.starts_at
    assert [check(signed, "in", moment, id=one).state for _ in range(3)] == ["kept", "already", "already"]


def test_the_same_id_with_other_content_is_refused(signed):
    one, moment = uuid.uuid4(), signed.starts_at
    check(signed, "in", moment, id=one)
    with pytest.raises(OtherContent) as refusal:
        check(signed, "out", moment + HOUR, id=one)
    assert refusal.value.status == 409


def test_check_out_before_check_in_waits_and_counts_when_it_comes(over):
    out = check(over, "out", over.starts_at + 2 * HOUR)
    assert (out.state, ServiceRecord.objects.count()) == ("waiting", 0)
    assert check(over, "in", over.starts_at).record.minutes == 120


def test_check_out_that_lies_before_the_check_in_is_refused(over):
    check(over, "in", over.starts_at + HOUR)
    with pytest.raises(Refused, match="lies before"):
        check(over, "out", over.starts_at + HOUR / 2)


def test_too_early_and_too_late_are_refused(over):
    with pytest.raises(OutsideWindow, match="opens at"):
        check(over, "in", over.starts_at - timedelta(minutes=61))
    with pytest.raises(OutsideWindow, match="ended at"):
        check(over, "in", over.ends_at + timedelta(minutes=1))
    check(over, "in", over.ends_at)
    with pytest.raises(OutsideWindow, match="asked when you left"):
        check(over, "out", over.ends_at + timedelta(minutes=121))


def test_only_the_shifts_own_hours_count_and_the_rest_is_marked(over):
    record = attend(over, first=-40, last=130).record
    assert (record.minutes, record.measured, record.flags, record.state) == (120, 170, ["outside"], "confirmed")


def test_a_little_early_is_no_remark(over):
    assert attend(over, first=-10, last=125).record.flags == []


def test_nothing_served_is_no_record(signed):
    check(signed, "in", signed.starts_at)
    with pytest.raises(Refused, match="Nothing counts yet"):
        check(signed, "out", signed.starts_at + timedelta(seconds=50), shown=signed.starts_at + timedelta(seconds=50))
    assert Proof.objects.count() == 1


def test_the_step_of_the_rule_rounds_down(over, rule):
    type(rule).objects.update(step=30)
    record = attend(over).record
    assert (record.minutes, record.measured) == (90, 100)


def test_a_stranger_has_no_place_here(shift, other_volunteer):
    with pytest.raises(Refused, match="no place"):
        presence.check_by_digits(
            shift=shift.pk, digits="000000", kind="in", sent=at(timezone.now(), other_volunteer.user)
        )


@pytest.mark.parametrize("state", ["waiting", "withdrawn", "applied"])
def test_who_has_no_place_cannot_check_in(shift, volunteer, state):
    signed = sign_up(shift, volunteer, state)
    with pytest.raises(Refused, match="no place"):
        check(signed, "in", timezone.now())


def test_a_cancelled_shift_and_a_closed_registration_are_refused(signed, volunteer):
    Shift.objects.update(is_cancelled=True, reason="下雨")
    with pytest.raises(Refused, match="cancelled"):
        check(signed, "in", timezone.now())
    Shift.objects.update(is_cancelled=False)
    type(volunteer).objects.filter(pk=volunteer.pk).update(state="left", left_at=timezone.now())
    with pytest.raises(Refused, match="no longer stands"):
        check(signed, "in", timezone.now())


def test_no_code_holds_before_one_was_shown(signed):
    Shift.objects.update(shown_by=None)
    with pytest.raises(Refused, match="No code has been shown"):
        check(signed, "in", timezone.now())


def test_whoever_leads_is_not_vouched_for_by_the_code(over, make_shift, leader, deputy):
    """They could read it off their own phone."""
    theirs = sign_up(over.shift, deputy)
    record = attend(theirs).record
    assert (record.state, record.vouched_by) == ("pending", None)


def test_nobody_vouches_for_themself_on_the_roster(over, leader, deputy):
    theirs = sign_up(over.shift, leader)
    tick(over.shift, leader, "in", over.starts_at, by=leader)
    assert tick(over.shift, leader, "out", over.ends_at, by=leader).record.state == "pending"
    recording.decide(record=ServiceRecord.objects.get(sign_up=theirs), by=deputy.user, verdict="confirm")
    assert ServiceRecord.objects.get(sign_up=theirs).state == "confirmed"


def tick(shift, volunteer, kind, moment, by):
    return presence.tick(shift=shift.pk, volunteer=volunteer.pk, kind=kind, sent=at(moment, by.user))


def test_the_roster_confirms_for_people_without_a_phone(over, leader, volunteer):
    tick(over.shift, volunteer, "in", over.starts_at, by=leader)
    record = tick(over.shift, volunteer, "out", over.ends_at, by=leader).record
    assert (record.state, record.source, record.entered_by) == ("confirmed", "roster", leader.user)


def test_code_and_roster_together_count_as_roster(over, leader, volunteer):
    check(over, "in", over.starts_at)
    record = tick(over.shift, volunteer, "out", over.ends_at, by=leader).record
    assert (record.source, record.state) == ("roster", "confirmed")


def test_only_leaders_keep_the_roster(over, other_volunteer, union_leader, volunteer):
    with pytest.raises(Forbidden):
        tick(over.shift, volunteer, "in", over.starts_at, by=other_volunteer)
    assert tick(over.shift, volunteer, "in", over.starts_at, by=union_leader).state == "kept"


def test_a_leader_who_stepped_down_no_longer_vouches(over, leader):
    check(over, "in", over.starts_at)
    leader.memberships.update(state="left")
    record = check(over, "out", over.ends_at).record
    assert (record.state, record.vouched_by) == ("pending", None)


# --- location


@pytest.fixture
def here(over):
    type(over.shift.activity).objects.update(by_location=True, radius_m=200)
    return over


def locate(signed, kind, moment, metres, accuracy=10):
    """A point so many metres east of the activity's own."""
    point = Point(120.555 + metres / 94_500, 31.875, srid=4326)
    return presence.check_by_location(
        shift=signed.shift_id, point=point, accuracy_m=accuracy, kind=kind, sent=at(moment, signed.volunteer.user)
    )


def test_location_is_pending_and_only_its_distance_is_kept(here):
    locate(here, "in", here.starts_at, 30)
    record = locate(here, "out", here.ends_at, 130).record
    assert (record.state, record.source) == ("pending", "location")
    assert list(Proof.objects.values_list("distance_m", flat=True)) == [50, 150]


def test_accuracy_widens_the_circle_by_at_most_100_metres_and_is_marked(here):
    assert locate(here, "in", here.starts_at, 280, accuracy=3000).state == "kept"
    assert Proof.objects.get().flag == "distant"
    with pytest.raises(Refused, match="too far"):
        locate(here, "out", here.ends_at, 320, accuracy=3000)


def test_location_is_refused_where_it_is_not_allowed(over):
    with pytest.raises(Refused, match="no check-in by location"):
        locate(over, "in", over.starts_at, 10)


# --- the code's voucher, and what it costs


def test_who_opens_the_code_last_stands_for_it_and_an_offline_copy_pushes_nobody_aside(shift, leader, deputy):
    presence.show_code(shift=shift, by=deputy.user)
    presence.take_along(shifts=Shift.objects.filter(pk=shift.pk), by=leader.user)
    shift.refresh_from_db()
    assert shift.shown_by == deputy.user


def test_a_late_check_in_opens_a_settled_shift_again(over):
    Shift.objects.update(closed_at=timezone.now())
    check(over, "in", over.starts_at)
    over.shift.refresh_from_db()
    assert over.shift.closed_at is None


def test_a_check_out_is_a_lock_a_look_and_two_rows(over):
    check(over, "in", over.starts_at)
    recording.snapshot_of(shift=over.shift)
    user = over.volunteer.user
    typed = digits(over.shift, over.ends_at)
    with CaptureQueriesContext(connection) as queries:
        presence.check_by_digits(shift=over.shift_id, digits=typed, kind="out", sent=at(over.ends_at, user))
    work = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    # The record's own INSERT is prepared, here or by an earlier test.
    assert [sql.split()[0].replace("PREPARE", "EXECUTE") for sql in work] == ["EXECUTE", "EXECUTE", "INSERT", "EXECUTE"]
