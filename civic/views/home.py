from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.gis.geos import Point
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from civic.figures import POCKET_PARK_AREA, home_figures, newest_parks
from lib.frames import render_framed
from lib.pages import public_page, remember
from places.models import Place
from places.rows import Found, Row, find, in_language, listed, rows_of

NEAREST = 5
NEWEST = 3
FRAME = ("section", "has_places", "area", "count", "reference", "figures")


@dataclass(frozen=True, slots=True)
class NewPark:
    row: Row
    area_m2: str
    opened_on: date | None


@require_GET
@public_page()
def home(request: HttpRequest) -> HttpResponse:
    """Read again when anything on it is written; drawn again where something became another."""
    now = timezone.now()
    today = timezone.localdate(now)
    near = remember(f"home-near:{today}", lambda: _nearest(now))
    newest = remember(f"home-newest:{today}", lambda: _newest(now))
    figures = remember("home-figures", home_figures)
    area, count = newest[0].more[:2] if newest else (0, 0)
    context = {
        "section": "home",
        "rows": rows_of(near, now),
        "has_places": bool(near),
        "newest": _new_parks(newest, now),
        "area": area,
        "count": count,
        "reference": next((figure for figure in figures if figure.key == POCKET_PARK_AREA), None),
        "figures": tuple(figure for figure in figures if figure.on_home_page),
    }
    return render_framed(request, "civic/home.html", context, by=FRAME)


def _nearest(now: datetime) -> list[Found]:
    centre = Point(*settings.CITY_CENTRE, srid=4326)
    return find(
        ("home", timezone.localdate(now), centre.coords),
        lambda: listed(Place.objects.for_public().near(centre), now)[:NEAREST],
    )


def _newest(now: datetime) -> list[Found]:
    return find(
        ("newest", timezone.localdate(now)),
        lambda: listed(newest_parks(), now, "total_area", "total", "area_m2", "opened_on")[:NEWEST],
    )


def _new_parks(found: list[Found], now: datetime) -> list[NewPark]:
    shown = zip(found, rows_of(found, now, facts=_region), strict=True)
    return [NewPark(row, f"{one.more[2]:,}", one.more[3]) for one, row in shown]


def _region(found: Found) -> tuple[str, ...]:
    return (in_language(found.region, found.region_en),)
