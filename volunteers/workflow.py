"""States and the moves between them, as tables. The database's triggers and the refusals read the same ones."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VolunteerState(TextChoices):
    ACTIVE = "active", _("Active")
    LEFT = "left", _("Left")
    MERGED = "merged", _("Merged into another registration")


class OrganizationState(TextChoices):
    APPLIED = "applied", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Not approved")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Closed")


class MembershipState(TextChoices):
    APPLIED = "applied", _("Asked to join")
    ACTIVE = "active", _("Member")
    REJECTED = "rejected", _("Not admitted")
    LEFT = "left", _("Left")


class ActivityState(TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open for sign-up")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    CANCELLED = "cancelled", _("Cancelled")


class SignUpState(TextChoices):
    APPLIED = "applied", _("Waiting for the leader's answer")
    WAITING = "waiting", _("On the waiting list")
    CONFIRMED = "confirmed", _("Has a place")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REJECTED = "rejected", _("Not accepted")
    CANCELLED = "cancelled", _("Shift cancelled")


class RecordState(TextChoices):
    PENDING = "pending", _("Waiting for confirmation")
    CONFIRMED = "confirmed", _("Confirmed")
    REJECTED = "rejected", _("Rejected")
    CORRECTED = "corrected", _("Replaced by a correction")
    VOID = "void", _("Void")


class ObjectionState(TextChoices):
    OPEN = "open", _("Waiting for the answer")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


VOLUNTEER_MOVES = {
    VolunteerState.ACTIVE: {VolunteerState.LEFT, VolunteerState.MERGED},
    VolunteerState.LEFT: {VolunteerState.ACTIVE, VolunteerState.MERGED},
    # A merge can be undone, months later too.
    VolunteerState.MERGED: {VolunteerState.ACTIVE, VolunteerState.LEFT},
}
ORGANIZATION_MOVES = {
    OrganizationState.APPLIED: {OrganizationState.APPROVED, OrganizationState.REJECTED},
    OrganizationState.APPROVED: {OrganizationState.SUSPENDED, OrganizationState.CLOSED},
    OrganizationState.REJECTED: {OrganizationState.APPLIED},
    OrganizationState.SUSPENDED: {OrganizationState.APPROVED, OrganizationState.CLOSED},
    OrganizationState.CLOSED: set(),
}
MEMBERSHIP_MOVES = {
    MembershipState.APPLIED: {MembershipState.ACTIVE, MembershipState.REJECTED, MembershipState.LEFT},
    MembershipState.ACTIVE: {MembershipState.LEFT},
    MembershipState.REJECTED: {MembershipState.APPLIED},
    MembershipState.LEFT: {MembershipState.APPLIED, MembershipState.ACTIVE},
}
ACTIVITY_MOVES = {
    ActivityState.DRAFT: {ActivityState.OPEN, ActivityState.CANCELLED},
    ActivityState.OPEN: {ActivityState.RUNNING, ActivityState.FINISHED, ActivityState.CANCELLED},
    ActivityState.RUNNING: {ActivityState.FINISHED, ActivityState.CANCELLED},
    ActivityState.FINISHED: set(),
    ActivityState.CANCELLED: set(),
}
SIGN_UP_MOVES = {
    SignUpState.APPLIED: {
        SignUpState.WAITING, SignUpState.CONFIRMED, SignUpState.REJECTED, SignUpState.WITHDRAWN, SignUpState.CANCELLED,
    },
    SignUpState.WAITING: {
        SignUpState.CONFIRMED, SignUpState.REJECTED, SignUpState.WITHDRAWN, SignUpState.CANCELLED,
    },
    SignUpState.CONFIRMED: {SignUpState.WITHDRAWN, SignUpState.REJECTED, SignUpState.CANCELLED},
    # Who withdrew may come back, to the end of the line.
    SignUpState.WITHDRAWN: {SignUpState.APPLIED, SignUpState.WAITING, SignUpState.CONFIRMED},
    SignUpState.REJECTED: {SignUpState.CONFIRMED, SignUpState.WAITING},
    SignUpState.CANCELLED: set(),
}  # fmt: skip
RECORD_MOVES = {
    # Corrected while pending: what was filed for a forgotten check-out, once somebody says when it was.
    RecordState.PENDING: {RecordState.CONFIRMED, RecordState.REJECTED, RecordState.CORRECTED},
    RecordState.CONFIRMED: {RecordState.CORRECTED, RecordState.VOID},
    # A rejected record stays; what was wrong with it is put right by a new row.
    RecordState.REJECTED: set(),
    RecordState.CORRECTED: set(),
    RecordState.VOID: set(),
}
OBJECTION_MOVES = {
    ObjectionState.OPEN: {ObjectionState.ACCEPTED, ObjectionState.REFUSED, ObjectionState.WITHDRAWN},
    ObjectionState.ACCEPTED: set(),
    ObjectionState.REFUSED: set(),
    ObjectionState.WITHDRAWN: set(),
}


def transitions(moves: Mapping[StrEnum, set]) -> list[tuple[str, str]]:
    """A table as pairs, for its trigger."""
    return list(_pairs(moves))


def _pairs(moves: Mapping) -> Iterator[tuple[str, str]]:
    for old, news in moves.items():
        for new in sorted(news):
            yield str(old), str(new)
