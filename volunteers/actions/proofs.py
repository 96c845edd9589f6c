"""Proofs of presence, and the service that follows from a check-in and a check-out.

Pages, phones that waited for a signal and the roster all end in `keep`: one locked row, one proof, and, once both are
there, one record. Sending the same thing again changes nothing.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db.models import Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib import asked
from lib.refusals import Refused
from lib.sealed import Sealed
from volunteers.actions import recording
from volunteers.attendance import Attendance, Mark
from volunteers.models import Activity, Proof, Service, ServiceRecord, ServiceRule, Shift, SignUp, Volunteer
from volunteers.querysets import SignUpQuerySet
from volunteers.refusals import MAY_NOT, in_words
from volunteers.told import noted_already, told
from volunteers.vocabulary import Flag, Way
from volunteers.workflow import RecordState, SignUpState

# Sent later than this after it was noted, it waited in the phone; until then the two clocks stand side by side.
FRESH = timedelta(minutes=2)
ONCE = "volunteers_servicerecord_once_per_signup"


class OtherContent(Refused):
    """The same random id came before, with something else in it."""


@dataclass(frozen=True)
class Sent:
    """A proof's envelope. `offset` seconds are to be added to the device's clock; without `device_at` it is live."""

    id: UUID
    by: User
    now: datetime
    device_at: datetime | None = None
    offset: int = 0

    @property
    def at(self) -> datetime:
        """When it happened, by our clock; never in the future."""
        return self.now if self.device_at is None else min(self._corrected, self.now)

    @property
    def waited(self) -> bool:
        return self.device_at is not None and self.now - self._corrected > FRESH

    @property
    def is_ahead(self) -> bool:
        return self.device_at is not None and self._corrected - self.now > FRESH

    @property
    def _corrected(self) -> datetime:
        return self.device_at + timedelta(seconds=self.offset)


@dataclass(frozen=True)
class Outcome:
    """`state`: kept, already (it was there before), or waiting (a check-out whose check-in has not come yet)."""

    state: str
    sentence: str
    sign_up: SignUp
    record: ServiceRecord | None = None


class _Prepare(Exception):
    def __init__(self, write: Callable[[], object]):
        self.write = write


@dataclass(frozen=True)
class _How:
    """How the record is filed; changed when the database refuses the first way."""

    vouch: bool = True
    file: bool = True
    replaces: ServiceRecord | None = None


@dataclass(frozen=True)
class Place:
    """Whose place in which shift: an account's own, or a volunteer's on the roster."""

    shift: int
    user: int | None = None
    volunteer: int | None = None

    def lock(self) -> int | None:
        """The sign-up, locked. A look is another statement: one sees what stood when it began, not at its lock."""
        by_user = self.user is not None
        found = asked.rows(_locked, (self.shift, self.user if by_user else self.volunteer), by_user)
        return found[0][0] if found else None

    def record(self) -> ServiceRecord | None:
        """What is in the books for it, without what corrects that."""
        mine = SignUp.objects.filter(shift=self.shift)
        mine = mine.filter(volunteer=self.volunteer) if self.user is None else mine.filter(volunteer__user=self.user)
        standing = ServiceRecord.objects.filter(sign_up__in=mine.values("pk"), replaces__isnull=True)
        return standing.exclude(state__in=[RecordState.REJECTED, RecordState.VOID]).first()


def keep(place: Place, sent: Sent, kind: str, prove: Callable[[SignUp, Attendance], dict], said: str) -> Outcome:
    """Note a proof, and file the record when it completes one. Raises Refused; nothing is kept then.

    `kind` is in or out; `prove` returns the proof's fields or refuses; `said` is what was shown or typed, for the
    digest.
    """
    how = _How()
    while True:
        try:
            return _keep(place, sent, kind, prove, said, how)
        except _Prepare as first:
            first.write()
        except Refused as refusal:
            how = _another_way(how, refusal, place)


def _another_way(how: _How, refusal: Refused, place: Place) -> _How:
    name = refusal.details.get("constraint")
    if name in MAY_NOT and how.vouch:
        # Who showed the code leads no longer: somebody else confirms.
        return replace(how, vouch=False)
    if name != ONCE or how.replaces or not how.file:
        raise refusal
    standing = place.record()
    is_guess = standing and standing.state == RecordState.PENDING and Flag.FORGOTTEN in standing.flags
    return replace(how, replaces=standing) if is_guess else replace(how, file=False)


def _keep(place: Place, sent: Sent, kind: str, prove, said: str, how: _How) -> Outcome:
    with in_words():
        found = _found(place.lock(), sent.id)
        attendance = Attendance.of(found)
        digest = _digest(found, kind, sent, said)
        if found.known is not None and found.known != digest:
            raise OtherContent(_("Something else was sent under this number before. It was not changed."))
        if kind in attendance.marks:
            return Outcome("already", noted_already(kind, attendance.marks[kind]), found)
        _must_stand(found)
        _prepare(found, attendance, kind)
        proof = Proof(
            id=sent.id, sign_up=found, kind=kind, sent_by=sent.by, received_at=sent.now, device_at=sent.device_at,
            clock_offset=None if sent.device_at is None else sent.offset, digest=digest, **prove(found, attendance),
        )  # fmt: skip
        if sent.is_ahead:
            proof.flag = proof.flag or Flag.CLOCK
        if sent.now > attendance.ends_at + timedelta(hours=attendance.rule.sync_within):
            proof.flag = proof.flag or Flag.LATE_SYNC
        attendance.check(kind, proof.at)
        after = attendance.with_mark(kind, Mark(proof.at, proof.way, proof.flag, proof.vouched_by_id))
        proof.save(force_insert=True)
        record = _file(found, after, sent, how)
    return Outcome(*told(kind, proof, after, record), found, record)


def _found(pk: int | None, proof: UUID) -> SignUp:
    """The sign-up with its shift, person, proofs and rule; and `known`, the digest of a proof with that id."""
    rows = asked.rows(_look, (pk, proof)) if pk else None
    if not rows:
        raise Refused(_("You have no place in this shift. Ask the leader to enter you on the roster."))
    of_sign_up, of_volunteer, of_shift, of_activity, rest = _parts(rows[0])
    found = SignUp(pk=pk, **of_sign_up)
    found.volunteer = Volunteer(pk=found.volunteer_id, **of_volunteer)
    secret = Sealed(kind="shift_secret", sealed=of_shift.pop("secret"))
    found.shift = Shift(pk=found.shift_id, secret=secret, **of_shift)
    found.shift.activity = Activity(**of_activity)
    proofs, rule, service, found.is_own_leader, found.known = rest
    found.proof_rows = [json.loads(one) for one in proofs]
    found.rule_row, found.service_row = (row and json.loads(row) for row in (rule, service))
    return found


def _parts(row: tuple) -> tuple:
    parts, begin = [], 0
    for names in (OF_SIGN_UP, OF_VOLUNTEER, OF_SHIFT, OF_ACTIVITY):
        parts.append(dict(zip(names, row[begin : begin + len(names)], strict=True)))
        begin += len(names)
    return *parts, row[begin:]


OF_SIGN_UP = ("state", "starts_at", "ends_at", "shift_id", "volunteer_id")
OF_VOLUNTEER = ("user_id", "state")
OF_SHIFT = ("secret", "shown_by_id", "closed_at", "is_cancelled", "activity_id")
OF_ACTIVITY = ("id", "radius_m", "by_location")


def _locked(by_user: bool) -> SignUpQuerySet:
    """Values: the shift; the account or the volunteer."""
    whose = {"volunteer__user" if by_user else "volunteer": asked.number(1)}
    places = SignUp.objects.filter(shift=asked.number(0), **whose)
    return places.select_for_update(of=("self",), no_key=True).order_by().values_list("pk")


def _look() -> SignUpQuerySet:
    """Values: the sign-up, the proof's id."""
    known = Subquery(Proof.objects.filter(pk=asked.identifier(1)).values("digest"))
    return (
        SignUp.objects.filter(pk=asked.number(0))
        .with_presence()
        .annotate(known=known)
        .values_list(
            *OF_SIGN_UP,
            *(f"volunteer__{name}" for name in OF_VOLUNTEER),
            *(f"shift__{name}" for name in OF_SHIFT),
            *(f"shift__activity__{name}" for name in OF_ACTIVITY),
            "proof_rows", "rule_row", "service_row", "is_own_leader", "known",
        )
    )  # fmt: skip


def _must_stand(found: SignUp) -> None:
    if found.shift.is_cancelled:
        raise Refused(_("This shift was cancelled."))
    if found.state != SignUpState.CONFIRMED:
        raise Refused(_("You have no place in this shift. Ask the leader to enter you on the roster."))
    if not found.volunteer.is_active:
        raise Refused(_("This registration as a volunteer no longer stands."))


def _prepare(found: SignUp, attendance: Attendance, kind: str) -> None:
    if kind == Proof.Kind.IN and found.shift.closed_at is not None:
        # Settled without this check-in: settle again, so that a missing check-out is asked about.
        raise _Prepare(partial(Shift.objects.filter(pk=found.shift_id).update, closed_at=None))
    if attendance.marks and found.service_row is None:
        raise _Prepare(partial(recording.snapshot_of, shift=Shift(pk=found.shift_id)))


def _file(found: SignUp, attendance: Attendance, sent: Sent, how: _How) -> ServiceRecord | None:
    if len(attendance.marks) < 2 or not how.file:
        return None
    served = attendance.served()
    if served is None:
        raise Refused(_("Nothing counts yet: check out when you have served a while in the shift's own hours."))
    voucher = attendance.went.vouched_by if how.vouch and _is_vouched(found, attendance) else None
    record = recording.draft(
        volunteer=found.volunteer, service=service_of(found), sign_up=found, starts_at=served.starts_at,
        ends_at=served.ends_at, minutes=served.minutes, measured=served.measured, source=served.source,
        flags=served.flags, entered_by=sent.by, replaces=how.replaces,
    )  # fmt: skip
    record.vouched_by_id = voucher
    return recording.enter(record)


def _is_vouched(found: SignUp, attendance: Attendance) -> bool:
    """Whether the one who showed the code or kept the roster stands for it.

    Nobody does for themself; and whoever leads could read the code off their own phone, so it proves nothing of them.
    """
    marks = (attendance.came, attendance.went)
    if attendance.served().is_doubtful or any(mark.vouched_by in (None, found.volunteer.user_id) for mark in marks):
        return False
    return not (found.is_own_leader and any(mark.way == Way.CODE for mark in marks))


def service_of(found: SignUp) -> Service:
    """The shift's snapshot, from the row that `with_presence` read."""
    row = {**found.service_row, "due_on": date.fromisoformat(found.service_row["due_on"])}
    service = Service(pk=row.pop("id"), **row)
    service.rule = ServiceRule(pk=service.rule_id, step=found.rule_row["step"])
    return service


def _digest(found: SignUp, kind: str, sent: Sent, said: str) -> str:
    device_at = sent.device_at and sent.device_at.timestamp()
    said = repr((found.pk, str(kind), sent.by.pk, device_at, said))
    return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()
