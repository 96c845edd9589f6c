"""A phone sends what waited in it: once or ten times, in any order, with a wrong clock, with a bad item in it."""

import threading
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.volunteers.conftest import sign_up
from volunteers import codes, passes
from volunteers.models import Proof, ServiceRecord

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def signed(make_shift, leader, volunteer):
    """A place in a shift of two hours that ended half an hour ago."""
    return sign_up(make_shift(in_hours=-2.5, capacity=50, shown_by=leader.user), volunteer)


def item(signed, kind, minutes, *, wrong_by=timedelta(0), **values):
    """Noted so many minutes after the shift's beginning, by a clock that was wrong then."""
    at = signed.starts_at + minutes * MINUTE
    shift = signed.shift
    return {
        "id": str(uuid.uuid4()), "kind": kind, "shift": shift.pk, "device_at": (at + wrong_by).isoformat(),
        "digits": codes.digits_of(shift.secret.reveal(), shift.pk, codes.slot_at(at)), **values,
    }  # fmt: skip


def send(user, *items, device_now=None, client=None, **values):
    body = {"pass": passes.issue(user), "device_now": (device_now or timezone.now()).isoformat(), "items": items}
    answer = (client or Client()).post(reverse("volunteer_sync"), {**body, **values}, content_type="application/json")
    return answer


def states(answer):
    assert answer.status_code == 200, answer.content
    return {row["id"]: row["state"] for row in answer.json()["answers"]}


def test_a_shift_without_a_signal_ends_in_one_confirmed_record(signed, volunteer, leader):
    came, went = item(signed, "in", 5), item(signed, "out", 115)
    answer = send(volunteer.user, came, went)
    assert states(answer) == {came["id"]: "kept", went["id"]: "kept"}
    record = ServiceRecord.objects.get()
    assert (record.state, record.minutes, record.flags) == ("confirmed", 110, [])
    told = next(row for row in answer.json()["answers"] if row["id"] == went["id"])
    assert (told["record_state"], told["minutes"]) == ("confirmed", 110)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_retried_in_any_order_is_kept_once(signed, make_volunteer, data):
    somebody = make_volunteer("陈小雨")
    theirs = sign_up(signed.shift, somebody)
    pair = [item(theirs, "in", 5), item(theirs, "out", 115)]
    for batch in data.draw(st.lists(st.lists(st.sampled_from(pair), max_size=3), max_size=4)):
        assert set(states(send(somebody.user, *batch)).values()) <= {"kept", "already", "waiting"}
    send(somebody.user, *pair)
    assert Proof.objects.filter(sign_up=theirs).count() == 2
    assert ServiceRecord.objects.get(sign_up=theirs).minutes == 110


def test_one_bad_item_leaves_the_rest(signed, volunteer):
    good = item(signed, "in", 5)
    bad = [
        item(signed, "in", 5, digits="12"), item(signed, "dance", 5), item(signed, "out", 5, shift=0), 7,
        item(signed, "out", 90, id="no-uuid"), item(signed, "tick_out", 90), {"id": "x"},
        item(signed, "out", 90, device_at="0001-01-01T00:00:00+14:00"), item(signed, "in", 5, shift=10**12),
        item(signed, "out", 90, code="nonsense"),
    ]  # fmt: skip
    answer = send(volunteer.user, *bad[:5], good, *bad[5:])
    assert states(answer)[good["id"]] == "kept"
    assert [row["state"] for row in answer.json()["answers"]].count("refused") == len(bad)
    assert Proof.objects.get().pk == uuid.UUID(good["id"])


def test_the_same_id_with_other_content_is_refused_and_the_first_stays(signed, volunteer):
    came = item(signed, "in", 5)
    send(volunteer.user, came)
    other = item(signed, "out", 60, id=came["id"])
    answer = send(volunteer.user, other)
    assert states(answer) == {came["id"]: "refused"}
    assert "was not changed" in answer.json()["answers"][0]["sentence"]
    assert Proof.objects.get().kind == "in"


@pytest.mark.parametrize("wrong", [timedelta(minutes=-43), timedelta(hours=8), timedelta(days=-400)])
def test_a_wrong_clock_is_measured_and_corrected(signed, volunteer, wrong):
    pair = [item(signed, kind, at, wrong_by=wrong) for kind, at in (("in", 5), ("out", 115))]
    send(volunteer.user, *pair, device_now=timezone.now() + wrong)
    record = ServiceRecord.objects.get()
    assert (record.minutes, record.state, record.flags) == (110, "confirmed", [])
    assert abs(Proof.objects.first().clock_offset + wrong.total_seconds()) <= 2


def test_a_clock_that_was_set_right_in_between_counts_by_the_code_and_is_marked(signed, volunteer):
    pair = [item(signed, kind, at, wrong_by=timedelta(minutes=-25)) for kind, at in (("in", 5), ("out", 115))]
    send(volunteer.user, *pair)
    record = ServiceRecord.objects.get()
    assert (record.state, record.flags) == ("pending", ["clock"])
    assert abs(record.minutes - 110) <= 1


def test_digits_that_never_were_shown_are_refused(signed, volunteer):
    fits = {codes.digits_of(signed.shift.secret.reveal(), signed.shift_id, codes.slot_at(signed.starts_at) + slot)
            for slot in range(-500, 500)}  # fmt: skip
    never = next(digits for digits in (f"{number:06}" for number in range(10**6)) if digits not in fits)
    assert set(states(send(volunteer.user, item(signed, "in", 5, digits=never))).values()) == {"refused"}


def test_an_old_code_sent_as_if_it_were_now_is_refused(make_shift, leader, volunteer):
    signed = sign_up(make_shift(in_hours=-1, shown_by=leader.user), volunteer)
    now = timezone.now()
    stale = item(signed, "in", 5, device_at=now.isoformat())
    assert set(states(send(volunteer.user, stale, device_now=now)).values()) == {"refused"}


def test_the_codes_own_time_counts_from_the_qr(signed, volunteer):
    came = item(signed, "in", 5)
    code = codes.code_of(signed.shift.secret.reveal(), signed.shift_id, codes.slot_at(signed.starts_at + 5 * MINUTE))
    del came["digits"]
    assert states(send(volunteer.user, {**came, "code": str(code)})) == {came["id"]: "kept"}
    forged = {**item(signed, "out", 90), "code": str(code._replace(slot=code.slot + 170))}
    del forged["digits"]
    assert states(send(volunteer.user, forged)) == {forged["id"]: "refused"}


def test_too_many_tries_are_kept_in_the_phone(signed, volunteer):
    wrong = [item(signed, "in", 5, digits="000000") for _try in range(5)]
    send(volunteer.user, *wrong)
    right = item(signed, "in", 5)
    assert states(send(volunteer.user, right)) == {right["id"]: "later"}


def test_the_leader_ticks_without_a_signal(signed, volunteer, leader, other_volunteer):
    pair = [item(signed, kind, at, volunteer=volunteer.pk) for kind, at in (("tick_in", 0), ("tick_out", 120))]
    assert set(states(send(other_volunteer.user, *pair)).values()) == {"refused"}
    assert set(states(send(leader.user, *pair)).values()) == {"kept"}
    assert (ServiceRecord.objects.get().state, ServiceRecord.objects.get().source) == ("confirmed", "roster")


def test_long_after_the_shift_it_counts_but_a_person_looks(signed, volunteer):
    with time_machine.travel(signed.ends_at + timedelta(hours=73), tick=True):
        send(volunteer.user, item(signed, "in", 5), item(signed, "out", 115))
    record = ServiceRecord.objects.get()
    assert (record.state, record.flags) == ("pending", ["late_sync"])


# --- who may send


def test_neither_pass_nor_session_is_refused(signed):
    answer = Client().post(
        reverse("volunteer_sync"),
        {"device_now": timezone.now().isoformat(), "items": []},
        content_type="application/json",
    )
    assert answer.status_code == 403
    assert "stays in the phone" in answer.json()["detail"]


@pytest.mark.parametrize("bad", ["", "x", "a:b:c", 7, None])
def test_a_forged_pass_is_refused(signed, volunteer, bad):
    assert send(volunteer.user, item(signed, "in", 5), **{"pass": bad}).status_code == 403
    assert not Proof.objects.exists()


def test_a_pass_holds_for_a_week_and_not_for_a_closed_account(signed, volunteer):
    came, text = item(signed, "in", 5), passes.issue(volunteer.user)
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=True):
        assert send(volunteer.user, came, **{"pass": text}).status_code == 403
    volunteer.user.is_active = False
    volunteer.user.save(update_fields=["is_active"])
    assert send(volunteer.user, came).status_code == 403


def test_a_session_needs_its_csrf_token(signed, volunteer):
    body = {"device_now": timezone.now().isoformat(), "items": [item(signed, "in", 5)]}
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(volunteer.user)
    assert strict.post(reverse("volunteer_sync"), body, content_type="application/json").status_code == 403
    plain = Client()
    plain.force_login(volunteer.user)
    assert set(states(plain.post(reverse("volunteer_sync"), body, content_type="application/json")).values()) == {
        "kept"
    }


@pytest.mark.parametrize("body", ["", "[]", "{", '"x"', '{"items": 7}', '{"items": [], "device_now": "soon"}'])
def test_what_is_no_batch_is_400_or_403(signed, volunteer, body):
    plain = Client()
    plain.force_login(volunteer.user)
    assert plain.post(reverse("volunteer_sync"), body, content_type="application/json").status_code == 400
    assert Client().post(reverse("volunteer_sync"), body, content_type="application/json").status_code in (400, 403)


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"a":' * 900 + "1" + "}" * 900, '{"pass": ' + "[" * 40 + "]" * 40 + "}"]
)
def test_nesting_without_end_is_400(signed, body):
    answer = Client().post(reverse("volunteer_sync"), body, content_type="application/json")
    assert answer.status_code == 400
    assert "nested too deeply" in answer.json()["detail"]


def test_a_body_without_end_is_400(signed):
    answer = Client().post(reverse("volunteer_sync"), "[" + "1," * 600_000 + "1]", content_type="application/json")
    assert (answer.status_code, "in parts" in answer.json()["detail"]) == (400, True)


@pytest.mark.parametrize("where", ["id", "kind", "who", "device_at", "digits", "more"])
def test_half_a_character_costs_the_other_items_nothing(signed, volunteer, where):
    good = item(signed, "in", 5)
    answer = send(volunteer.user, good, item(signed, "in", 6) | {where: "\ud800"})
    assert states(answer)[good["id"]] == "kept"
    assert "\ud800" not in answer.content.decode()
    assert Proof.objects.get().pk == uuid.UUID(good["id"])


def test_half_a_character_as_a_pass_is_403(signed, volunteer):
    assert send(volunteer.user, item(signed, "in", 5), **{"pass": "\ud800:a:b"}).status_code == 403


@pytest.mark.parametrize("name", ["x" * 50, None, ["a"], {"a": 1}, "<b>", "\ud800"])
def test_an_id_that_is_none_is_not_repeated(signed, volunteer, name):
    [answer] = send(volunteer.user, item(signed, "in", 5, id=name)).json()["answers"]
    assert (answer["id"], answer["state"]) == ("", "refused")


def test_more_than_a_hundred_items_are_not_one_batch(signed, volunteer):
    assert send(volunteer.user, *[{"id": str(number)} for number in range(101)]).status_code == 400


def test_it_is_only_posted_to(client):
    assert client.get(reverse("volunteer_sync")).status_code in (403, 405)


# --- at the same time


@pytest.mark.django_db(transaction=True)
def test_two_phones_and_two_sendings_at_once_keep_one_of_each(signed, volunteer):
    came, went = item(signed, "in", 5), item(signed, "out", 115)
    other_phone = [item(signed, "in", 6), item(signed, "out", 110)]
    start, found = threading.Barrier(6), []

    def phone(items):
        try:
            start.wait(timeout=10)
            found.append(send(volunteer.user, *items).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=phone, args=(items,)) for items in [[came, went]] * 3 + [other_phone] * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert found == [200] * 6
    assert (Proof.objects.count(), ServiceRecord.objects.count()) == (2, 1)
    assert ServiceRecord.objects.get().state == "confirmed"
