"""Opening hours as a list of days, since nobody at a park's gate reads `Mo-Fr 09:00-12:00,13:30-17:00`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from places.hours import HoursUnreadable, parse_for
from places.models import HoursException, Place

DAYS = 7
WHOLE_DAY = ("00:00–24:00",)


@dataclass(frozen=True, slots=True)
class Day:
    """One day: when the place is open, None where that is not known; `note` says why the day is unlike others."""

    day: date
    spans: tuple[str, ...] | None
    is_today: bool = False
    note: str = ""

    @property
    def is_whole(self) -> bool:
        return self.spans == WHOLE_DAY


def week_of(place: Place, exceptions: Iterable[HoursException], today: date) -> list[Day]:
    return [_day(place, list(exceptions), today + timedelta(days=number), today) for number in range(DAYS)]


def hours_words(text: str, day: date) -> str:
    """The spans of one day in words."""
    spans = spans_on(text, day)
    if spans is None:
        return _("hours not known")
    if not spans:
        return _("closed")
    return _("24 hours") if spans == WHOLE_DAY else ", ".join(spans)


def spans_on(text: str, day: date) -> tuple[str, ...] | None:
    """("09:00–12:00", "13:30–17:00"); empty for a day off; None where the text does not say.

    A span past midnight belongs to the day on which it begins.
    """
    try:
        opening = parse_for(text, day.year) if text.strip() else None
    except HoursUnreadable:
        opening = None
    if opening is None:
        return None
    start = datetime.combine(day, time.min, ZoneInfo(settings.TIME_ZONE))
    midnight = start + timedelta(days=1)
    spans, is_known = [], True
    for begins, ends, state, _comment in opening.intervals(start, midnight + timedelta(hours=12)):
        is_left_over = begins == start and ends < midnight and not opening.is_closed(start - timedelta(minutes=1))
        if begins >= midnight or is_left_over:
            continue
        if str(state) == "unknown":
            is_known = False
        elif str(state) == "open":
            is_whole = begins == start and ends > midnight
            spans.append(f"{begins:%H:%M}–{'24:00' if is_whole or ends == midnight else f'{ends:%H:%M}'}")
    return tuple(spans) if spans or is_known else None


def _day(place: Place, exceptions: list[HoursException], day: date, today: date) -> Day:
    exception = next((one for one in exceptions if one.starts_on <= day <= one.ends_on), None)
    spans = spans_on(exception.hours if exception else place.hours, day)
    return Day(day, spans, day == today, exception.local_reason if exception else "")
