from datetime import datetime

from django.conf import settings
from django.contrib.gis.geos import Point
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from civic.figures import POCKET_PARK_AREA, home_figures, newest_parks
from lib.pages import public_page, remember
from places.models import Place
from places.rows import Found, find, listed, rows_of

NEAREST = 5
NEWEST = 3


@require_GET
@public_page()
def home(request: HttpRequest) -> HttpResponse:
    """Places are read again when one changes; whether they are open is worked out each time."""
    now = timezone.now()
    found = remember(f"home-near:{timezone.localdate(now)}", lambda: _nearest(now))
    city = remember(f"home-city:{get_language()}:{get_script_prefix()}", _city)
    context = {"section": "home", "rows": tuple(rows_of(found, now)), "city": city}
    return render(request, "civic/home.html", context)


def _nearest(now: datetime) -> list[Found]:
    centre = Point(*settings.CITY_CENTRE, srid=4326)
    return find(
        ("home", timezone.localdate(now), centre.coords),
        lambda: listed(Place.objects.for_public().near(centre), now)[:NEAREST],
    )


def _city() -> dict[str, str]:
    """The parts of the page that only a write can change, drawn."""
    figures, newest = home_figures(), list(newest_parks()[:NEWEST])
    parks = {
        "newest": newest,
        "area": newest[0].total_area if newest else 0,
        "count": newest[0].total if newest else 0,
        "reference": next((figure for figure in figures if figure.key == POCKET_PARK_AREA), None),
    }
    shown = {"figures": [figure for figure in figures if figure.on_home_page]}
    return {
        "parks": render_to_string("civic/_home_parks.html", parks),
        "figures": render_to_string("civic/_home_figures.html", shown),
    }
