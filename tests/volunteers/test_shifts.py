"""Shifts and activities as their leaders keep them: made, opened, moved, copied, repeated, cancelled, announced."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from lib.refusals import Forbidden, Invalid, Refused
from office.models import Message
from tests.volunteers.conftest import sign_up as enter
from volunteers.actions import activities, shifts
from volunteers.actions.activities import FIELDS, follow_the_clock
from volunteers.actions.shifts import Begun, Over
from volunteers.models import Activity, Announcement, Shift, SignUp

pytestmark = pytest.mark.django_db


def notices(volunteer) -> list[str]:
    return list(Message.objects.filter(user=volunteer.user).order_by("pk").values_list("text", flat=True))


def times(in_hours: float = 24, hours: float = 2) -> dict:
    starts_at = timezone.now().replace(second=0, microsecond=0) + timedelta(hours=in_hours)
    return {
        "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=hours), "closes_at": starts_at,
        "withdraw_until": starts_at,
    }  # fmt: skip


EARLIER = timezone.now()


def state_of(row) -> str:
    return type(row).objects.get(pk=row.pk).state


# --- shifts


def test_the_leader_adds_a_shift_and_a_double_press_adds_no_other(activity, leader):
    first = shifts.create_shift(activity=activity, by=leader.user, capacity=5, **times())
    again = shifts.create_shift(activity=activity, by=leader.user, capacity=5, **times())
    assert first == again
    assert Shift.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({**times(hours=-1), "closes_at": EARLIER, "withdraw_until": EARLIER}, "ends after it began"),
        (times(hours=25), "at most 24 hours"),
        ({**times(), "capacity": 0}, "between 1 and 5,000"),
        ({**times(), "closes_at": timezone.now() + timedelta(days=9)}, "end before the shift"),
        (times(in_hours=-9), "has passed"),
    ],
)
def test_shifts_that_make_no_sense(activity, leader, values, sentence):
    with pytest.raises(Refused, match=sentence):
        shifts.create_shift(activity=activity, by=leader.user, **{"capacity": 5, **values})
    assert not Shift.objects.exists()


def test_a_shift_that_began_is_neither_made_nor_moved_to(activity, make_shift, leader):
    """Else one leader alone would make hours of anybody, by ticks dated back."""
    with pytest.raises(Begun, match="entered by the office with evidence"):
        shifts.create_shift(activity=activity, by=leader.user, capacity=5, **times(in_hours=-8, hours=9))
    coming, running = make_shift(), make_shift(in_hours=-1, hours=3)
    for shift in (coming, running):
        with pytest.raises(Begun, match="entered by the office with evidence"):
            shifts.change_shift(shift=shift, by=leader.user, **times(in_hours=-8, hours=12))
    with pytest.raises(Begun, match="entered by the office with evidence"):
        shifts.copy_shift(shift=coming, by=leader.user, day=timezone.localdate() - timedelta(days=1))
    assert Shift.objects.filter(starts_at__lt=timezone.now() - timedelta(hours=2)).count() == 0


def test_a_leader_who_stands_there_with_people_still_enters_the_shift(activity, leader):
    just_begun = times(in_hours=-0.1)
    assert shifts.create_shift(activity=activity, by=leader.user, capacity=5, **just_begun).pk


def test_the_end_of_a_running_shift_may_still_change(make_shift, leader):
    running = make_shift(in_hours=-1, hours=3)
    for hours in (4, 2):
        ends_at = running.starts_at + timedelta(hours=hours)
        assert shifts.change_shift(shift=running, by=leader.user, ends_at=ends_at).ends_at == ends_at
    with pytest.raises(Begun, match="has passed"):
        shifts.change_shift(shift=running, by=leader.user, ends_at=timezone.now() - timedelta(minutes=1))


def test_only_those_who_lead_add_shifts(activity, volunteer, stranger, union_leader):
    for nobody in (volunteer.user, stranger):
        with pytest.raises(Forbidden):
            shifts.create_shift(activity=activity, by=nobody, capacity=5, **times())
    assert shifts.create_shift(activity=activity, by=union_leader.user, capacity=5, **times())


def test_moving_a_shift_takes_people_along_and_tells_them(shift, leader, volunteer):
    mine = enter(shift, volunteer)
    moved = shifts.change_shift(shift=shift, by=leader.user, **times(in_hours=30))
    mine.refresh_from_db()
    assert (mine.state, mine.starts_at, moved.sequence) == ("confirmed", moved.starts_at, 1)
    assert len(notices(volunteer)) == 1


def test_who_serves_elsewhere_at_the_new_time_loses_the_place_and_the_line_moves(make_shift, leader, make_volunteer):
    shift = make_shift(capacity=1)
    busy, next_one = make_volunteer("甲"), make_volunteer("乙")
    mine, waiting = enter(shift, busy), enter(shift, next_one, state="waiting")
    enter(make_shift(in_hours=30), busy)
    shifts.change_shift(shift=shift, by=leader.user, **times(in_hours=31))
    assert (state_of(mine), state_of(waiting)) == ("withdrawn", "confirmed")
    assert "elsewhere" in notices(busy)[0]
    assert len(notices(next_one)) == 2


def test_more_places_let_the_line_in_and_fewer_than_taken_are_refused(make_shift, leader, volunteer, other_volunteer):
    shift = make_shift(capacity=1)
    enter(shift, volunteer)
    waiting = enter(shift, other_volunteer, state="waiting")
    shifts.change_shift(shift=shift, by=leader.user, capacity=2)
    assert state_of(waiting) == "confirmed"
    with pytest.raises(Refused, match="More places are taken"):
        shifts.change_shift(shift=shift, by=leader.user, capacity=1)


def test_changing_nothing_tells_nobody(shift, leader, volunteer):
    enter(shift, volunteer)
    shifts.change_shift(shift=shift, by=leader.user, capacity=shift.capacity)
    assert notices(volunteer) == []
    shift.refresh_from_db()
    assert shift.sequence == 0


def test_a_cancelled_shift_tells_everybody_why(shift, leader, volunteer, other_volunteer):
    placed, waiting = enter(shift, volunteer), enter(shift, other_volunteer, state="waiting")
    with pytest.raises(Refused, match="Say why"):
        shifts.cancel_shift(shift=shift, by=leader.user, reason=" ")
    for _press in range(2):
        shifts.cancel_shift(shift=shift, by=leader.user, reason="台风红色预警")
    shift.refresh_from_db()
    assert (shift.is_cancelled, shift.taken, shift.sequence) == (True, 0, 1)
    assert (state_of(placed), state_of(waiting)) == ("cancelled", "cancelled")
    for person in (volunteer, other_volunteer):
        assert len(notices(person)) == 1
        assert "台风红色预警" in notices(person)[0]


def test_what_is_over_stays(make_shift, leader):
    over = make_shift(in_hours=-5)
    for change in (
        lambda: shifts.cancel_shift(shift=over, by=leader.user, reason="误"),
        lambda: shifts.change_shift(shift=over, by=leader.user, capacity=99),
    ):
        with pytest.raises(Over, match="stays as it was"):
            change()


def test_copies_and_repetitions_keep_the_hours(shift, leader):
    day = timezone.localdate(shift.starts_at)
    copy = shifts.copy_shift(shift=shift, by=leader.user, day=day + timedelta(days=3))
    assert copy.starts_at - shift.starts_at == timedelta(days=3)
    assert copy.closes_at == copy.starts_at
    weekly = shifts.repeat_shift(shift=shift, by=leader.user, every_days=7, until=day + timedelta(days=21))
    assert [one.starts_at - shift.starts_at for one in weekly] == [timedelta(days=n) for n in (7, 14, 21)]


@pytest.mark.parametrize(
    ("every", "days", "sentence"), [(0, 9, "every 1 to 366"), (7, 6, "before the first"), (1, 61, "At most 60")]
)
def test_repetitions_that_make_no_sense(shift, leader, every, days, sentence):
    until = timezone.localdate(shift.starts_at) + timedelta(days=days)
    with pytest.raises(Invalid, match=sentence):
        shifts.repeat_shift(shift=shift, by=leader.user, every_days=every, until=until)
    assert Shift.objects.count() == 1


# --- activities


def values_of(activity: Activity, **changes) -> dict:
    return {**{name: getattr(activity, name) for name in FIELDS}, **changes}


def test_a_form_sent_twice_makes_one_draft(activity, team, leader):
    token = uuid.uuid4()
    made = {
        activities.create_activity(organization=team, by=leader.user, token=token, **values_of(activity)).pk
        for _press in range(2)
    }
    assert len(made) == 1
    assert Activity.objects.get(pk=made.pop()).state == "draft"


def test_only_leaders_of_approved_organizations_make_activities(activity, team, leader, volunteer, editor):
    with pytest.raises(Forbidden):
        activities.create_activity(organization=team, by=volunteer.user, token=uuid.uuid4(), **values_of(activity))
    team.state, team.reason = "suspended", "核查中"
    team.save()
    with pytest.raises(Refused, match="approved organization"):
        activities.create_activity(organization=team, by=editor, token=uuid.uuid4(), **values_of(activity))


def test_opening_needs_a_shift(make_activity, make_shift, leader):
    draft = make_activity(state="draft")
    with pytest.raises(Refused, match="Add a shift first"):
        activities.open_activity(activity=draft, by=leader.user)
    make_shift(of=draft)
    assert activities.open_activity(activity=draft, by=leader.user).state == "open"
    assert activities.open_activity(activity=draft, by=leader.user).state == "open"


def test_opening_needs_risks_told(make_activity, make_shift, leader):
    draft = make_activity(state="draft", risk_notice="")
    make_shift(of=draft)
    with pytest.raises(Refused, match="Tell the risks"):
        activities.open_activity(activity=draft, by=leader.user)


def test_danger_needs_insurance_for_every_shift_and_adults(make_activity, make_shift, leader):
    today = timezone.localdate()
    draft = make_activity(state="draft", is_hazardous=True)
    make_shift(of=draft, in_hours=48)
    for values, sentence in (
        ({"min_age": 18}, "everyone is insured"),
        ({"insurance_no": "PICC-1", "insured_from": today, "insured_to": today}, "cover every shift"),
    ):
        activities.change_activity(activity=draft, by=leader.user, **values)
        with pytest.raises(Refused, match=sentence):
            activities.open_activity(activity=draft, by=leader.user)
    later = today + timedelta(days=9)
    activities.change_activity(activity=draft, by=leader.user, insured_to=later)
    assert activities.open_activity(activity=draft, by=leader.user).state == "open"
    with pytest.raises(Refused, match="set the age to 18"):
        activities.change_activity(activity=draft, by=leader.user, min_age=16)


def test_a_new_place_is_told_and_reaches_calendars(activity, shift, leader, volunteer):
    enter(shift, volunteer)
    activities.change_activity(activity=activity, by=leader.user, place_name="东门驿站")
    shift.refresh_from_db()
    assert shift.sequence == 1
    assert "东门驿站" in notices(volunteer)[0]


def test_cancelling_an_activity_cancels_what_is_to_come_and_leaves_what_was(activity, make_shift, leader, volunteer):
    past, coming = make_shift(in_hours=-30), make_shift()
    served, mine = enter(past, volunteer), enter(coming, volunteer)
    activities.cancel_activity(activity=activity, by=leader.user, reason="场地维修")
    past.refresh_from_db()
    coming.refresh_from_db()
    assert (past.is_cancelled, coming.is_cancelled) == (False, True)
    assert (state_of(served), state_of(mine), state_of(activity)) == ("confirmed", "cancelled", "cancelled")
    assert len(notices(volunteer)) == 1
    with pytest.raises(Over):
        activities.change_activity(activity=activity, by=leader.user, title="再来")


def test_a_copy_is_a_draft_with_its_shifts_moved(activity, make_shift, leader):
    shift = make_shift()
    make_shift(in_hours=40, is_cancelled=True, reason="台风")
    token = uuid.uuid4()
    for _press in range(2):
        copy = activities.copy_activity(activity=activity, by=leader.user, token=token, days=7)
    assert (copy.state, copy.title, copy.series) == ("draft", activity.title, None)
    assert [one.starts_at for one in copy.shifts.all()] == [shift.starts_at + timedelta(days=7)]


def test_a_series_shares_its_mark_and_can_open_at_once(activity, shift, leader):
    until = timezone.localdate(shift.starts_at) + timedelta(days=21)
    wanted = {
        "activity": activity,
        "by": leader.user,
        "token": uuid.uuid4(),
        "days": 7,
        "every_days": 7,
        "until": until,
    }
    drafts = activities.copies_of(**wanted)
    assert [one.state for one in drafts] == ["draft"] * 3
    copies = activities.copies_of(**wanted, open_them=True)
    assert activities.copies_of(**wanted, open_them=True) == copies == drafts
    assert [one.state for one in copies] == ["open"] * 3
    assert len(set(Activity.objects.exclude(pk=activity.pk).values_list("series", flat=True))) == 1


def test_a_copy_into_the_past_has_no_shift_and_so_is_none(activity, make_shift, leader):
    make_shift(in_hours=-30)
    with pytest.raises(Begun, match="entered by the office"):
        activities.copy_activity(activity=activity, by=leader.user, token=uuid.uuid4(), days=1)
    make_shift(in_hours=24)
    copy = activities.copy_activity(activity=activity, by=leader.user, token=uuid.uuid4(), days=1)
    assert copy.shifts.count() == 1


def test_a_message_reaches_everybody_signed_up_once(
    activity, make_shift, leader, volunteer, other_volunteer, make_volunteer
):
    shift, later = make_shift(), make_shift(in_hours=72)
    enter(shift, volunteer)
    enter(shift, other_volunteer, state="waiting")
    gone, third = make_volunteer("退"), make_volunteer("三")
    enter(shift, gone, state="withdrawn")
    enter(later, third)
    token = uuid.uuid4()
    for _press in range(2):
        sent = activities.announce(activity=activity, shift=shift, by=leader.user, text="请带水杯", token=token)
    assert (sent.reached, Announcement.objects.count()) == (2, 1)
    assert [len(notices(one)) for one in (volunteer, other_volunteer, gone, third)] == [1, 1, 0, 0]
    everybody = activities.announce(activity=activity, by=leader.user, text="谢谢大家", token=uuid.uuid4())
    assert everybody.reached == 3


def test_nobody_else_sends_messages(activity, shift, volunteer, leader):
    with pytest.raises(Forbidden):
        activities.announce(activity=activity, by=volunteer.user, text="请带水杯", token=uuid.uuid4())
    with pytest.raises(Invalid, match="Write what"):
        activities.announce(activity=activity, by=leader.user, text="  ", token=uuid.uuid4())


# --- the clock


def test_activities_run_when_the_first_shift_begins_and_end_with_the_last(make_activity, make_shift):
    waiting, running, over, draft = (make_activity(state=state) for state in ("open", "open", "running", "draft"))
    make_shift(of=waiting)
    make_shift(of=running, in_hours=-1)
    make_shift(of=running, in_hours=50)
    make_shift(of=over, in_hours=-9)
    make_shift(of=over, in_hours=9, is_cancelled=True, reason="台风")
    make_shift(of=draft, in_hours=-9)
    assert follow_the_clock(at=timezone.now()) == (1, 1)
    assert [state_of(one) for one in (waiting, running, over, draft)] == ["open", "running", "finished", "draft"]
    assert follow_the_clock(at=timezone.now()) == (0, 0)


def test_a_finished_activity_takes_no_shift(make_activity, leader):
    finished = make_activity(state="finished")
    with pytest.raises(Over, match="Copy it"):
        shifts.create_shift(activity=finished, by=leader.user, capacity=5, **times())


def test_places_that_became_free_unseen_are_filled(make_shift, volunteer, other_volunteer):
    """Somebody left the registry: the database gave the place back, and nobody pressed a button."""
    shift = make_shift(capacity=1)
    mine, waiting = enter(shift, volunteer), enter(shift, other_volunteer, state="waiting")
    SignUp.objects.filter(pk=mine.pk).update(state="withdrawn")
    assert shifts.fill_places(at=timezone.now()) == 1
    assert shifts.fill_places(at=timezone.now()) == 0
    assert state_of(waiting) == "confirmed"
