"""The rules of hours, where they stand: in PostgreSQL, tried through plain rows."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from lib.refusals import Forbidden, Refused
from tests.volunteers.conftest import prove, sign_up
from volunteers.models import Decision, Membership, Merge, Organization, ServiceTotal, SignUp
from volunteers.refusals import in_words

pytestmark = pytest.mark.django_db


def decide(record, by, verdict="confirm", reason=""):
    with in_words():
        Decision.objects.create(record=record, verdict=verdict, by=by, reason=reason)
    record.refresh_from_db()
    return record


def totals(volunteer):
    return dict(ServiceTotal.objects.filter(volunteer=volunteer).values_list("year", "minutes"))


def test_a_record_is_born_pending_whatever_it_claims(make_record):
    assert make_record(state="confirmed", needs="").state == "pending"


def test_the_leader_confirms_and_both_totals_count(make_record, leader, volunteer):
    record = decide(make_record(minutes=120), leader.user)
    assert (record.state, record.needs) == ("confirmed", "")
    assert totals(volunteer) == {0: 120, record.day.year: 120}


def test_nobody_decides_about_their_own_hours(make_record, leader):
    record = make_record(of=leader)
    with pytest.raises(Forbidden, match="own hours"):
        decide(record, leader.user)


def test_a_stranger_and_a_superuser_have_no_standing(make_record, stranger, superuser):
    record = make_record()
    for nobody in (stranger, superuser):
        with pytest.raises(Forbidden, match="do not lead"):
            decide(record, nobody)


def test_back_office_hours_are_confirmed_by_somebody_else(make_record, reviewer, second_reviewer):
    record = make_record(source="back_office", entered_by=reviewer, evidence_note="签到表第 3 页")
    with pytest.raises(Refused, match="somebody else"):
        decide(record, reviewer)
    assert decide(record, second_reviewer).state == "confirmed"


@pytest.mark.parametrize("source", ["back_office", "imported"])
def test_entered_hours_need_evidence(make_record, reviewer, source):
    with pytest.raises(Refused, match="need evidence"), in_words():
        make_record(source=source, entered_by=reviewer)


def test_up_to_twelve_hours_a_day_need_two_people(make_record, leader, union_leader):
    record = decide(make_record(minutes=540, hour=1), leader.user)
    assert (record.state, record.needs) == ("pending", "second")
    assert decide(record, union_leader.user).state == "confirmed"


def test_beyond_twelve_hours_the_office_confirms(make_record, leader, deputy, reviewer):
    decide(make_record(minutes=480, hour=0), leader.user)
    record = make_record(minutes=300, hour=9)
    assert decide(record, leader.user).needs == "office"
    assert decide(record, deputy.user).needs == "office"
    assert decide(record, reviewer).state == "confirmed"


def test_confirmed_hours_of_one_person_cannot_overlap(make_record, leader):
    decide(make_record(hour=9), leader.user)
    second = make_record(hour=10)
    with pytest.raises(Refused, match="cannot overlap"):
        decide(second, leader.user)


def test_twenty_five_hours_are_no_record(make_record):
    with pytest.raises(Refused, match="at most 24 hours"), in_words():
        make_record(minutes=25 * 60, days_ago=3)


def test_service_in_the_future_is_refused(make_record):
    with pytest.raises(Refused, match="in the future"), in_words():
        make_record(days_ago=-1)


def test_making_void_takes_two_people_and_takes_the_hours_back(make_record, leader, deputy, volunteer):
    record = decide(make_record(), leader.user)
    record = decide(record, leader.user, "void", "重复登记")
    assert (record.state, record.needs) == ("confirmed", "void")
    assert decide(record, deputy.user, "void", "重复登记").state == "void"
    assert set(totals(volunteer).values()) == {0}


def test_a_correction_replaces_when_somebody_else_confirms_it(make_record, leader, deputy, volunteer):
    record = decide(make_record(minutes=120), leader.user)
    correction = make_record(minutes=90, replaces=record, entered_by=leader.user, source="roster")
    with pytest.raises(Refused, match="somebody else"):
        decide(correction, leader.user)
    decide(correction, deputy.user)
    record.refresh_from_db()
    assert (record.state, correction.state, totals(volunteer)[0]) == ("corrected", "confirmed", 90)


def test_a_record_of_somebody_else_cannot_be_corrected(make_record, leader, other_volunteer):
    record = decide(make_record(), leader.user)
    with pytest.raises(Refused, match="cannot be corrected"), in_words():
        make_record(of=other_volunteer, replaces=record)


@pytest.fixture
def served(make_shift, volunteer, leader, service):
    """Checked in and out by the leader's code, in a shift that ended."""
    shift = make_shift(in_hours=-3)
    signed = sign_up(shift, volunteer)
    service.shift = shift
    service.save()
    prove(signed, "in", shift.starts_at, leader.user)
    prove(signed, "out", shift.ends_at, leader.user)
    return signed


def test_what_the_code_proves_is_confirmed_at_once(served, make_record, leader, volunteer):
    record = make_record(
        source="code", sign_up=served, vouched_by=leader.user, starts_at=served.starts_at, ends_at=served.ends_at
    )
    assert record.state == "confirmed"
    assert [(row.by, row.standing) for row in record.decisions.all()] == [(leader.user, "leader")]
    assert totals(volunteer)[0] == 120


def test_more_than_was_proved_is_not_vouched_for(served, make_record, leader):
    with pytest.raises(Refused, match="do not prove"), in_words():
        make_record(
            source="code", sign_up=served, vouched_by=leader.user, starts_at=served.starts_at,
            ends_at=served.ends_at + timedelta(minutes=30),
        )  # fmt: skip


def test_nobody_vouches_for_what_was_never_proved(make_record, leader, make_shift, volunteer):
    with pytest.raises(Refused, match="do not prove"), in_words():
        make_record(source="code", sign_up=sign_up(make_shift(in_hours=-3), volunteer), vouched_by=leader.user)


def test_a_shift_is_in_the_books_once(served, make_record, leader):
    times = {"starts_at": served.starts_at, "ends_at": served.ends_at, "sign_up": served, "source": "code"}
    make_record(vouched_by=leader.user, **times)
    with pytest.raises(Refused, match="already"), in_words():
        make_record(**times)


def test_what_overlaps_is_kept_and_marked(served, make_record, leader):
    decide(make_record(starts_at=served.starts_at, ends_at=served.ends_at, minutes=60), leader.user)
    record = make_record(
        source="code", sign_up=served, vouched_by=leader.user, starts_at=served.starts_at, ends_at=served.ends_at
    )
    assert (record.state, record.flags) == ("pending", ["overlap"])


def test_nobody_appoints_themself(team, volunteer):
    with pytest.raises(Refused, match="makes themself"), in_words():
        Membership.objects.create(
            organization=team, volunteer=volunteer, role="leader", state="active", appointed_by=volunteer.user
        )


def test_paths_follow_the_tree_and_refuse_circles(union, team, yangshe):
    squad = Organization.objects.create(kind="team", name="小组", sponsor=union, parent=team, region=yangshe)
    squad.refresh_from_db()
    assert squad.path == f"/{union.pk}/{team.pk}/{squad.pk}/"
    Organization.objects.filter(pk=team.pk).update(parent=None)
    squad.refresh_from_db()
    assert squad.path == f"/{team.pk}/{squad.pk}/"
    with pytest.raises(Refused, match="part of itself"), in_words():
        Organization.objects.filter(pk=team.pk).update(parent=squad)


def test_the_shift_counts_its_places_and_is_never_overbooked(make_shift, make_volunteer):
    shift = make_shift(capacity=3)
    sign_up(shift, make_volunteer("甲"), companions=1)
    second = sign_up(shift, make_volunteer("乙"))
    shift.refresh_from_db()
    assert shift.taken == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        sign_up(shift, make_volunteer("丙"))
    SignUp.objects.filter(pk=second.pk).update(state="withdrawn")
    shift.refresh_from_db()
    assert shift.taken == 2


def test_a_moved_shift_carries_its_sign_ups_along(shift, volunteer):
    signed = sign_up(shift, volunteer)
    later = shift.ends_at + timedelta(hours=1)
    type(shift).objects.filter(pk=shift.pk).update(ends_at=later)
    signed.refresh_from_db()
    assert signed.ends_at == later


def test_two_places_at_one_time_are_refused(make_shift, volunteer):
    sign_up(make_shift(), volunteer)
    with pytest.raises(Refused, match="another shift"), in_words():
        sign_up(make_shift(in_hours=25), volunteer)


def merge(kept, merged, by, approved_by):
    with in_words():
        return Merge.objects.create(
            kept=kept, merged=merged, by=by, approved_by=approved_by, approved_at=timezone.now(), reason="同一人",
            state_before="active",
        )  # fmt: skip


def test_a_merge_moves_hours_and_undoing_gives_them_back(
    make_record, leader, volunteer, other_volunteer, make_volunteer, editor, reviewer
):
    third = make_volunteer("丙")
    decide(make_record(of=third, hour=6), leader.user)
    decide(make_record(of=other_volunteer, hour=9), leader.user)
    decide(make_record(of=volunteer, hour=12, minutes=60), leader.user)
    merge(other_volunteer, third, editor, reviewer)
    second = merge(volunteer, other_volunteer, editor, reviewer)
    assert (totals(volunteer)[0], totals(other_volunteer)[0], totals(third)[0]) == (300, 0, 0)
    second.undone_by, second.undone_at, second.undo_reason = reviewer, timezone.now(), "不是同一人"
    second.save()
    assert (totals(volunteer)[0], totals(other_volunteer)[0], totals(third)[0]) == (60, 240, 0)


def test_nobody_merges_alone_or_their_own(volunteer, other_volunteer, reviewer, editor, stranger):
    with pytest.raises(Refused, match="Somebody else"):
        merge(volunteer, other_volunteer, reviewer, reviewer)
    with pytest.raises(Refused, match="no post"):
        merge(volunteer, other_volunteer, editor, stranger)
    with pytest.raises(Refused, match="own registration"):
        merge(volunteer, other_volunteer, volunteer.user, reviewer)
    with pytest.raises(Refused, match="with themself"):
        merge(volunteer, volunteer, editor, reviewer)


def test_a_merge_that_was_carried_out_stays(volunteer, other_volunteer, make_volunteer, editor, reviewer):
    done = merge(volunteer, other_volunteer, editor, reviewer)
    with pytest.raises(Refused, match="only be undone"), in_words():
        Merge.objects.filter(pk=done.pk).update(kept=make_volunteer("丁"))


def test_insurance_covers_every_shift(make_activity, make_shift):
    today = timezone.localdate()
    activity = make_activity(
        is_hazardous=True, min_age=18, state="draft", insurance_no="PICC-1", insured_from=today, insured_to=today
    )
    make_shift(of=activity, in_hours=48)
    with pytest.raises(Refused, match="insurance"), in_words():
        type(activity).objects.filter(pk=activity.pk).update(state="open")
