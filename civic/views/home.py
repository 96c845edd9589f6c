from django.conf import settings
from django.contrib.gis.geos import Point
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from civic.figures import POCKET_PARK_AREA, home_figures, newest_parks
from lib.pages import public_page
from places.models import Place
from places.present import for_rows, shown_rows

NEAREST = 5
NEWEST = 3


@require_GET
@public_page()
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    centre = Point(*settings.CITY_CENTRE, srid=4326)
    nearest = for_rows(Place.objects.for_public().near(centre), now)[:NEAREST]
    newest = shown_rows(for_rows(newest_parks(), now)[:NEWEST], now)
    figures = home_figures()
    context = {
        "section": "home",
        "rows": shown_rows(nearest, now),
        "newest": newest,
        "park_area": newest[0].place.total_area if newest else 0,
        "park_count": newest[0].place.total if newest else 0,
        "park_reference": next((figure for figure in figures if figure.key == POCKET_PARK_AREA), None),
        "figures": [figure for figure in figures if figure.on_home_page],
    }
    return render(request, "civic/home.html", context)
