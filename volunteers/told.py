"""What people are told about a check-in or a check-out."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from volunteers.attendance import Attendance, Mark, clock
from volunteers.models import Proof, ServiceRecord
from volunteers.workflow import RecordState


def noted_already(kind: str, mark: Mark) -> str:
    words = _("Checked in at %(time)s already.") if kind == Proof.Kind.IN else _("Checked out at %(time)s already.")
    return words % {"time": clock(mark.at)}


def told(kind: str, proof: Proof, attendance: Attendance, record: ServiceRecord | None) -> tuple[str, Any]:
    """The outcome's state and its sentence."""
    time = {"time": clock(proof.at)}
    if len(attendance.marks) < 2 and kind == Proof.Kind.OUT:
        return "waiting", _("Check-out at %(time)s kept. It counts once the check-in is here.") % time
    if len(attendance.marks) < 2:
        return "kept", _("Checked in at %(time)s.") % time
    if record is None:
        return "kept", _("Kept. This shift is in the books already; the leader sees the time.")
    if record.state == RecordState.CONFIRMED:
        words = ngettext(
            "Checked out at %(time)s. %(minutes)s minute is confirmed.",
            "Checked out at %(time)s. %(minutes)s minutes are confirmed.",
            record.minutes,
        )
    else:
        words = ngettext(
            "Checked out at %(time)s. %(minutes)s minute waits for the leader.",
            "Checked out at %(time)s. %(minutes)s minutes wait for the leader.",
            record.minutes,
        )
    return "kept", words % {"time": clock(attendance.went.at), "minutes": record.minutes}
