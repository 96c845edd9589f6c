"""Shifts: made, moved, copied, cancelled. Whoever is signed up is told, and calendars learn of it by SEQUENCE."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.pages import touch
from lib.refusals import Invalid, Refused
from volunteers.actions.sign_ups import locked_shift, move_up
from volunteers.actions.standing import require_standing
from volunteers.models import Activity, Shift, SignUp
from volunteers.notices import notify, when
from volunteers.refusals import in_words

MOST_REPEATS = 60
TRIES = 3
# The leader stands there with people and has forgotten to enter the shift; hours of long ago come in another way.
BEGUN_AT_MOST = timedelta(minutes=10)
FIELDS = ("starts_at", "ends_at", "capacity", "closes_at", "withdraw_until", "meeting", "meeting_en")
TIMES = ("starts_at", "ends_at", "closes_at", "withdraw_until")
MOVED_AWAY = _("The shift was moved to a time at which you have another place.")


ENDED = _("This time has passed. Please choose one that is to come.")
BEGUN = _(
    "This time has passed: the shift would have begun already. Choose a time to come. Hours already served are "
    "reported by the volunteers, or entered by the office with evidence, and somebody else approves them."
)


class Over(Refused):
    """What is over stays as it was."""


class Begun(Invalid):
    """A shift is planned, not made up afterwards."""


@transaction.atomic
def create_shift(*, activity: Activity, by: User, **values) -> Shift:
    """`values` as in `FIELDS`. The same times and meeting point again return the shift that stands (a double press).

    Raises Begun for a beginning that lies back: a leader's ticks in it would be hours that nobody else ever saw.
    """
    activity = locked_activity(activity.pk)
    require_standing(by, activity.organization)
    if activity.state in (Activity.State.FINISHED, Activity.State.CANCELLED):
        raise Over(_("This activity is over. Copy it to go on."))
    _refuse_begun(values["starts_at"])
    _refuse_ended(values["ends_at"])
    return _create(activity, values)


def _create(activity: Activity, values: dict) -> Shift:
    known = {name: values[name] for name in ("starts_at", "ends_at") if name in values}
    standing = activity.shifts.standing().filter(**known, meeting=values.get("meeting", "")).first()
    if standing is not None:
        return standing
    with in_words():
        return Shift.objects.create(activity=activity, **values)


def locked_activity(pk: int) -> Activity:
    chosen = Activity.objects.select_for_update(of=("self",), no_key=True).select_related("organization__region")
    return chosen.defer("organization__region__outline").get(pk=pk)


@transaction.atomic
def change_shift(*, shift: Shift, by: User, **values) -> Shift:
    """Other times, places or words, as in `FIELDS`. More places let the line move up.

    A moved shift takes its sign-ups along; who serves elsewhere at the new time loses the place and is told.
    """
    shift = locked_shift(shift.pk)
    require_standing(by, shift.activity.organization)
    _refuse_over(shift)
    changed = [name for name in FIELDS if name in values and values[name] != getattr(shift, name)]
    if not changed:
        return shift
    was = when(shift)
    for name in changed:
        setattr(shift, name, values[name])
    is_moved = bool({"starts_at", "ends_at"} & set(changed))
    if {"starts_at", "ends_at", "meeting", "meeting_en"} & set(changed):
        shift.sequence += 1
    if "starts_at" in changed:
        _refuse_begun(shift.starts_at)
    if is_moved:
        _refuse_ended(shift.ends_at)
    _save(shift, [*changed, "sequence", "updated_at"], is_moved)
    if is_moved:
        words = _("“{title}” was moved from {was} to {when}. If you cannot come then, please withdraw.")
        _tell(shift, SignUp.objects.standing(), words, was=was)
    shift.refresh_from_db(fields=["taken"])
    move_up(shift=shift)
    return shift


def _save(shift: Shift, fields: list[str], is_moved: bool) -> None:
    """Somebody may take a place elsewhere while we look, so the look and the move are tried again together."""
    for attempt in range(TRIES):
        try:
            with in_words():
                if is_moved:
                    _free_those_elsewhere(shift)
                shift.save(update_fields=fields)
            return
        except Refused as refusal:
            if "one_place" not in refusal.details.get("constraint", "") or attempt == TRIES - 1:
                raise


def _free_those_elsewhere(shift: Shift) -> None:
    elsewhere = SignUp.objects.confirmed().exclude(shift=shift).filter(
        volunteer=OuterRef("volunteer"), starts_at__lt=shift.ends_at, ends_at__gt=shift.starts_at
    )  # fmt: skip
    losing = SignUp.objects.confirmed().filter(Exists(elsewhere), shift=shift)
    users = list(losing.values_list("volunteer__user", flat=True))
    losing.update(state=SignUp.State.WITHDRAWN, reason=str(MOVED_AWAY))
    if users:
        words = _("“{title}” was moved to {when}, when you serve elsewhere. Your place there was given up.")
        notify(users, words, view="my_shifts", title=shift.activity.title, when=when(shift))


@transaction.atomic
def cancel_shift(*, shift: Shift, by: User, reason: str) -> Shift:
    """Everybody signed up is told, with the reason. Cancelling twice changes nothing."""
    shift = locked_shift(shift.pk)
    require_standing(by, shift.activity.organization)
    if shift.is_cancelled:
        return shift
    _refuse_over(shift)
    cancel_locked(shift, reason)
    return shift


def cancel_locked(shift: Shift, reason: str) -> None:
    shift.is_cancelled, shift.reason, shift.sequence = True, reason.strip(), shift.sequence + 1
    with in_words():
        shift.save(update_fields=["is_cancelled", "reason", "sequence", "updated_at"])
    signed_up = SignUp.objects.standing().filter(shift=shift)
    _tell(shift, signed_up, _("“{title}” on {when} is cancelled: {reason}"), reason=shift.reason)
    signed_up.update(state=SignUp.State.CANCELLED)
    touch("volunteers_shift")


@transaction.atomic
def copy_shift(*, shift: Shift, by: User, day: date) -> Shift:
    """The same shift on another day, at the same hours."""
    days = (day - timezone.localdate(shift.starts_at)).days
    return create_shift(activity=shift.activity, by=by, **moved(shift, timedelta(days=days)))


@transaction.atomic
def repeat_shift(*, shift: Shift, by: User, every_days: int, until: date) -> list[Shift]:
    """The same shift every so many days up to and including `until`, at most 60 times; all or none."""
    first = timezone.localdate(shift.starts_at)
    days = days_between(first, every_days, until)
    return [create_shift(activity=shift.activity, by=by, **moved(shift, timedelta(days=number))) for number in days]


def days_between(first: date, every_days: int, until: date) -> range:
    """Distances in days from `first`, itself not included. Raises Invalid."""
    if not 1 <= every_days <= 366:
        raise Invalid(_("Repeat every 1 to 366 days."))
    days = range(every_days, (until - first).days + 1, every_days)
    if not days:
        raise Invalid(_("The last day lies before the first repetition."))
    if len(days) > MOST_REPEATS:
        raise Invalid(_("At most 60 repetitions at once. Choose an earlier last day."))
    return days


def moved(shift: Shift, by: timedelta) -> dict:
    """What `create_shift` takes for the same shift at another day; China has no summer time to think of."""
    return {name: getattr(shift, name) + by if name in TIMES else getattr(shift, name) for name in FIELDS}


def fill_places(*, at: datetime) -> int:
    """Places that became free while nobody looked, as when somebody leaves the registry, go to those in line.

    Safe to run at any time; returns how many people moved up.
    """
    waiting = SignUp.objects.filter(shift=OuterRef("pk"), state=SignUp.State.WAITING)
    moved_up = 0
    free = Shift.objects.standing().with_places().filter(Exists(waiting), starts_at__gt=at)
    for pk in free.values_list("pk", flat=True):
        with transaction.atomic():
            moved_up += len(move_up(shift=locked_shift(pk)))
    return moved_up


def settle_sequence(activity: Activity, at: datetime) -> None:
    """What changed about the activity changed in every calendar that has its coming shifts."""
    activity.shifts.upcoming(at).update(sequence=F("sequence") + 1, updated_at=at)


def lies_ahead(starts_at: datetime) -> bool:
    """Whether a shift may still be planned for it: it begins later, or began just now."""
    return starts_at > timezone.now() - BEGUN_AT_MOST


def _refuse_begun(starts_at: datetime) -> None:
    if not lies_ahead(starts_at):
        raise Begun(BEGUN)


def _refuse_ended(ends_at: datetime) -> None:
    if ends_at <= timezone.now():
        raise Begun(ENDED)


def _refuse_over(shift: Shift) -> None:
    if shift.is_cancelled:
        raise Over(_("This shift was cancelled."))
    if shift.closed_at is not None or shift.ends_at <= timezone.now():
        raise Over(_("This shift is over and stays as it was."))


def _tell(shift: Shift, sign_ups, words, **values) -> None:
    users = list(sign_ups.filter(shift=shift).values_list("volunteer__user", flat=True))
    if users:
        notify(users, words, view="my_shifts", title=shift.activity.title, when=when(shift), **values)
