"""What is decided about records. The database weighs each decision; here are the bulk, the words and the notices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.refusals import Refused
from office.actions import tell
from volunteers.actions.organizations import address_of
from volunteers.actions.recording import decide
from volunteers.exceptions import exceptions_of
from volunteers.models import Decision, ServiceRecord
from volunteers.refusals import in_words
from volunteers.workflow import RecordState

Verdict = Decision.Verdict


@dataclass(slots=True)
class Outcome:
    """Keys of what is confirmed and of what still waits for others; `apart` are records with the reasons why not."""

    confirmed: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    apart: list[tuple[ServiceRecord, list[Any]]] = field(default_factory=list)


def confirm_many(*, records: Iterable[ServiceRecord], by: User) -> Outcome:
    """Confirm what has nothing remarkable about it, in one statement; everything else is told apart, undecided.

    Remarkable is what has a flag, overlaps, goes beyond the day's limit, corrects something, or may not be decided by
    this person. `records` come from `ServiceRecord.objects.to_weigh()`. What breaks a rule only together with another
    of the same batch is found one by one.
    """
    outcome = Outcome()
    clean = []
    for record, reasons in exceptions_of(records, by):
        if reasons:
            outcome.apart.append((record, reasons))
        else:
            clean.append(record)
    if clean:
        try:
            _confirm_at_once(clean, by, outcome)
        except Refused:
            _confirm_each(clean, by, outcome)
    return outcome


def _confirm_at_once(records: Sequence[ServiceRecord], by: User, outcome: Outcome) -> None:
    at = timezone.now()
    with in_words():
        Decision.objects.bulk_create(
            [Decision(record=record, verdict=Verdict.CONFIRM, by=by, at=at) for record in records]
        )
    _sort(records, outcome)


def _confirm_each(records: Sequence[ServiceRecord], by: User, outcome: Outcome) -> None:
    decided = []
    for record in records:
        try:
            with in_words():
                Decision.objects.create(record=record, verdict=Verdict.CONFIRM, by=by)
            decided.append(record)
        except Refused as refusal:
            outcome.apart.append((record, [refusal.sentence]))
    _sort(decided, outcome)


def _sort(records: Sequence[ServiceRecord], outcome: Outcome) -> None:
    keys = [record.pk for record in records]
    states = dict(ServiceRecord.objects.filter(pk__in=keys).values_list("pk", "state"))
    for key in keys:
        (outcome.confirmed if states[key] == RecordState.CONFIRMED else outcome.waiting).append(key)


@transaction.atomic
def confirm(*, record: ServiceRecord, by: User) -> ServiceRecord:
    """One record, looked at: whatever is remarkable about it was seen."""
    return decide(record=record, by=by, verdict=Verdict.CONFIRM)


@transaction.atomic
def reject(*, record: ServiceRecord, by: User, reason: str) -> ServiceRecord:
    """The record stays, rejected; the volunteer reads why and may object."""
    record = decide(record=record, by=by, verdict=Verdict.REJECT, reason=reason)
    _tell_volunteer(record, _("Your service of %(day)s was not confirmed: %(reason)s"), reason)
    return record


@transaction.atomic
def make_void(*, record: ServiceRecord, by: User, reason: str) -> ServiceRecord:
    """Confirmed hours are taken back by two: the first proposes, the second agrees."""
    record = decide(record=record, by=by, verdict=Verdict.VOID, reason=reason)
    if record.state == RecordState.VOID:
        _tell_volunteer(record, _("Your hours of %(day)s were declared void: %(reason)s"), reason)
    return record


def _tell_volunteer(record: ServiceRecord, sentence: Any, reason: str) -> None:
    words = sentence % {"day": record.day, "reason": reason}
    tell(users=[record.volunteer.user_id], text=words, url=address_of("my_record", record.pk))
