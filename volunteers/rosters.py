"""The leader's list of a shift: who has a place, who is there, what is in the books. Names are masked, in-house."""

import json
from dataclasses import dataclass
from types import SimpleNamespace

from django.db.models import QuerySet

from accounts.models import User
from lib import asked
from lib.sealed import Sealed
from volunteers.attendance import Attendance
from volunteers.models import Activity, ServiceRecord, Shift, SignUp
from volunteers.workflow import RecordState


@dataclass(frozen=True)
class Row:
    volunteer: int
    name: str
    number: str
    companions: int
    walked_up: bool
    attendance: Attendance
    record: ServiceRecord | None

    @property
    def came_later(self) -> bool:
        """Something of it waited in a phone."""
        return any(mark.came_later for mark in self.attendance.marks.values())


OF_SHIFT = ("pk", "starts_at", "ends_at")
OF_ACTIVITY = ("title", "title_en", "risk_notice", "risk_notice_en")
OF_RECORD = ("sign_up_id", "pk", "state", "minutes", "flags")


def shift_led(user: User, pk: int) -> Shift | None:
    """What the roster shows of a shift that this person leads, by a prepared statement: planning takes the longest."""
    rows = asked.rows(_led, (user.pk, pk))
    if not rows:
        return None
    row = rows[0]
    shift = Shift(**dict(zip(OF_SHIFT, row, strict=False)))
    shift.activity = Activity(**dict(zip(OF_ACTIVITY, row[len(OF_SHIFT) :], strict=True)))
    return shift


def roster_of(shift: Shift) -> list[Row]:
    """In the order of arrival; two statements."""
    records = _records(shift)
    return [_row(values, records) for values in asked.rows(_places, (shift.pk,))]


def _row(values: tuple, records: dict[int, ServiceRecord]) -> Row:
    pk, volunteer, number, sealed, display_name, companions, walked_up, starts_at, ends_at, proofs, rule = values
    presence = SimpleNamespace(
        starts_at=starts_at, ends_at=ends_at, proof_rows=[json.loads(one) for one in proofs],
        rule_row=rule and json.loads(rule),
    )  # fmt: skip
    return Row(
        volunteer=volunteer,
        # As the law has it, masked; the display name where there is no identity.
        name=str(Sealed(kind="name", sealed=sealed)) if sealed else display_name or number,
        number=number,
        companions=companions,
        walked_up=walked_up,
        attendance=Attendance.of(presence),
        record=records.get(pk),
    )


def _records(shift: Shift) -> dict[int, ServiceRecord]:
    """By sign-up: the one that stands, a correction before what it corrects."""
    rows = asked.rows(_standing, (shift.pk,))
    return {row[0]: ServiceRecord(**dict(zip(OF_RECORD, row, strict=True))) for row in rows}


def _led() -> QuerySet:
    """Values: the account, the shift."""
    shifts = Shift.objects.led_by(asked.number(0)).filter(pk=asked.number(1)).order_by()
    return shifts.values_list(*OF_SHIFT, *(f"activity__{name}" for name in OF_ACTIVITY))


def _places() -> QuerySet:
    """Values: the shift."""
    places = SignUp.objects.confirmed().filter(shift=asked.number(0)).with_presence().order_by("queued_at", "pk")
    return places.values_list(
        "pk", "volunteer_id", "volunteer__number", "volunteer__user__identity__name", "volunteer__user__display_name",
        "companions", "walked_up", "starts_at", "ends_at", "proof_rows", "rule_row",
    )  # fmt: skip


def _standing() -> QuerySet:
    """Values: the shift."""
    mine = ServiceRecord.objects.filter(service__shift=asked.number(0), sign_up__isnull=False)
    standing = mine.exclude(state__in=[RecordState.CORRECTED, RecordState.VOID])
    return standing.order_by("pk").values_list(*OF_RECORD)
