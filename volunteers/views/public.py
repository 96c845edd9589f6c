"""What everybody may see: the hub, activities as list, map and calendar, one activity, its poster."""

import json
from datetime import datetime, timedelta

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lib.htmx import render_page
from lib.pages import public_page
from lib.refusals import Invalid, Refused
from places.models import Region
from places.views.near import map_settings
from volunteers import calendars
from volunteers.forms.filters import (
    KEPT_PARAMS,
    NARROWING,
    ActivityFilterForm,
    month_span,
    read_activity_filters,
    span_of,
)
from volunteers.models import Activity, Shift
from volunteers.present import month_of, row_of, rows_of
from volunteers.querysets import ShiftQuerySet
from volunteers.vocabulary import Category

PER_PAGE = 20
# On the map, in a month and in a calendar everything is shown that fits, within reason.
MOST = 500
NEXT = 6


class NoSuchPage(Refused):
    """The list is shorter than that."""

    status = 404


@require_safe
@public_page(seconds=60)
def volunteering(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    coming = Shift.objects.standing().of_open_activities().filter(closes_at__gt=at).with_places().with_activity()
    context = {
        "section": "volunteer",
        "rows": rows_of(coming.next_of_each().order_by("starts_at", "pk")[:NEXT], at),
        "categories": [(value, str(label)) for value, label in Category.choices],
    }
    return render(request, "volunteers/hub.html", context)


@require_safe
@public_page(seconds=60, params=KEPT_PARAMS)
def activity_list(request: HttpRequest) -> HttpResponse:
    """Activities with their next shift; as a list, a list with a map, or a month. One address for each choice."""
    form = read_activity_filters(request.META.get("QUERY_STRING", ""), get_language())
    at = timezone.now()
    view = form.wanted("view") or "list"
    context = {
        "section": "volunteer",
        "form": form,
        "view": view,
        "towns": Region.objects.towns().current().defer("outline").order_by("code"),
        "map": _map(form),
        **(_month(form, at) if view == "calendar" else _page(form, at, MOST if view == "map" else PER_PAGE)),
    }
    page, fragment = "volunteers/activity_list.html", "volunteers/_activity_results.html"
    return render_page(request, page, fragment, context, status=200 if form.is_valid() else 400)


@require_safe
@public_page(seconds=300, params=NARROWING)
def activity_calendar(request: HttpRequest) -> HttpResponse:
    """The shifts of a filter for anybody's calendar; what is cancelled stays in it and says so."""
    form = read_activity_filters(request.META.get("QUERY_STRING", ""), get_language())
    if not form.is_valid():
        raise Invalid(form.sentences[0])
    at = timezone.now()
    shifts = _matching(form, Shift.objects.for_public().upcoming(at), at).with_activity().order_by("starts_at", "pk")
    events = [calendars.event_of(shift) for shift in shifts[:MOST]]
    return calendars.answer(_("Volunteering in the city"), events, filename="volunteering")


@require_safe
@public_page(seconds=60)
def activity_detail(request: HttpRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    activity = _public_activity(pk)
    shifts = [shift for shift in activity.shifts.defer("secret") if shift.ends_at > at]
    for shift in shifts:
        shift.activity = activity
    context = {
        "section": "volunteer",
        "activity": activity,
        "rows": rows_of(shifts, at),
        "shifts": shifts,
        "map": map_settings(activity.point, activity.radius_m, []),
        "crumbs": (
            (_("Volunteering"), reverse("volunteering")),
            (_("Activities"), reverse("activity_list")),
            (activity.local_title, ""),
        ),
    }
    return render(request, "volunteers/activity_detail.html", context)


@require_safe
@public_page(seconds=300)
def activity_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet of A4 to print and hang up; the code leads to the activity's page."""
    at = timezone.now()
    activity = _public_activity(pk)
    address = settings.SITE_ORIGIN + activity.get_absolute_url()
    context = {
        "section": "volunteer",
        "activity": activity,
        "shifts": activity.shifts.standing().upcoming(at).defer("secret")[:NEXT],
        "address": address,
        "code": qr_code(address, _("Code that leads to this activity")),
    }
    return render(request, "volunteers/activity_poster.html", context)


@require_safe
@public_page(seconds=300)
def shift_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    shift = get_object_or_404(Shift.objects.for_public().with_activity(), pk=pk)
    return calendars.answer(shift.activity.local_title, [calendars.event_of(shift)], filename=f"shift-{pk}")


def qr_code(text: str, title: str) -> SafeString:
    """A QR code as SVG without styles, so that the page's policy holds."""
    code = segno.make(text, error="m", micro=False)
    return mark_safe(code.svg_inline(border=2, svgclass="qr", lineclass=None, omitsize=True, title=title))


def _public_activity(pk: int) -> Activity:
    shown = Activity.objects.for_public().select_related("organization", "place", "region").defer("region__outline")
    return get_object_or_404(shown, pk=pk)


def _matching(form: ActivityFilterForm, shifts: ShiftQuerySet, at: datetime) -> ShiftQuerySet:
    """The filters that hold in every view."""
    if category := form.wanted("category"):
        shifts = shifts.filter(activity__category=category)
    if town := form.wanted("town"):
        shifts = shifts.filter(activity__region__code__startswith=town)
    if organization := form.wanted("organization"):
        shifts = shifts.filter(activity__organization=organization)
    if span := span_of(form.wanted("when"), at):
        shifts = shifts.between(*span)
    if form.wanted("places"):
        shifts = shifts.with_places().filter(closes_at__gt=at)
    return shifts.for_minors() if form.wanted("young") else shifts


def _page(form: ActivityFilterForm, at: datetime, per_page: int) -> dict:
    coming = _matching(form, Shift.objects.standing().of_open_activities().upcoming(at), at)
    total = coming.order_by().values("activity").distinct().count()
    number, last = form.wanted("page") or 1, max(1, -(-total // per_page))
    if number > last:
        raise NoSuchPage(_("This list ends at page %(last)s.") % {"last": last})
    shifts, point = coming.with_activity().next_of_each(), form.wanted("point")
    shifts = shifts.near(point) if point else shifts.order_by("starts_at", "pk")
    first = (number - 1) * per_page
    return {
        "rows": [row_of(shift, at) for shift in shifts[first : first + per_page]],
        "total": total,
        "number": number,
        "last": last,
        "previous": form.href(page=number - 1) if number > 1 else "",
        "next": form.href(page=number + 1) if number < last else "",
    }


def _month(form: ActivityFilterForm, at: datetime) -> dict:
    first = form.month_or(timezone.localdate(at))
    begins, ends = month_span(first)
    shifts = _matching(form, Shift.objects.for_public().between(begins, ends), at)
    rows = rows_of(shifts.with_activity().order_by("starts_at", "pk")[:MOST], at)
    before, after = timezone.localdate(begins - timedelta(days=1)), timezone.localdate(ends)
    return {
        "rows": rows,
        "total": len(rows),
        "month": first,
        "days": month_of(first, rows, at),
        "before": form.href(month=f"{before:%Y-%m}"),
        "after": form.href(month=f"{after:%Y-%m}"),
        "this_month": form.href(month=None),
        "is_this_month": first == timezone.localdate(at).replace(day=1),
        "number": 1,
        "last": 1,
    }


def _map(form: ActivityFilterForm) -> dict:
    glyphs = json.dumps({"activity": "志"}, ensure_ascii=False)
    return {**map_settings(form.wanted("point"), 0, []), "glyphs": glyphs}
