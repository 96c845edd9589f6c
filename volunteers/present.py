"""Shifts as people read them: how many places are left, in a word and a pill; a month as its days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from volunteers.models import Activity, Shift

OPEN = (Activity.State.OPEN, Activity.State.RUNNING)


@dataclass(frozen=True, slots=True)
class Places:
    """What somebody who wants to come finds."""

    pill: str
    word: str
    can_sign_up: bool = False


@dataclass(slots=True)
class Row:
    """A shift as a list shows it."""

    shift: Shift
    places: Places
    kilometres: str = ""
    others: int = 0

    @property
    def activity(self) -> Activity:
        return self.shift.activity

    @property
    def lon(self) -> str:
        return f"{self.activity.point.x:.5f}"

    @property
    def lat(self) -> str:
        return f"{self.activity.point.y:.5f}"


@dataclass(slots=True)
class Day:
    """One day of the month, with what begins on it."""

    date: date
    is_today: bool
    rows: list[Row] = field(default_factory=list)


def places_of(shift: Shift, at: datetime) -> Places:
    """`shift.activity` is loaded."""
    if shift.is_cancelled or shift.activity.state == Activity.State.CANCELLED:
        return Places("bad", _("Cancelled"))
    if shift.ends_at <= at:
        return Places("closed", _("Over"))
    if shift.activity.state not in OPEN:
        return Places("unknown", shift.activity.get_state_display())
    if shift.closes_at <= at:
        return Places("closed", _("Sign-up closed"))
    if not shift.free:
        return Places("waiting", _("Full: waiting list"), can_sign_up=True)
    words = ngettext("%(free)s place left", "%(free)s places left", shift.free) % {"free": shift.free}
    return Places("open", words, can_sign_up=True)


def row_of(shift: Shift, at: datetime) -> Row:
    """What the query set annotated, `distance` and `fitting`, becomes kilometres and the number of other shifts."""
    metres = getattr(shift, "distance", None)
    kilometres = "" if metres is None else f"{getattr(metres, 'm', metres) / 1000:.1f}"
    return Row(shift, places_of(shift, at), kilometres, max(0, getattr(shift, "fitting", 1) - 1))


def rows_of(shifts: Iterable[Shift], at: datetime) -> list[Row]:
    return [row_of(shift, at) for shift in shifts]


def month_of(first: date, rows: Iterable[Row], at: datetime) -> list[Day]:
    """Every day of the month that begins on `first`."""
    today = timezone.localdate(at)
    days = {day: Day(day, day == today) for day in _days(first)}
    for row in rows:
        days[timezone.localdate(row.shift.starts_at)].rows.append(row)
    return list(days.values())


def _days(first: date) -> Iterator[date]:
    day = first
    while day.month == first.month:
        yield day
        day += timedelta(days=1)
