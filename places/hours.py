"""Opening hours: OSM `opening_hours` strings, evaluated for the city's time. Unknown is an answer of its own."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from opening_hours import OpeningHours

from places.holidays import with_announced_days

# A change further away than this is nobody's concern, and knowing so makes evaluation quick.
HORIZON_DAYS = 366


class State(TextChoices):
    """What somebody at the door finds now."""

    OPEN = "open", _("Open now")
    SELF_SERVICE = "self_service", _("Self-service, open now")
    CLOSED = "closed", _("Closed now")
    MAINTENANCE = "maintenance", pgettext_lazy("now", "Closed for maintenance")
    UNKNOWN = "unknown", pgettext_lazy("now", "Not known")

    @property
    def is_open(self) -> bool:
        return self in (State.OPEN, State.SELF_SERVICE)


@dataclass(frozen=True, slots=True)
class Now:
    """State at a moment; `until` is the next change (aware), None when none is in sight."""

    state: State
    until: datetime | None = None
    always: bool = False


class HoursUnreadable(ValueError):
    """Not an OSM opening_hours string."""


@lru_cache(maxsize=4096)
def parse(text: str) -> OpeningHours:
    """Raises HoursUnreadable. Public holidays (PH) are China's; sunrise and sunset are the city's."""
    longitude, latitude = settings.CITY_CENTRE
    try:
        return OpeningHours(
            text,
            timezone=ZoneInfo(settings.TIME_ZONE),
            country="CN",
            coords=(latitude, longitude),
            auto_country=False,
            max_interval_days=HORIZON_DAYS,
        )
    except Exception as error:
        raise HoursUnreadable(text) from error


@lru_cache(maxsize=4096)
def parse_for(text: str, year: int) -> OpeningHours:
    """As `parse`, with the announced days off around that year."""
    plain = parse(text)
    try:
        return parse(with_announced_days(text, year))
    except HoursUnreadable:
        return plain


def is_always(text: str) -> bool:
    return text.strip() in ("24/7", "00:00-24:00", "Mo-Su 00:00-24:00")


def state_by_hours(text: str, at: datetime) -> tuple[str, datetime | None]:
    """("open" | "closed" | "unknown", next change). An empty or unreadable text is unknown."""
    if not text.strip():
        return "unknown", None
    # The library knows zones by their names only, and a moment in UTC as Django gives it has none.
    at = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    try:
        hours = parse_for(text, at.year)
    except HoursUnreadable:
        return "unknown", None
    if hours.is_open(at):
        word = "open"
    elif hours.is_closed(at):
        word = "closed"
    else:
        word = "unknown"
    return word, hours.next_change(at)


def now_at(*, operation: str, hours: str, at: datetime) -> Now:
    """The state of a place that is run as `operation` with `hours` holding on the day of `at`."""
    if operation == "maintenance":
        return Now(State.MAINTENANCE)
    if operation == "closed":
        return Now(State.CLOSED)
    if operation == "unknown":
        return Now(State.UNKNOWN)
    word, until = state_by_hours(hours, at)
    if word == "open" and operation == "self_service":
        word = "self_service"
    return Now(State(word), until, always=is_always(hours))


def open_strings(strings: set[str], at: datetime) -> list[str]:
    """Those of the hours strings that are open at `at`: places share few strings, so this is how SQL filters."""
    return [text for text in strings if state_by_hours(text, at)[0] == "open"]
