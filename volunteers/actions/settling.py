"""Shifts that are over: who checked in and never out is filed to the shift's end, pending, and asked."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.refusals import Refused
from office.actions import tell
from volunteers.actions import recording
from volunteers.actions.proofs import ONCE, service_of
from volunteers.attendance import Attendance, clock
from volunteers.models import Proof, ServiceRecord, ServiceRule, Shift, SignUp
from volunteers.querysets import SignUpQuerySet
from volunteers.refusals import in_words
from volunteers.vocabulary import Flag, Source

logger = logging.getLogger(__name__)

AT_ONCE = 200
# Whoever has just sent a check-in is about to send the check-out too.
STILL_SENDING = timedelta(minutes=10)


def settle_ended(*, now: datetime) -> int:
    """Settle the shifts whose time for checking out has run out, the oldest first. Returns how many.

    Safe at any time and any number of times: each person is filed in a transaction of their own, once.
    """
    shifts = list(Shift.objects.unsettled(now).only("pk", "ends_at")[:AT_ONCE])
    late = {day: _late_on(day) for day in {timezone.localdate(shift.ends_at) for shift in shifts}}
    over = [shift for shift in shifts if shift.ends_at + late[timezone.localdate(shift.ends_at)] <= now]
    return sum(settle(shift=shift, now=now) for shift in over)


def _late_on(day) -> timedelta:
    rule = ServiceRule.objects.on(day).only("late").first()
    return timedelta(minutes=rule.late if rule else 0)


def settle(*, shift: Shift, now: datetime) -> bool:
    """Whether nobody is left to wait for."""
    missing = _never_out(shift)
    if missing:
        recording.snapshot_of(shift=shift)
    for pk in missing:
        _file_to_the_end(pk)
    fresh = Proof.objects.filter(sign_up__shift=shift, kind=Proof.Kind.IN, received_at__gt=now - STILL_SENDING)
    if fresh.exists():
        return False
    return bool(Shift.objects.filter(pk=shift.pk, closed_at__isnull=True).update(closed_at=now))


def _never_out(shift: Shift) -> list[int]:
    proofs = Proof.objects.filter(sign_up=OuterRef("pk"))
    mine = SignUp.objects.confirmed().filter(
        Exists(proofs.of_kind(Proof.Kind.IN)), ~Exists(proofs.of_kind(Proof.Kind.OUT)), shift=shift
    )
    return list(mine.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _file_to_the_end(pk: int) -> None:
    found = _locked(SignUp.objects.filter(pk=pk))
    attendance = Attendance.of(found)
    served = None if attendance.went else attendance.until_the_end()
    if served is None:
        return
    # Whoever sent the check-in says that this person was there, and so does not confirm it alone.
    checked_in = Proof.objects.select_related("sent_by").get(sign_up=pk, kind=Proof.Kind.IN)
    record = recording.draft(
        volunteer=found.volunteer, service=service_of(found), sign_up=found, starts_at=served.starts_at,
        ends_at=served.ends_at, minutes=served.minutes, measured=served.measured, source=served.source,
        flags=served.flags, entered_by=checked_in.sent_by,
    )  # fmt: skip
    try:
        with in_words():
            recording.enter(record)
    except Refused as refusal:
        if refusal.details["constraint"] != ONCE:
            logger.warning("The forgotten check-out of sign-up %s is not filed: %s", pk, refusal)
        return
    title = found.shift.activity.title
    words = _("You checked in for “%(title)s” and never out. When did you leave?") % {"title": title}
    tell(users=[found.volunteer.user_id], text=words, url=reverse("left", args=[pk]))


def _locked(sign_ups: SignUpQuerySet) -> SignUp:
    sign_ups.select_for_update(of=("self",), no_key=True).values_list("pk").first()
    return sign_ups.select_related("volunteer__user", "shift__activity").with_presence().get()


def forgotten_record(sign_up: SignUp) -> ServiceRecord | None:
    """What was filed for a forgotten check-out, as it stands now."""
    mine = ServiceRecord.objects.filter(volunteer=sign_up.volunteer_id, sign_up=sign_up.pk)
    return mine.filter(flags__contains=[Flag.FORGOTTEN]).order_by("-pk").first()


@transaction.atomic
def say_when_left(*, sign_up: SignUp, left_at: datetime, token: UUID) -> ServiceRecord:
    """The volunteer's own word, in place of the shift's end; the leader confirms it. The same form twice is one answer.

    Raises Refused where nothing was forgotten, or the time lies outside the shift.
    """
    found = _locked(SignUp.objects.filter(pk=sign_up.pk))
    said = ServiceRecord.objects.filter(token=token, sign_up=found).first()
    if said is not None:
        return said
    guess, attendance = forgotten_record(found), Attendance.of(found)
    if guess is None or attendance.went:
        raise Refused(_("Nothing was forgotten here."))
    if not attendance.came.at < left_at <= attendance.closes_at:
        span = {"from": clock(attendance.came.at), "to": clock(attendance.closes_at)}
        raise Refused(_("Give a time between %(from)s and %(to)s.") % span)
    starts_at, ends_at = guess.starts_at, min(left_at, found.ends_at)
    service = service_of(found)
    if recording.countable(starts_at, ends_at, service.rule.step) < 1:
        raise Refused(_("Nothing of that lies in the shift's own hours."))
    return recording.record_service(
        volunteer=found.volunteer, service=service, sign_up=found, starts_at=starts_at, ends_at=ends_at,
        source=Source.SELF_REPORT, measured=(left_at - attendance.came.at) // timedelta(minutes=1),
        flags=[Flag.FORGOTTEN], note=str(_("Check-out forgotten; left at %(time)s.") % {"time": clock(left_at)}),
        entered_by=found.volunteer.user, replaces=guess, token=token,
    )  # fmt: skip
