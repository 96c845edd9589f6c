"""A place as its pages show it. Everything that a page needs beside the place itself comes in one statement."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.gis.geos import Point
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lib.datum import wgs84_to_gcj02
from photos.models import Photo
from places import furnishing, hours
from places.models import Entrance, HoursException, Operation, Place, PlacePhoto
from places.reach import DETOUR, Profile, walk_minutes
from places.week import Day, hours_words, week_of

COMING_DAYS = 14
WALKABLE_MINUTES = 60
PICTURE = {
    "pk": "photo__pk",
    "state": "photo__state",
    "width": "photo__width",
    "height": "photo__height",
    "alt": "photo__alt",
    "alt_en": "photo__alt_en",
    "role": "role",
    "caption": "caption",
    "caption_en": "caption_en",
}


def for_rows(places: QuerySet, at: datetime) -> QuerySet:
    """What a doorplate needs beside the place: its region, and the first exception to its hours."""
    first = HoursException.objects.filter(place=OuterRef("pk"), ends_on__gte=timezone.localdate(at)).order_by(
        "starts_on"
    )
    return (
        places.select_related("region")
        # Outlines are heavy, and what is not read is not parsed either.
        .defer("access", "region__outline", "region__centre")
        .annotate(
            exception_json=Subquery(first.values(json=JSONObject(starts_on="starts_on", hours="hours"))[:1]),
        )
    )


def for_page(places: QuerySet, at: datetime) -> QuerySet:
    """The same, with all pictures, entrances and the exceptions of the coming days."""
    today = timezone.localdate(at)
    last = today + timedelta(days=COMING_DAYS)
    exceptions = HoursException.objects.filter(place=OuterRef("pk"), ends_on__gte=today, starts_on__lte=last)
    fields = ("starts_on", "ends_on", "hours", "reason", "reason_en")
    return for_rows(places, at).annotate(
        pictures_json=ArraySubquery(PlacePhoto.objects.filter(place=OuterRef("pk")).values(json=JSONObject(**PICTURE))),
        entrances_json=ArraySubquery(
            Entrance.objects.filter(place=OuterRef("pk")).values(
                json=JSONObject(is_step_free="is_step_free", note="note", note_en="note_en")
            )
        ),
        exceptions_json=ArraySubquery(exceptions.values(json=JSONObject(**{name: name for name in fields}))),
    )


def with_distance(places: QuerySet, point: Point | None) -> QuerySet:
    """Nearest first where the reader said where they are; otherwise as they come."""
    return places.near(point) if point else places


def page_of(places: QuerySet, pk: int, at: datetime, point: Point | None = None) -> QuerySet:
    """The one place, if the public may see it: one that closed for good keeps its page. None or one row."""
    return for_page(with_distance(places, point), at).filter(is_public=True, pk=pk)


@dataclass(frozen=True, slots=True)
class Doorplate:
    """What somebody at the door finds now: the pill's class, a word, and until when (or nothing)."""

    pill: str
    word: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo in its role, with the words that stand for it."""

    photo: Photo
    role: str
    alt: str
    caption: str

    @property
    def is_ready(self) -> bool:
        return self.photo.is_ready


class Shown:
    """A place made ready for a template. Made from the rows of `for_rows` or `for_page`."""

    def __init__(self, place: Place, at: datetime, *, profile: Profile = Profile.ADULT):
        self.place = place
        self.at = at
        self.profile = profile

    @cached_property
    def now(self) -> Doorplate:
        return doorplate(self.place, self.at)

    @property
    def minutes(self) -> int | None:
        distance = getattr(self.place, "distance", None)
        return None if distance is None else walk_minutes(distance.m, self.profile)

    @property
    def kilometres(self) -> int | None:
        """The way in whole kilometres, for whom minutes on foot say nothing any more."""
        if self.minutes is None or self.minutes <= WALKABLE_MINUTES:
            return None
        return round(self.place.distance.m * DETOUR / 1000)

    @cached_property
    def pictures(self) -> list[Picture]:
        return [picture_of(row, self.place) for row in self.place.pictures_json]

    @property
    def views(self) -> list[Picture]:
        return [picture for picture in self.pictures if picture.role == PlacePhoto.Role.VIEW]

    @property
    def before_and_after(self) -> tuple[Picture, Picture] | None:
        """Both or nothing: one alone compares with nothing."""
        by_role = {picture.role: picture for picture in self.pictures}
        pair = by_role.get(PlacePhoto.Role.BEFORE), by_role.get(PlacePhoto.Role.AFTER)
        return pair if all(pair) else None

    @cached_property
    def entrances(self) -> list[Entrance]:
        return [Entrance(place=self.place, **row) for row in self.place.entrances_json]

    @cached_property
    def exceptions(self) -> list[HoursException]:
        """Of the coming fortnight, those that hold today included."""
        return [_exception(row) for row in self.place.exceptions_json]

    @property
    def other_hours(self) -> list[tuple[HoursException, str]]:
        """Each exception with its hours in words."""
        return [(one, hours_words(one.hours, one.starts_on)) for one in self.exceptions]

    @property
    def facilities(self) -> list[furnishing.Group]:
        return furnishing.groups_of(self.place.facilities)

    @property
    def unrecorded(self) -> list[str]:
        return furnishing.unrecorded(self.place)

    @property
    def is_always_open(self) -> bool:
        return hours.is_always(self.place.hours) and not self.exceptions

    @cached_property
    def week(self) -> list[Day]:
        return week_of(self.place, self.exceptions, timezone.localdate(self.at))

    @property
    def amap_url(self) -> str:
        """An address that map applications open; they expect GCJ-02. Nothing is fetched from there."""
        position = "{:.6f},{:.6f}".format(*wgs84_to_gcj02(self.place.point.x, self.place.point.y))
        query = {"position": position, "name": self.place.local_name, "coordinate": "gaode", "src": "civic-harbour"}
        return f"https://uri.amap.com/marker?{urlencode(query)}"


def doorplate(place: Place, at: datetime) -> Doorplate:
    exception = place.exception_json and (place.exception_json["starts_on"], place.exception_json["hours"])
    minute = at.replace(second=0, microsecond=0)
    return _doorplate(place.operation, place.hours, exception or (), minute, get_language())


@lru_cache(maxsize=1024)
def _doorplate(operation: str, usual: str, exception: tuple[str, ...], at: datetime, _language: str) -> Doorplate:
    """Places share few hours, so each of them is evaluated once a minute and language."""
    if operation == Operation.CLOSED:
        return Doorplate("closed", _("Closed for good"))
    text, other_from = _hours_holding(usual, exception, timezone.localdate(at))
    now = hours.now_at(operation=operation, hours=text, at=at)
    pill, word = now.state.value, str(now.state.label)
    if now.state.is_open and hours.is_always(text):
        return Doorplate(pill, word, _("24 hours"))
    until = _certain(now.until, other_from)
    if until is None:
        return Doorplate(pill, word)
    words = _("until %(when)s") if now.state.is_open else _("opens %(when)s")
    return Doorplate(pill, word, words % {"when": moment_words(until, at)})


def _hours_holding(usual: str, exception: tuple[str, ...], today: date) -> tuple[str, date | None]:
    """The hours that hold today, and the day from which others do, where one is known."""
    if not exception:
        return usual, None
    starts_on, others = date.fromisoformat(exception[0]), exception[1]
    if starts_on > today:
        return usual, starts_on
    return others, today + timedelta(days=1)


def _certain(until: datetime | None, other_from: date | None) -> datetime | None:
    """The next change, unless it lies on a day for which other hours hold."""
    if until is None or other_from is None:
        return until
    midnight = timezone.make_aware(datetime.combine(other_from, time.min))
    return until if until <= midnight else None


def moment_words(moment: datetime, at: datetime) -> str:
    """21:00 · tomorrow at 9:00 · Monday at 9:00 · 1 October at 9:00. The midnight that ends today is 24:00."""
    moment, today = timezone.localtime(moment), timezone.localdate(at)
    if moment.time() == time.min and moment.date() == today + timedelta(days=1):
        return "24:00"
    clock = f"{moment:%H:%M}"
    days = (moment.date() - today).days
    if days == 0:
        return clock
    if days == 1:
        return _("tomorrow at %(time)s") % {"time": clock}
    day = date_format(moment, "l" if days < 7 else "MONTH_DAY_FORMAT")
    return _("%(day)s at %(time)s") % {"day": day, "time": clock}


def picture_of(row: dict, place: Place) -> Picture:
    photo = Photo(
        pk=UUID(row["pk"]),
        state=row["state"],
        width=row["width"],
        height=row["height"],
        alt=row["alt"],
        alt_en=row["alt_en"],
    )
    alt = _local(row, "alt") or place.local_name
    return Picture(photo=photo, role=row["role"], alt=alt, caption=_local(row, "caption"))


def _exception(row: dict) -> HoursException:
    dates = {name: date.fromisoformat(row[name]) for name in ("starts_on", "ends_on")}
    return HoursException(**{**row, **dates})


def _local(row: dict, field: str) -> str:
    return (row[f"{field}_en"] if get_language() == "en" else "") or row[field]
