"""Eight o'clock: many press at once, over real connections."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone

from lib.constraints import MOST_TANGLES
from lib.refusals import Refused
from volunteers.actions import sign_ups
from volunteers.actions.shifts import change_shift
from volunteers.actions.sign_ups import sign_up, withdraw
from volunteers.models import Shift, SignUp, Volunteer

pytestmark = pytest.mark.django_db(transaction=True)

THREADS, PEOPLE, PRESSES, PLACES = 12, 60, 2, 10


def press(shift_pk: int, volunteer_pk: int) -> str:
    """One press, as a request does it: everything read anew."""
    shift = Shift.objects.select_related("activity__organization").get(pk=shift_pk)
    volunteer = Volunteer.objects.select_related("user__identity").get(pk=volunteer_pk)
    try:
        return sign_up(shift=shift, volunteer=volunteer, risk_told=True).state
    except Refused as refusal:
        return str(refusal)


def all_at_once(work, jobs) -> list:
    def run(job):
        try:
            return work(*job)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, jobs))


def test_ten_places_sixty_people_pressing_twice(make_shift, make_volunteer):
    shift = make_shift(capacity=PLACES)
    people = [make_volunteer(f"志愿{number}") for number in range(PEOPLE)]
    jobs = [(shift.pk, one.pk) for one in people] * PRESSES
    random.Random(8).shuffle(jobs)
    answers = all_at_once(press, jobs)
    shift.refresh_from_db()
    assert set(answers) == {"confirmed", "waiting"}
    assert SignUp.objects.filter(shift=shift).count() == PEOPLE
    assert SignUp.objects.confirmed().filter(shift=shift).count() == shift.taken == PLACES
    # The line is in the order in which the database let people in: whoever has a place came before whoever waits.
    times = list(SignUp.objects.order_by("queued_at").values_list("state", flat=True))
    assert times == ["confirmed"] * PLACES + ["waiting"] * (PEOPLE - PLACES)
    assert [one.pk for one in SignUp.objects.in_line()] == sorted(one.pk for one in SignUp.objects.in_line())


def test_one_person_pressing_two_shifts_of_one_time_gets_one(make_shift, make_volunteer):
    first, second = make_shift(), make_shift(in_hours=25)
    person = make_volunteer("甲")
    answers = all_at_once(press, [(first.pk, person.pk), (second.pk, person.pk)] * 4)
    assert answers.count("confirmed") == 4
    assert SignUp.objects.confirmed().count() == 1


@pytest.mark.parametrize("times", [1, 3, 4])
def test_two_presses_that_wait_for_each_other_are_pressed_again(shift, volunteer, monkeypatch, times):
    real, ended = sign_ups.insert, []

    def insert(*args, **kwargs):
        if len(ended) < times:
            ended.append(1)
            with connection.cursor() as cursor:
                cursor.execute("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'deadlock_detected'; END $$")
        real(*args, **kwargs)

    monkeypatch.setattr(sign_ups, "insert", insert)
    if times > MOST_TANGLES:
        with pytest.raises(OperationalError):
            press(shift.pk, volunteer.pk)
    else:
        assert press(shift.pk, volunteer.pk) == "confirmed"
    shift.refresh_from_db()
    assert shift.taken == SignUp.objects.count() == (times <= MOST_TANGLES)


def test_who_takes_another_place_in_the_very_moment_of_moving_up_stays_in_line(make_shift, make_volunteer, monkeypatch):
    shift = make_shift(capacity=1)
    first, second, third = (make_volunteer(name) for name in "甲乙丙")
    for one in (first, second, third):
        press(shift.pk, one.pk)
    real = sign_ups._move

    def move(sign_up, to, *also):
        if sign_up.volunteer_id == second.pk:
            with connection.cursor() as cursor:
                cursor.execute("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'deadlock_detected'; END $$")
        real(sign_up, to, *also)

    monkeypatch.setattr(sign_ups, "_move", move)
    withdraw(sign_up=SignUp.objects.get(volunteer=first))
    states = dict(SignUp.objects.values_list("volunteer", "state"))
    assert states == {first.pk: "withdrawn", second.pk: "waiting", third.pk: "confirmed"}


def test_withdrawals_and_new_places_at_once_never_overbook(make_shift, make_volunteer, leader):
    shift = make_shift(capacity=PLACES)
    people = [make_volunteer(f"志愿{number}") for number in range(30)]
    all_at_once(press, [(shift.pk, one.pk) for one in people])
    placed = list(SignUp.objects.confirmed())

    def leave(pk):
        return withdraw(sign_up=SignUp.objects.get(pk=pk)).state

    def grow(places):
        return change_shift(shift=Shift.objects.get(pk=shift.pk), by=leader.user, capacity=places).capacity

    all_at_once(lambda work, value: work(value), [(leave, one.pk) for one in placed[:5]] + [(grow, PLACES + 4)])
    shift.refresh_from_db()
    assert shift.taken == PLACES + 4 == SignUp.objects.confirmed().filter(shift=shift).count()
    assert SignUp.objects.filter(state="waiting").count() == 30 - 5 - (PLACES + 4)


def test_withdrawing_at_the_same_moment_as_signing_up_leaves_no_place_empty(make_shift, make_volunteer):
    shift = make_shift(capacity=1, withdraw_until=timezone.now() + timedelta(hours=20))
    first = make_volunteer("甲")
    press(shift.pk, first.pk)
    mine = SignUp.objects.get()
    others = [(press, (shift.pk, make_volunteer(f"乙{number}").pk)) for number in range(8)]
    jobs = [*others, (lambda pk: withdraw(sign_up=SignUp.objects.get(pk=pk)), (mine.pk,))]
    all_at_once(lambda work, values: work(*values), jobs)
    shift.refresh_from_db()
    assert shift.taken == 1
    assert SignUp.objects.filter(state="waiting").count() == 7
