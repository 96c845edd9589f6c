"""Forgotten check-outs end at the shift's end, pending, and are asked about."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from lib.refusals import Refused
from office.models import Message
from tests.volunteers.conftest import prove, sign_up
from volunteers import codes
from volunteers.actions import presence, recording, settling
from volunteers.actions.proofs import Sent
from volunteers.models import ServiceRecord, ServiceTotal
from volunteers.tasks import settle_shifts

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def signed(make_shift, leader, volunteer):
    """Two hours that ended three hours ago; checked in, never out."""
    signed = sign_up(make_shift(in_hours=-5, shown_by=leader.user), volunteer)
    prove(signed, "in", signed.starts_at + 10 * MINUTE, leader.user)
    type(signed.proofs.get()).objects.update(received_at=signed.starts_at + 10 * MINUTE)
    return signed


def test_it_is_filed_to_the_end_and_asked_about_once(signed, volunteer):
    for _run in range(3):
        settle_shifts()
    record = ServiceRecord.objects.get()
    assert (record.state, record.minutes, record.source, record.flags) == ("pending", 110, "code", ["forgotten"])
    assert record.ends_at == signed.ends_at
    message = Message.objects.get(user=volunteer.user)
    assert "When did you leave?" in message.text
    assert message.url == f"/volunteer/left/{signed.pk}/"
    signed.shift.refresh_from_db()
    assert signed.shift.closed_at is not None


def test_before_the_time_to_check_out_is_over_nothing_happens(make_shift, leader, volunteer):
    signed = sign_up(make_shift(in_hours=-3.5), volunteer)
    prove(signed, "in", signed.starts_at, leader.user)
    settle_shifts()
    assert not ServiceRecord.objects.exists()


def test_who_checked_out_or_never_came_is_left_alone(make_shift, leader, volunteer, other_volunteer):
    shift = make_shift(in_hours=-5)
    there = sign_up(shift, volunteer)
    prove(there, "in", shift.starts_at, leader.user)
    prove(there, "out", shift.ends_at, leader.user)
    sign_up(shift, other_volunteer)
    settle_shifts()
    assert not ServiceRecord.objects.exists()
    assert not Message.objects.exists()


def test_a_shift_where_proofs_are_still_coming_in_stays_open(signed):
    type(signed.proofs.get()).objects.update(received_at=timezone.now())
    settle_shifts()
    signed.shift.refresh_from_db()
    assert signed.shift.closed_at is None
    assert ServiceRecord.objects.count() == 1


def answer(signed, minutes, token=None):
    left_at = signed.starts_at + minutes * MINUTE
    return settling.say_when_left(sign_up=signed, left_at=left_at, token=token or uuid.uuid4())


def test_the_answer_takes_the_place_of_the_guess_and_the_leader_confirms(signed, volunteer, leader):
    settle_shifts()
    said = answer(signed, 70)
    guess = ServiceRecord.objects.get(replaces__isnull=True)
    assert (guess.state, said.state, said.source, said.minutes) == ("corrected", "pending", "self_report", 60)
    recording.decide(record=said, by=leader.user, verdict="confirm")
    assert ServiceTotal.objects.get(volunteer=volunteer, year=0).minutes == 60


def test_the_same_form_twice_is_one_answer_and_another_answer_replaces_it(signed):
    settle_shifts()
    token = uuid.uuid4()
    assert answer(signed, 70, token) == answer(signed, 90, token)
    assert answer(signed, 100).minutes == 90
    assert list(ServiceRecord.objects.order_by("pk").values_list("state", flat=True)) == [
        "corrected", "corrected", "pending",
    ]  # fmt: skip


def test_what_was_confirmed_meanwhile_is_corrected_by_two(signed, volunteer, leader):
    settle_shifts()
    recording.decide(record=ServiceRecord.objects.get(), by=leader.user, verdict="confirm")
    said = answer(signed, 70)
    assert ServiceTotal.objects.get(volunteer=volunteer, year=0).minutes == 110
    recording.decide(record=said, by=leader.user, verdict="confirm")
    assert ServiceTotal.objects.get(volunteer=volunteer, year=0).minutes == 60


@pytest.mark.parametrize("minutes", [-5, 10, 241])
def test_a_time_outside_is_refused(signed, minutes):
    settle_shifts()
    with pytest.raises(Refused, match="Give a time between"):
        answer(signed, minutes)


def test_nothing_forgotten_nothing_to_say(signed):
    with pytest.raises(Refused, match="Nothing was forgotten"):
        answer(signed, 60)


def test_a_check_out_that_comes_late_from_the_phone_takes_its_place_confirmed(signed, volunteer, leader):
    settle_shifts()
    went = signed.starts_at + 100 * MINUTE
    digits = codes.digits_of(signed.shift.secret.reveal(), signed.shift_id, codes.slot_at(went))
    sent = Sent(id=uuid.uuid4(), by=volunteer.user, now=timezone.now(), device_at=went)
    record = presence.check_by_digits(shift=signed.shift_id, digits=digits, kind="out", sent=sent).record
    assert (record.state, record.source, record.minutes) == ("confirmed", "code", 90)
    assert ServiceRecord.objects.get(replaces__isnull=True).state == "corrected"


def test_a_check_out_after_the_leader_has_decided_is_kept_and_changes_nothing(signed, volunteer, leader):
    settle_shifts()
    recording.decide(record=ServiceRecord.objects.get(), by=leader.user, verdict="confirm")
    went = signed.starts_at + 100 * MINUTE
    digits = codes.digits_of(signed.shift.secret.reveal(), signed.shift_id, codes.slot_at(went))
    sent = Sent(id=uuid.uuid4(), by=volunteer.user, now=timezone.now(), device_at=went)
    outcome = presence.check_by_digits(shift=signed.shift_id, digits=digits, kind="out", sent=sent)
    assert (outcome.state, outcome.record, ServiceRecord.objects.count()) == ("kept", None, 1)
    assert signed.proofs.count() == 2


def test_a_pending_record_that_was_not_guessed_cannot_be_replaced(make_record):
    with pytest.raises(Refused, match="cannot be corrected"):
        recording.record_service(
            volunteer=(first := make_record()).volunteer, service=first.service, starts_at=first.starts_at,
            ends_at=first.ends_at, source="self_report", entered_by=first.entered_by, replaces=first,
        )  # fmt: skip
