"""The leader's list of a shift: who has a place, who is there, what is in the books. Names are masked, in-house."""

from dataclasses import dataclass

from volunteers.attendance import Attendance
from volunteers.models import ServiceRecord, Shift, SignUp
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


def roster_of(shift: Shift) -> list[Row]:
    """In the order of arrival; two statements."""
    places = (
        SignUp.objects.confirmed()
        .filter(shift=shift)
        .select_related("volunteer__user__identity")
        .with_presence()
        .order_by("queued_at", "pk")
    )
    records = _records(shift)
    return [
        Row(
            volunteer=place.volunteer_id,
            name=_name(place),
            number=place.volunteer.number,
            companions=place.companions,
            walked_up=place.walked_up,
            attendance=Attendance.of(place),
            record=records.get(place.pk),
        )
        for place in places
    ]


def _records(shift: Shift) -> dict[int, ServiceRecord]:
    """By sign-up: the one that stands, a correction before what it corrects."""
    mine = ServiceRecord.objects.filter(service__shift=shift, sign_up__isnull=False)
    standing = mine.exclude(state__in=[RecordState.CORRECTED, RecordState.VOID]).order_by("pk")
    return {record.sign_up_id: record for record in standing.only("sign_up_id", "state", "minutes", "flags")}


def _name(place: SignUp) -> str:
    """As the law has it, masked; the display name where there is no identity."""
    identity = getattr(place.volunteer.user, "identity", None)
    return str(identity.name) if identity else place.volunteer.user.display_name or place.volunteer.number
