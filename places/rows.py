"""Places as lists show them: plain values from one statement, drawn once as long as nothing about them changes."""

import json
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, FloatField, Func, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.translation import get_language

from lib import compiled
from photos.models import Photo
from places.models import Facility, HoursException, Kind, Place, PlacePhoto
from places.present import WALKABLE_MINUTES, Doorplate, doorplate
from places.reach import DETOUR, Profile, walk_minutes

FACILITIES_SHOWN = 4
COLUMNS = (
    "pk", "kind", "name", "name_en", "operation", "hours", "facilities", "region__name", "region__name_en",
    "lon", "lat", "exception_json", "thumb_id", "metres",
)  # fmt: skip


class Found(NamedTuple):
    """Columns of one place, in the order of `COLUMNS`; what a list asks for beside them is in `more`."""

    pk: int
    kind: str
    name: str
    name_en: str
    operation: str
    hours: str
    facilities: tuple[str, ...]
    region: str
    region_en: str
    lon: float
    lat: float
    exception: str | None
    thumb: str | None
    metres: float | None
    more: tuple


Facts = Callable[[Found], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """What a list says of a place, in the reader's language. Equal rows look the same."""

    url: str
    kind: str
    glyph: str
    name: str
    lon: str
    lat: str
    now: Doorplate
    facts: tuple[str, ...]
    thumb: str = ""
    minutes: int | None = None
    kilometres: int | None = None


class _Degrees(Func):
    """A coordinate of a geography's point."""

    output_field = FloatField()
    template = "%(function)s(%(expressions)s::geometry)"


def listed(places: QuerySet, at: datetime, *more: str) -> QuerySet:
    """The statement of a list: `COLUMNS`, and `more` columns of the query set's own."""
    today = timezone.localdate(at)
    exceptions = HoursException.objects.filter(place=OuterRef("pk"), ends_on__gte=today).order_by("starts_on")
    # The few that are not ready, once for the whole list: a join would be made anew for every row.
    unready = Photo.objects.exclude(state=Photo.State.READY)
    pictures = PlacePhoto.objects.filter(place=OuterRef("pk")).exclude(photo__in=unready)
    has_distance = "distance" in places.query.annotations
    return places.annotate(
        lon=_Degrees("point", function="ST_X"),
        lat=_Degrees("point", function="ST_Y"),
        exception_json=Subquery(exceptions.values(json=JSONObject(starts_on="starts_on", hours="hours"))[:1]),
        # As text: to make a `UUID` of each takes as long as to draw the row.
        thumb_id=Cast(Subquery(pictures.exclude(role=PlacePhoto.Role.BEFORE).values("photo")[:1]), TextField()),
        metres=F("distance") if has_distance else Func(template="NULL::float", output_field=FloatField()),
    ).values_list(*COLUMNS, *more)


def find(key: Hashable | None, build: Callable[[], QuerySet]) -> list[Found]:
    """Rows of a `listed` query set; `key` names everything that the statement depends on, see `lib/compiled.py`."""
    width, facilities = len(COLUMNS), COLUMNS.index("facilities")
    return [
        Found(*row[:facilities], tuple(row[facilities]), *row[facilities + 1 : width], row[width:])
        for row in compiled.rows(key, build)
    ]


def kind_and_facilities(found: Found) -> tuple[str, ...]:
    return str(Kind(found.kind).label), *facility_words(found.facilities)[:FACILITIES_SHOWN]


def rows_of(
    found: Iterable[Found], at: datetime, *, profile: Profile = Profile.ADULT, facts: Facts = kind_and_facilities
) -> list[Row]:
    """`facts` gives the words under the name, from what was found and the language alone."""
    minute = at.replace(second=0, microsecond=0)
    language, prefix = get_language(), get_script_prefix()
    return [_row(one, minute, profile, facts, language, prefix) for one in found]


@lru_cache(maxsize=8192)
def _row(found: Found, at: datetime, profile: Profile, facts: Facts, language: str, prefix: str) -> Row:
    minutes = None if found.metres is None else walk_minutes(found.metres, profile)
    far = minutes is not None and minutes > WALKABLE_MINUTES
    return Row(
        url=Place(kind=found.kind, pk=found.pk).get_absolute_url(),
        kind=found.kind,
        glyph=Kind(found.kind).glyph,
        name=in_language(found.name, found.name_en),
        lon=f"{found.lon:.5f}",
        lat=f"{found.lat:.5f}",
        now=_now(found, at),
        facts=facts(found),
        thumb=Photo(pk=UUID(found.thumb)).small if found.thumb else "",
        minutes=minutes,
        kilometres=round(found.metres * DETOUR / 1000) if far else None,
    )


def in_language(name: str, name_en: str) -> str:
    return name_en if name_en and get_language() == "en" else name


def facility_words(facilities: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(one.label) for one in Facility if one.value in facilities)


def _now(found: Found, at: datetime) -> Doorplate:
    exception = json.loads(found.exception) if found.exception else None
    return doorplate(SimpleNamespace(operation=found.operation, hours=found.hours, exception_json=exception), at)
