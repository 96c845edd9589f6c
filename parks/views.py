from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lib.htmx import render_page
from lib.pages import public_page
from lib.refusals import Invalid, Refused
from parks.forms import ParkFilterForm, read_filters
from parks.models import Park, fits
from parks.querysets import CITY_COLUMNS, ParkQuerySet, city_of
from places import rows
from places.forms import read_near
from places.models import Kind
from places.reach import Profile, reach_m
from places.sheet import Sheet, render_sheet
from places.views.near import map_settings

PER_PAGE = 24
# On the map everything that fits is shown, so that map and list stay equals.
PER_MAP = 500
LAST_PAGE = 10_000
# Where somebody is and what else they look for has too many values for such pages to be kept.
FRAME = ("section", "form", "total", "city", "number", "last", "previous", "next", "is_map", "map")
KEPT_PARAMS = ("open", "step_free", "children", "elderly", "town", "sort", "view", "page")


class NoSuchPage(Refused):
    """The list is shorter than that."""

    status = 404


@require_safe
@public_page(seconds=60, params=KEPT_PARAMS)
def park_list(request: HttpRequest) -> HttpResponse:
    """All pocket parks, filtered; as a list, or as a map above the same list."""
    form = read_filters(request.META.get("QUERY_STRING", ""), get_language())
    status = 200 if form.is_valid() else 400
    at = timezone.now()
    number = form.wanted("page") or 1
    is_map = form.wanted("view") == "map"
    per_page = PER_MAP if is_map else PER_PAGE
    found = _found(form, number, per_page, at)
    total, *city, _area = found[0].more if found else (_matching(form, at).count(), None)
    last = max(1, -(-total // per_page))
    if number > last:
        raise NoSuchPage(_("This list ends at page %(last)s.") % {"last": last})
    city = city_of(*city) if found else Park.objects.city()
    if form.wanted("town") and not city.has_town(form.wanted("town")):
        raise Invalid(_("There is no such town here. Please choose one from the list."))
    profile = form.wanted("profile") or Profile.ADULT
    context = {
        "section": "parks",
        "form": form,
        "rows": rows.rows_of(found, at, profile=profile, facts=_facts),
        "place_query": form.place_query,
        "total": total,
        "city": city,
        "number": number,
        "last": last,
        "previous": form.href(page=number - 1) if number > 1 else "",
        "next": form.href(page=number + 1) if number < last else "",
        "is_map": is_map,
        "map": map_settings(form.wanted("point"), reach_m(10, profile), [Kind.PARK]) if is_map else None,
    }
    return render_page(request, "parks/park_list.html", "parks/_park_results.html", context, by=FRAME, status=status)


@require_safe
@public_page(seconds=60)
def park_detail(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = Sheet(Park, pk, timezone.now(), read_near(request))
    crumbs = ((_("Pocket parks"), reverse("park_list")), (sheet.name, ""))
    return render_sheet(request, "parks/park_detail.html", sheet, section="parks", crumbs=crumbs)


def _matching(form: ParkFilterForm, at: datetime) -> ParkQuerySet:
    profile, within = form.wanted("profile") or Profile.ADULT, form.wanted("within")
    parks = Park.objects.for_public().matching(
        at,
        is_open=bool(form.wanted("open")),
        step_free=bool(form.wanted("step_free")),
        for_children=bool(form.wanted("children")),
        for_elderly=bool(form.wanted("elderly")),
        facilities=form.wanted("facility"),
        town=form.wanted("town"),
        point=form.wanted("point"),
        within_m=reach_m(within, profile) if within else None,
    )
    return parks.order_by("pinyin", "pk") if form.wanted("sort") == "name" else parks


def _found(form: ParkFilterForm, number: int, per_page: int, at: datetime) -> list[rows.Found]:
    if number > LAST_PAGE:
        raise NoSuchPage(_("No list here is that long. Please start from its first page."))
    # What is open changes within the day, and so does the statement.
    key = None if form.wanted("open") else ("parks", form, timezone.localdate(at))
    first = (number - 1) * per_page
    return rows.find(
        key,
        lambda: rows.listed(_matching(form, at).with_city(), at, *CITY_COLUMNS, "area_m2")[first : first + per_page],
    )


def _facts(found: rows.Found) -> tuple[str, ...]:
    area = f"{found.more[-1]:,} m²"
    return rows.in_language(found.region, found.region_en), area, *fits(found.facilities, get_language())
