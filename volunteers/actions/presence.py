"""Check-in and check-out, by the ways there are: the code, the location, the roster."""

from datetime import datetime

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib import asked
from lib.rates import count_or_refuse
from lib.refusals import Forbidden, Refused
from volunteers import codes
from volunteers.actions.proofs import Outcome, Place, Sent, keep
from volunteers.attendance import Attendance
from volunteers.models import Activity, Shift, SignUp
from volunteers.querysets import ShiftQuerySet
from volunteers.vocabulary import Flag, Way

TRIES, TEN_MINUTES = 5, 600
MOST_ACCURACY = 100
STEP_M = 50


def check_by_digits(*, shift: int, digits: str, kind: str, sent: Sent) -> Outcome:
    """Six digits, as the leader's phone shows them. Five tries in ten minutes for a person and shift (TooMany)."""

    def prove(found: SignUp, attendance: Attendance) -> dict:
        count_or_refuse(what=f"code-{shift}", who=str(sent.by.pk), limit=TRIES, seconds=TEN_MINUTES)
        secret, near = found.shift.secret.reveal(), codes.slot_at(sent.at)
        steps = codes.LIVE if sent.device_at is None else codes.NEAR
        slot = codes.slot_of_digits(digits, secret=secret, shift=shift, slots=[near + step for step in steps])
        if slot is not None:
            return _code(found, slot, sent.at)
        if sent.waited:
            slots = codes.nearest_first(near, codes.slot_at(attendance.opens_at), _last(attendance, sent))
            slot = codes.slot_of_digits(digits, secret=secret, shift=shift, slots=slots)
        if slot is None:
            raise Refused(_("This code does not fit or is over. Type the one that the leader's phone shows now."))
        return _code(found, slot, codes.begin_of(slot), Flag.CLOCK)

    return keep(Place(shift, user=sent.by.pk), sent, kind, prove, digits)


def check_by_code(*, shift: int, code: codes.Code, kind: str, sent: Sent) -> Outcome:
    """The code inside the QR. `sent.now` is when it was first seen to be live."""

    def prove(found: SignUp, attendance: Attendance) -> dict:
        if code.shift != found.shift_id or not codes.is_genuine(code, found.shift.secret.reveal()):
            raise Refused(_("This is the code of another shift. Scan the one on your leader's phone."))
        if code.slot - codes.slot_at(sent.at) in (codes.LIVE if sent.device_at is None else codes.NEAR):
            return _code(found, code.slot, sent.at)
        if not sent.waited or code.slot > _last(attendance, sent):
            raise Refused(_("This code is over. Scan the one that the leader's phone shows now."))
        return _code(found, code.slot, codes.begin_of(code.slot), Flag.CLOCK)

    return keep(Place(shift, user=sent.by.pk), sent, kind, prove, str(code))


def check_by_location(*, shift: int, point: Point, accuracy_m: float, kind: str, sent: Sent) -> Outcome:
    """Near enough, once, on a tap. The position is compared and forgotten; the distance stays, in steps of 50 m."""

    def prove(found: SignUp, attendance: Attendance) -> dict:
        activity = found.shift.activity
        metres = _metres(activity, point)
        if not activity.by_location:
            raise Refused(_("This shift has no check-in by location. Use the leader's code."))
        if metres > activity.radius_m + min(accuracy_m, MOST_ACCURACY):
            raise Refused(_("You are too far away. Come to the place, or use the leader's code."))
        return {
            "way": Way.LOCATION,
            "at": sent.at,
            "distance_m": round(metres / STEP_M) * STEP_M,
            "flag": Flag.DISTANT if metres > activity.radius_m else "",
        }

    return keep(Place(shift, user=sent.by.pk), sent, kind, prove, "location")


def tick(*, shift: int, volunteer: int, kind: str, sent: Sent) -> Outcome:
    """The leader's own word, for one person on the roster. Raises Forbidden for who does not lead the shift."""

    def prove(found: SignUp, attendance: Attendance) -> dict:
        return {"way": Way.ROSTER, "at": sent.at, "vouched_by_id": sent.by.pk}

    if not asked.rows(_led, (sent.by.pk, shift)):
        raise Forbidden(_("You do not lead this shift."))
    return keep(Place(shift, volunteer=volunteer), sent, kind, prove, "roster")


def show_code(*, shift: Shift, by: User) -> None:
    """Whoever opens the code last stands for those who check in with it."""
    if shift.is_cancelled:
        raise Refused(_("This shift was cancelled."))
    if shift.shown_by_id != by.pk:
        Shift.objects.filter(pk=shift.pk).update(shown_by=by, shown_at=Coalesce("shown_at", timezone.now()))


def take_along(*, shifts: ShiftQuerySet, by: User) -> None:
    """The secrets of `shifts` go into a leader's phone, to be shown without a signal. Nobody is pushed aside by it."""
    shifts.filter(shown_by__isnull=True).update(shown_by=by, shown_at=timezone.now())


def _led() -> ShiftQuerySet:
    """Values: the account, the shift."""
    return Shift.objects.led_by(asked.number(0)).filter(pk=asked.number(1)).order_by().values_list("pk")


def _metres(activity: Activity, point: Point) -> float:
    near = Activity.objects.filter(pk=activity.pk).annotate(distance=Distance("point", point))
    return near.values_list("distance", flat=True).get().m


def _last(attendance: Attendance, sent: Sent) -> int:
    return codes.slot_at(min(attendance.closes_at, sent.now))


def _code(found: SignUp, slot: int, at: datetime, flag: str = "") -> dict:
    if found.shift.shown_by_id is None:
        raise Refused(_("No code has been shown for this shift yet."))
    return {"way": Way.CODE, "at": at, "slot": slot, "flag": flag, "vouched_by_id": found.shift.shown_by_id}
