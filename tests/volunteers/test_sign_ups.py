"""Signing up, waiting, withdrawing, answering: what people may do, and what they are told."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from accounts.models import Consent, Purpose
from lib.refusals import Forbidden, Invalid, Refused
from office.models import Message
from tests.volunteers.conftest import prove
from tests.volunteers.conftest import sign_up as enter
from volunteers.actions.sign_ups import Closed, DoesNotFit, TooLate, answer, sign_up, withdraw
from volunteers.models import Membership, SignUp

pytestmark = pytest.mark.django_db


def join(shift, volunteer, companions=0):
    return sign_up(shift=shift, volunteer=volunteer, companions=companions, risk_told=True)


def notices(volunteer) -> list[str]:
    return list(Message.objects.filter(user=volunteer.user).order_by("pk").values_list("text", flat=True))


def states(*sign_ups) -> list[str]:
    return [SignUp.objects.get(pk=one.pk).state for one in sign_ups]


def test_a_place_is_taken_and_counted(shift, volunteer):
    assert join(shift, volunteer).state == "confirmed"
    shift.refresh_from_db()
    assert shift.taken == 1
    assert SignUp.objects.get().risk_told_at is not None


def test_pressing_twice_is_one_place(shift, volunteer):
    assert join(shift, volunteer) == join(shift, volunteer)
    shift.refresh_from_db()
    assert shift.taken == 1


def test_who_pressed_stands_in_the_history(client, shift, volunteer):
    client.force_login(volunteer.user)
    client.post(f"/volunteer/shifts/{shift.pk}/sign-up/", {"risk_told": "on"})
    event = apps.get_model("volunteers.SignUpEvent").objects.get(pgh_obj=SignUp.objects.get())
    assert event.pgh_context.metadata["user"] == volunteer.user.pk


def test_companions_take_places_too(make_shift, make_activity, volunteer, other_volunteer):
    shift = make_shift(of=make_activity(most_companions=2), capacity=3)
    join(shift, volunteer, companions=2)
    assert join(shift, other_volunteer).state == "waiting"
    shift.refresh_from_db()
    assert shift.taken == 3


@pytest.mark.parametrize("companions", [-1, 1, 6])
def test_no_more_companions_than_allowed(shift, volunteer, companions):
    with pytest.raises(Invalid, match="At most 0 companions"):
        join(shift, volunteer, companions)


def test_who_is_too_many_waits_in_the_order_of_arrival(make_shift, make_volunteer):
    shift = make_shift(capacity=1)
    first, second, third = (join(shift, make_volunteer(name)) for name in "甲乙丙")
    assert states(first, second, third) == ["confirmed", "waiting", "waiting"]
    assert list(SignUp.objects.in_line()) == [second, third]


def test_a_place_given_back_goes_to_the_next_in_line_who_is_told(make_shift, make_volunteer):
    shift = make_shift(capacity=1)
    first, second, third = (join(shift, make_volunteer(name)) for name in "甲乙丙")
    withdraw(sign_up=first)
    assert states(first, second, third) == ["withdrawn", "confirmed", "waiting"]
    assert "有了" in notices(second.volunteer)[0] or "became free" in notices(second.volunteer)[0]
    assert notices(third.volunteer) == []


def test_who_does_not_fit_or_serves_elsewhere_is_passed_over(make_shift, make_activity, make_volunteer):
    shift = make_shift(of=make_activity(most_companions=3), capacity=2)
    first = join(shift, make_volunteer("甲"))
    join(shift, make_volunteer("乙"))
    family = join(shift, make_volunteer("丙"), companions=3)
    busy = join(shift, make_volunteer("丁"))
    enter(make_shift(in_hours=25), busy.volunteer)
    last = join(shift, make_volunteer("戊"))
    withdraw(sign_up=first)
    assert states(family, busy, last) == ["waiting", "waiting", "confirmed"]


def test_who_comes_back_stands_at_the_end(make_shift, make_volunteer):
    shift = make_shift(capacity=1)
    first, second = (join(shift, make_volunteer(name)) for name in "甲乙")
    third = join(shift, make_volunteer("丙"))
    withdraw(sign_up=second)
    again = join(shift, second.volunteer)
    assert again == second
    assert list(SignUp.objects.in_line()) == [third, second]
    assert states(first) == ["confirmed"]


def test_withdrawing_twice_changes_nothing(shift, volunteer):
    mine = join(shift, volunteer)
    assert withdraw(sign_up=mine).state == withdraw(sign_up=mine).state == "withdrawn"
    shift.refresh_from_db()
    assert shift.taken == 0


def test_after_the_deadline_a_place_is_not_given_back_but_the_line_may_be_left(make_shift, volunteer, other_volunteer):
    shift = make_shift(capacity=1, withdraw_until=timezone.now() - timedelta(hours=1))
    placed, waiting = join(shift, volunteer), join(shift, other_volunteer)
    with pytest.raises(TooLate, match="call the person in charge"):
        withdraw(sign_up=placed)
    assert withdraw(sign_up=waiting).state == "withdrawn"


def test_who_has_checked_in_does_not_withdraw(shift, volunteer, leader):
    mine = join(shift, volunteer)
    prove(mine, "in", timezone.now(), leader.user)
    with pytest.raises(TooLate):
        withdraw(sign_up=mine)


@pytest.mark.parametrize("state", ["draft", "finished", "cancelled"])
def test_only_open_activities_take_people(make_shift, make_activity, volunteer, state):
    shift = make_shift(of=make_activity(state=state, reason="台风"))
    with pytest.raises(Closed, match="not open"):
        join(shift, volunteer)


def test_closed_and_cancelled_shifts_take_nobody(make_shift, volunteer):
    with pytest.raises(Closed, match="closed"):
        join(make_shift(closes_at=timezone.now()), volunteer)
    with pytest.raises(Closed, match="cancelled"):
        join(make_shift(is_cancelled=True, reason="台风"), volunteer)
    assert not SignUp.objects.exists()


def test_risks_are_read_first(shift, volunteer):
    with pytest.raises(Invalid, match="read the risks"):
        sign_up(shift=shift, volunteer=volunteer, companions=0, risk_told=False)


def test_two_places_at_one_time_are_refused_in_words(make_shift, volunteer):
    join(make_shift(), volunteer)
    with pytest.raises(Refused, match="another shift at that time"):
        join(make_shift(in_hours=25), volunteer)
    assert SignUp.objects.count() == 1


def test_too_young_and_too_old(make_shift, make_activity, make_volunteer):
    year = timezone.localdate().year
    young, old = make_volunteer("小", born=f"{year - 20}-01-01"), make_volunteer("老", born=f"{year - 80}-01-01")
    with pytest.raises(DoesNotFit, match="from the age of 25"):
        join(make_shift(of=make_activity(min_age=25)), young)
    with pytest.raises(DoesNotFit, match="up to the age of 70"):
        join(make_shift(of=make_activity(max_age=70)), old)


def test_the_age_is_that_of_the_day_of_the_shift(make_shift, make_activity, make_volunteer):
    """Seventeen today and eighteen on the day: that is old enough."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    almost = make_volunteer("小", born=tomorrow.replace(year=tomorrow.year - 18).isoformat())
    assert join(make_shift(of=make_activity(min_age=18), in_hours=49), almost).state == "confirmed"


def test_a_minor_needs_the_guardians_consent(notice, shift, make_volunteer, volunteer):
    minor = make_volunteer("小", born=f"{timezone.localdate().year - 15}-01-01")
    with pytest.raises(DoesNotFit, match="guardian"):
        join(shift, minor)
    Consent.objects.create(user=volunteer.user, purpose=Purpose.GUARDIAN, ward=minor.user, notice=notice)
    assert join(shift, minor).state == "confirmed"


def test_no_minor_where_danger_is_possible(make_shift, make_activity, make_volunteer):
    today = timezone.localdate()
    insured = {"insurance_no": "PICC-1", "insured_from": today, "insured_to": today + timedelta(days=9)}
    shift = make_shift(of=make_activity(is_hazardous=True, min_age=18, **insured))
    with pytest.raises(DoesNotFit, match="from the age of 18"):
        join(shift, make_volunteer("小", born=f"{today.year - 15}-01-01"))
    assert join(shift, make_volunteer("大")).state == "confirmed"


def test_missing_skills_are_named(make_shift, make_activity, make_volunteer):
    shift = make_shift(of=make_activity(required_skills=["first_aid", "driving"]))
    with pytest.raises(DoesNotFit, match="First aid"):
        join(shift, make_volunteer("甲", skills=["driving"]))
    assert join(shift, make_volunteer("乙", skills=["driving", "first_aid"])).state == "confirmed"


def test_members_only(make_shift, make_activity, volunteer, team):
    shift = make_shift(of=make_activity(members_only=True))
    with pytest.raises(DoesNotFit, match="members"):
        join(shift, volunteer)
    Membership.objects.create(organization=team, volunteer=volunteer, state="active")
    assert join(shift, volunteer).state == "confirmed"


def test_who_left_does_not_sign_up(shift, make_volunteer):
    with pytest.raises(DoesNotFit, match="left"):
        join(shift, make_volunteer("甲", state="left", left_at=timezone.now()))


# --- on approval


@pytest.fixture
def asked(make_shift, make_activity, volunteer):
    """Somebody applied for a shift with one place, on approval."""
    return join(make_shift(of=make_activity(admission="approval"), capacity=1), volunteer)


def test_an_application_takes_no_place_until_it_is_accepted(asked, leader):
    assert asked.state == "applied"
    assert asked.shift.taken == 0
    assert answer(sign_up=asked, by=leader.user, accept=True).state == "confirmed"
    assert answer(sign_up=asked, by=leader.user, accept=True).state == "confirmed"
    assert len(notices(asked.volunteer)) == 1


def test_accepted_into_a_full_shift_means_the_line(asked, leader, other_volunteer):
    enter(asked.shift, other_volunteer)
    assert answer(sign_up=asked, by=leader.user, accept=True).state == "waiting"


def test_a_refusal_needs_a_reason_which_the_person_reads(asked, leader):
    with pytest.raises(Refused, match="Say why"):
        answer(sign_up=asked, by=leader.user, accept=False)
    answer(sign_up=asked, by=leader.user, accept=False, reason="需要本组织的培训")
    assert "需要本组织的培训" in notices(asked.volunteer)[0]
    with pytest.raises(Closed, match="did not accept"):
        join(asked.shift, asked.volunteer)


def test_a_place_taken_back_moves_the_line_up(make_shift, leader, volunteer, other_volunteer):
    shift = make_shift(capacity=1)
    placed, waiting = join(shift, volunteer), join(shift, other_volunteer)
    answer(sign_up=placed, by=leader.user, accept=False, reason="资料不符")
    assert states(placed, waiting) == ["rejected", "confirmed"]


def test_strangers_and_members_do_not_answer(asked, stranger, other_volunteer):
    for nobody in (stranger, other_volunteer.user):
        with pytest.raises(Forbidden):
            answer(sign_up=asked, by=nobody, accept=True)
    assert states(asked) == ["applied"]


def test_who_leads_above_and_the_office_answer_too(asked, union_leader, neighbour_editor, editor):
    with pytest.raises(Forbidden):
        answer(sign_up=asked, by=neighbour_editor, accept=True)
    assert answer(sign_up=asked, by=union_leader.user, accept=True).state == "confirmed"
    assert answer(sign_up=asked, by=editor, accept=False, reason="名单有误").state == "rejected"


def test_accepting_somebody_who_serves_elsewhere_says_so(asked, make_shift, leader):
    enter(make_shift(in_hours=25), asked.volunteer)
    with pytest.raises(Refused, match="This volunteer has a place"):
        answer(sign_up=asked, by=leader.user, accept=True)


def test_a_withdrawn_application_is_not_answered(asked, leader):
    withdraw(sign_up=asked)
    with pytest.raises(Refused, match="withdrawn meanwhile"):
        answer(sign_up=asked, by=leader.user, accept=True)


def test_statements_inside_the_lock_are_few(shift, volunteer, django_assert_num_queries):
    """Look, begin, lock, insert, commit; nothing else while two thousand wait."""
    shift.activity.organization, volunteer.user.identity  # noqa: B018 (loaded beforehand)
    with django_assert_num_queries(5):
        join(shift, volunteer)
