"""What is near: one list, one map, one address."""

import json
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.contrib.gis.geos import Point
from django.db.models import QuerySet, TextChoices
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lib.htmx import render_page
from lib.pages import public_page
from places import rows
from places.forms import PlaceSearchForm, read_search
from places.models import Kind, Place, Region
from places.reach import Profile, reach_m

PAGE_SIZE = 20
LAST_PAGE = 10_000
MINUTES = 10
CANDIDATES = 8
# The kinds that residents ask for most come first among the chips.
CHIPS = (
    Kind.PARK, Kind.LIBRARY_STATION, Kind.EXERCISE, Kind.TOILET, Kind.MARKET, Kind.PRACTICE_STATION,
    Kind.CULTURE, Kind.WORKERS_STATION, Kind.PARENTS_STATION, Kind.YOUTH_PALACE, Kind.SHOP,
)  # fmt: skip
GLYPHS = json.dumps({kind.value: kind.glyph for kind in Kind}, ensure_ascii=False)
FRAME = (
    "section", "form", "total", "pages", "candidates", "missing_page", "kinds", "profiles", "profile", "minutes", "map",
)  # fmt: skip
PARAMS = ("lon", "lat", "datum", "kind", "open", "within", "profile", "q", "page")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that a search by name found, and where it is."""

    name: str
    label: str
    point: Point

    @property
    def lon(self) -> str:
        return f"{self.point.x:.4f}"

    @property
    def lat(self) -> str:
        return f"{self.point.y:.4f}"


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in the list the reader is; None where there is nothing that way."""

    number: int = 1
    last: int = 1
    previous: int | None = None
    next: int | None = None

    @classmethod
    def of(cls, number: int, total: int) -> "Pages":
        last = max(1, -(-total // PAGE_SIZE))
        return cls(number, last, number - 1 if number > 1 else None, number + 1 if number < last else None)


@require_safe
@public_page(seconds=60, params=PARAMS)
def place_list(request: HttpRequest) -> HttpResponse:
    form = read_search(request.META.get("QUERY_STRING", ""), get_language())
    if not form.is_valid():
        return _page(request, form, status=400)
    wanted = form.cleaned_data
    number = wanted["page"] or 1
    if number > LAST_PAGE:
        return _page(request, form, missing_page=True, status=404)

    now = timezone.now()
    # What is open changes within the day, and so does the statement.
    key = None if wanted["open"] else ("places", form, timezone.localdate(now))
    first = (number - 1) * PAGE_SIZE
    found = rows.find(key, lambda: rows.listed(find(wanted, now).with_total(), now, "total")[first : first + PAGE_SIZE])
    if not found and number > 1:
        return _page(request, form, missing_page=True, status=404)

    total = found[0].more[0] if found else 0
    context = {
        "rows": rows.rows_of(found, now, profile=wanted["profile"]),
        "total": total,
        "pages": Pages.of(number, total),
        "candidates": candidates(wanted["q"]) if wanted["q"] else [],
    }
    return _page(request, form, **context)


def find(wanted: dict, now) -> QuerySet:
    """The places that the form asks for, nearest first."""
    places = Place.objects.for_public()
    if wanted["kind"]:
        places = places.of_kind(*wanted["kind"])
    if wanted["open"]:
        places = places.open_at(now)
    within_m = reach_m(MINUTES, wanted["profile"]) if wanted["within"] else None
    return places.near(wanted["point"] or city_centre(), within_m=within_m)


def candidates(text: str) -> list[Candidate]:
    """Regions first: who types a town's name wants the town."""
    regions = Region.objects.current().named_like(text).filter(centre__isnull=False).defer("outline")
    places = Place.objects.for_public().named_like(text).select_related("region").defer("region__outline")
    return [
        *(Candidate(region.local_name, region.get_level_display(), region.centre) for region in regions[:CANDIDATES]),
        *(Candidate(place.local_name, place.get_kind_display(), place.point) for place in places[:CANDIDATES]),
    ]


def city_centre() -> Point:
    return Point(*settings.CITY_CENTRE, srid=4326)


def _page(request: HttpRequest, form: PlaceSearchForm, status: int = 200, **context) -> HttpResponse:
    wanted = form.wanted
    point, profile = wanted["point"], wanted["profile"] or Profile.ADULT
    context = {
        "section": "near",
        "form": form,
        "wanted": wanted,
        "kinds": _choices(CHIPS, get_language()),
        "profiles": _choices(tuple(Profile), get_language()),
        "profile": profile,
        "minutes": MINUTES,
        "point": point,
        "missing_page": False,
        "map": map_settings(point, reach_m(MINUTES, profile), wanted["kind"] or []),
        "rows": [],
        "total": 0,
        "pages": Pages(),
        "candidates": [],
        **context,
    }
    return render_page(request, "places/place_list.html", "places/_results.html", context, by=FRAME, status=status)


@lru_cache(maxsize=16)
def _choices(choices: tuple[TextChoices, ...], language: str) -> tuple[tuple[str, str], ...]:
    return tuple((choice.value, str(choice.label)) for choice in choices)


def map_settings(point: Point | None, reach: float, kinds: list[str]) -> dict:
    """What the map's script reads off its element; `tiles` are for a site with a review number (审图号) alone."""
    lon, lat = point.coords if point else settings.CITY_CENTRE
    return {
        "centre": f"{lon:.5f},{lat:.5f}",
        "chosen": bool(point),
        "reach": round(reach) if point else 0,
        "kinds": ",".join(kinds),
        "language": get_language(),
        "tiles": settings.MAP_TILES_URL,
        "attribution": settings.MAP_ATTRIBUTION,
        "glyphs": GLYPHS,
        "geojson": reverse("places_geojson"),
        "outlines": reverse("regions_geojson"),
    }
