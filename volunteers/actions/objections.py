"""A volunteer objects; the organization checks, answers by a day, and corrects (M67 art. 13)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.refusals import Forbidden, Invalid, Refused
from lib.saying import says_something
from office.actions import tell
from volunteers.actions.decisions import make_void
from volunteers.actions.organizations import address_of, leaders_of
from volunteers.actions.recording import draft, enter, snapshot_of
from volunteers.models import Objection, ServiceRecord, Shift, Volunteer
from volunteers.policies import standing_of
from volunteers.refusals import in_words
from volunteers.rulebook import rule_on, workdays_after
from volunteers.vocabulary import Source
from volunteers.workflow import OBJECTION_MOVES, ObjectionState, RecordState

Kind = Objection.Kind


@dataclass(frozen=True, slots=True)
class Times:
    """From when to when, and the minutes that count (None: all between the two)."""

    starts_at: datetime
    ends_at: datetime
    minutes: int | None = None


@transaction.atomic
def object_to(
    *,
    volunteer: Volunteer,
    kind: Kind,
    text: str,
    record: ServiceRecord | None = None,
    shift: Shift | None = None,
) -> Objection:
    """About an own record, or a shift for which there is none. The answer is due within the rule's working days."""
    if record is not None and record.volunteer_id != volunteer.pk:
        raise Forbidden(_("Only about your own hours."))
    if record is None and shift is None:
        raise Invalid(_("Say which record or which shift this is about."))
    organization = record.organization if record else shift.activity.organization
    today = timezone.localdate()
    with in_words():
        objection = Objection.objects.create(
            volunteer=volunteer, kind=kind, record=record, shift=shift, organization=organization,
            text=text.strip(), due_on=workdays_after(today, rule_on(today).answer_within),
        )  # fmt: skip
    tell(
        users=leaders_of(organization),
        text=_("A volunteer objects to a record. Please answer by %(day)s.") % {"day": objection.due_on},
        url=address_of("lead_objections"),
    )
    return objection


@transaction.atomic
def withdraw_objection(*, objection: Objection) -> Objection:
    """By the volunteer. Withdrawing twice changes nothing."""
    objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if objection.state == ObjectionState.WITHDRAWN:
        return objection
    _must_move(objection, ObjectionState.WITHDRAWN)
    objection.state = ObjectionState.WITHDRAWN
    objection.save(update_fields=["state"])
    return objection


@transaction.atomic
def refuse_objection(*, objection: Objection, by: User, answer: str) -> Objection:
    """The record stays as it is; the answer says why."""
    return _answer(_locked(objection, by, ObjectionState.REFUSED), ObjectionState.REFUSED, by, answer)


@transaction.atomic
def accept_objection(*, objection: Objection, by: User, answer: str, times: Times | None = None) -> Objection:
    """What was wrong is put right by a new row with `times`, which somebody else confirms; without times the record
    is proposed to be void."""
    objection = _locked(objection, by, ObjectionState.ACCEPTED)
    if times is not None:
        objection.correction = _correction(objection, by, answer, times)
    elif objection.record is not None and objection.record.state == RecordState.CONFIRMED:
        make_void(record=objection.record, by=by, reason=answer)
    else:
        raise Invalid(_("Give the right times."))
    return _answer(objection, ObjectionState.ACCEPTED, by, answer)


@transaction.atomic
def correct_service(
    *, record: ServiceRecord, by: User, times: Times, note: str, evidence_note: str = ""
) -> ServiceRecord:
    """A new row in place of a confirmed or rejected one. It counts once somebody else has confirmed it.

    The source is what it now rests on: the leader's word, or the office's with evidence.
    """
    held = standing_of(by, record.organization_id)
    if not held or record.volunteer.user_id == by.pk:
        raise Forbidden(_("You do not lead this organization, and hold no post over it."))
    return _in_place_of(record, by, times, note, evidence_note, is_office=held == "office")


def _in_place_of(
    record: ServiceRecord, by: User, times: Times, note: str, evidence_note: str, *, is_office: bool
) -> ServiceRecord:
    if not says_something(note):
        raise Invalid(_("Say what was wrong."))
    values = {
        "volunteer": record.volunteer, "service": record.service, "starts_at": times.starts_at,
        "ends_at": times.ends_at, "minutes": times.minutes, "entered_by": by, "note": note.strip()[:500],
        "source": Source.BACK_OFFICE if is_office else Source.ROSTER, "evidence_note": evidence_note.strip(),
        "sign_up": record.sign_up, "replaces": record,
    }  # fmt: skip
    correction = draft(**values)
    with in_words():
        enter(correction)
    return correction


def _correction(objection: Objection, by: User, answer: str, times: Times) -> ServiceRecord:
    is_office = standing_of(by, objection.organization_id) == "office"
    evidence = str(_("Objection %(number)s of %(day)s")) % {
        "number": objection.pk,
        "day": timezone.localdate(objection.created_at),
    }
    if objection.record is not None:
        return _in_place_of(objection.record, by, times, answer, evidence, is_office=is_office)
    correction = draft(
        volunteer=objection.volunteer, service=snapshot_of(shift=objection.shift), starts_at=times.starts_at,
        ends_at=times.ends_at, minutes=times.minutes, entered_by=by, note=answer.strip(), evidence_note=evidence,
        source=Source.BACK_OFFICE if is_office else Source.ROSTER,
    )  # fmt: skip
    with in_words():
        enter(correction)
    return correction


def _locked(objection: Objection, by: User, to: ObjectionState) -> Objection:
    objection = (
        Objection.objects.select_for_update(of=("self",))
        .select_related("record__service__rule", "record__volunteer", "volunteer", "shift")
        .get(pk=objection.pk)
    )
    if objection.volunteer.user_id == by.pk:
        raise Forbidden(_("Somebody else answers your own objection."))
    if not standing_of(by, objection.organization_id):
        raise Forbidden(_("You do not lead this organization, and hold no post over it."))
    _must_move(objection, to)
    return objection


def _must_move(objection: Objection, to: ObjectionState) -> None:
    if to not in OBJECTION_MOVES[ObjectionState(objection.state)]:
        raise Refused(_("This was dealt with already. Please reload the page to see how."))


def _answer(objection: Objection, to: ObjectionState, by: User, answer: str) -> Objection:
    objection.state, objection.answer = to, answer.strip()
    objection.answered_by, objection.answered_at = by, timezone.now()
    with in_words():
        objection.save(update_fields=["state", "answer", "answered_by", "answered_at", "correction"])
    words: Any = _("Your objection was accepted: %(answer)s")
    if to == ObjectionState.REFUSED:
        words = _("Your objection was not accepted: %(answer)s")
    target = address_of("my_record", objection.record_id) if objection.record_id else address_of("my_hours")
    tell(users=[objection.volunteer.user_id], text=words % {"answer": objection.answer}, url=target)
    return objection
