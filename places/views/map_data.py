"""The map's data, for scripts here and anywhere."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lib.pages import public_page
from lib.refusals import Invalid
from places import geojson
from places.boxes import read_box
from places.models import Kind, Region


@require_safe
@public_page(params=("bbox", "kind", "lang"))
def places_geojson(request: HttpRequest) -> HttpResponse:
    box = read_box(request.GET.get("bbox", ""))
    kinds = read_kinds(request.GET.getlist("kind"))
    return _answer(geojson.places_in_box(box, kinds=kinds, language=request.GET.get("lang", "")))


@require_safe
@public_page(params=("lang",))
def regions_geojson(request: HttpRequest) -> HttpResponse:
    """Outlines of the city and its towns, made coarse: a sketch to find one's way in, not a map."""
    levels = [Region.Level.CITY, *Region.TOWN_LEVELS]
    return _answer(geojson.outlines(levels=levels, today=timezone.localdate(), language=request.GET.get("lang", "")))


def read_kinds(values: list[str]) -> list[str]:
    """`kind=park&kind=toilet` or `kind=park,toilet`. Raises Invalid."""
    kinds = [kind for value in values for kind in value.split(",")]
    if unknown := set(kinds) - set(Kind.values):
        raise Invalid(_("There is no such kind of place: “%(kind)s”.") % {"kind": sorted(unknown)[0][:40]})
    return kinds


def _answer(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type=geojson.MEDIA_TYPE)
    response["Access-Control-Allow-Origin"] = "*"
    return response
