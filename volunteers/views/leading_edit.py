"""A leader makes, changes, copies and cancels activities and shifts. Every form comes back with what was typed."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lib.refusals import Refused
from places.models import Place
from places.views.near import map_settings
from volunteers.actions import activities, shifts
from volunteers.forms.activities import ActivityForm, CopyForm, ReasonForm, RepeatForm, WhereForm
from volunteers.forms.shifts import ShiftForm
from volunteers.models import Activity
from volunteers.views.leading import activity_crumbs, lead_crumbs, leaders_page, led, led_activity, led_shift
from volunteers.workflow import OrganizationState

WEEK = timedelta(days=7)
MOST = 20
reads_and_posts = require_http_methods(["GET", "HEAD", "POST"])


@leaders_page
@reads_and_posts
def lead_activity_new(request: HttpRequest, pk: int) -> HttpResponse:
    """First where, then what. The place travels in the address, so that map, search and form are one page's steps."""
    organization = get_object_or_404(led(request.user), pk=pk, state=OrganizationState.APPROVED)
    where = WhereForm(request.GET)
    crumbs = (*lead_crumbs(), (_("I lead"), reverse("leading")), (_("New activity"), ""))
    if not where.is_chosen:
        return _where_page(request, where, crumbs)
    token = request.POST.get("token") or uuid4()
    name = request.user.display_name
    form = ActivityForm(request.POST or None, initial={"token": token, "person_in_charge": name}, where=where)

    def create() -> Activity:
        values, token = form.values(organization.region), form.cleaned_data["token"]
        return activities.create_activity(organization=organization, by=request.user, token=token, **values)

    if made := _done(request, form, create):
        messages.success(request, _("The draft is kept. Now add its first shift."))
        return redirect("lead_shift_new", pk=made.pk)
    context = {"organization": organization, "form": form, "where": where, "crumbs": crumbs, "activity": None}
    return _form_page(request, "volunteers/lead/activity_form.html", context, form)


@leaders_page
@reads_and_posts
def lead_activity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    activity = led_activity(request.user, pk)
    where = WhereForm(request.GET)
    where = where if where.is_chosen else None
    form = ActivityForm(request.POST or None, instance=activity, initial={"token": activity.token}, where=where)

    def change() -> Activity:
        # The form wrote into its instance; the action reads the row anew and compares.
        return activities.change_activity(
            activity=activity, by=request.user, **form.values(activity.organization.region)
        )

    if _done(request, form, change):
        messages.success(request, _("The changes are kept."))
        return redirect("lead_activity", pk=pk)
    context = {
        "organization": activity.organization,
        "activity": activity,
        "form": form,
        "where": where,
        "crumbs": (*activity_crumbs(activity), (_("Change"), "")),
    }
    return _form_page(request, "volunteers/lead/activity_form.html", context, form)


@leaders_page
@require_http_methods(["GET", "HEAD"])
def lead_activity_where(request: HttpRequest, pk: int) -> HttpResponse:
    activity = led_activity(request.user, pk)
    where = WhereForm(request.GET)
    if where.is_chosen:
        address = reverse("lead_activity_edit", args=[pk])
        return redirect(f"{address}?{request.GET.urlencode()}")
    return _where_page(request, where, (*activity_crumbs(activity), (_("Where"), "")))


@leaders_page
@reads_and_posts
def lead_activity_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    activity = led_activity(request.user, pk)
    form = ReasonForm(request.POST or None)
    if _done(
        request, form, lambda: activities.cancel_activity(activity=activity, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("It is cancelled, and everybody signed up was told."))
        return redirect("lead_activity", pk=pk)
    context = {"activity": activity, "shift": None, "form": form}
    context["crumbs"] = (*activity_crumbs(activity), (_("Cancel"), ""))
    return _form_page(request, "volunteers/lead/cancel.html", context, form)


@leaders_page
@reads_and_posts
def lead_activity_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A copy with its shifts on another day; or one every week, as a series."""
    activity = led_activity(request.user, pk)
    first = activity.shifts.standing().order_by("starts_at").first()
    if first is None:
        raise Refused(_("Add a shift first: there is nothing to repeat."))
    first_day = timezone.localdate(first.starts_at)
    initial = {"token": uuid4(), "day": max(first_day + WEEK, timezone.localdate())}
    form = CopyForm(request.POST or None, initial=initial)
    if copies := _done(request, form, lambda: _copies(activity, request.user, form.cleaned_data, first_day)):
        messages.success(request, _copied(copies))
        return redirect("lead_activity", pk=copies[0].pk)
    context = {"activity": activity, "shift": None, "form": form}
    context["crumbs"] = (*activity_crumbs(activity), (_("Copy"), ""))
    return _form_page(request, "volunteers/lead/repeat.html", context, form)


def _copied(copies: list[Activity]) -> str:
    if copies[0].state == Activity.State.DRAFT:
        words = ngettext("%(n)s copy is a draft now.", "%(n)s copies are drafts now.", len(copies))
    else:
        words = ngettext("%(n)s copy is open now.", "%(n)s copies are open now.", len(copies))
    return words % {"n": len(copies)}


def _copies(activity: Activity, by, wanted: dict, first_day) -> list[Activity]:
    every = int(wanted["every"]) if wanted["every"] else None
    return activities.copies_of(
        activity=activity, by=by, token=wanted["token"], days=(wanted["day"] - first_day).days, every_days=every,
        until=wanted["until"], open_them=wanted["open_them"],
    )  # fmt: skip


@leaders_page
@reads_and_posts
def lead_shift_new(request: HttpRequest, pk: int) -> HttpResponse:
    activity = led_activity(request.user, pk)
    form = ShiftForm(request.POST or None, initial={"capacity": 10})
    if _done(request, form, lambda: shifts.create_shift(activity=activity, by=request.user, **form.values)):
        messages.success(request, _("The shift is added."))
        return redirect("lead_activity", pk=pk)
    context = {"activity": activity, "shift": None, "form": form}
    context["crumbs"] = (*activity_crumbs(activity), (_("New shift"), ""))
    return _form_page(request, "volunteers/lead/shift_form.html", context, form)


@leaders_page
@reads_and_posts
def lead_shift_edit(request: HttpRequest, pk: int) -> HttpResponse:
    shift = led_shift(request.user, pk)
    form = ShiftForm(request.POST or None, initial=ShiftForm.initial_of(shift))
    if _done(request, form, lambda: shifts.change_shift(shift=shift, by=request.user, **form.values)):
        messages.success(request, _("The shift is changed. Who is signed up was told if its time moved."))
        return redirect("lead_shift", pk=pk)
    context = {"activity": shift.activity, "shift": shift, "form": form}
    context["crumbs"] = (*activity_crumbs(shift.activity), (_("Change shift"), ""))
    return _form_page(request, "volunteers/lead/shift_form.html", context, form)


@leaders_page
@reads_and_posts
def lead_shift_copy(request: HttpRequest, pk: int) -> HttpResponse:
    shift = led_shift(request.user, pk)
    first_day = timezone.localdate(shift.starts_at)
    initial = {"token": uuid4(), "day": max(first_day + WEEK, timezone.localdate())}
    form = RepeatForm(request.POST or None, initial=initial)
    if copies := _done(request, form, lambda: _shift_copies(shift, request.user, form.cleaned_data)):
        words = ngettext("%(n)s shift is added.", "%(n)s shifts are added.", len(copies))
        messages.success(request, words % {"n": len(copies)})
        return redirect("lead_activity", pk=shift.activity_id)
    context = {"activity": shift.activity, "shift": shift, "form": form}
    context["crumbs"] = (*activity_crumbs(shift.activity), (_("Copy shift"), ""))
    return _form_page(request, "volunteers/lead/repeat.html", context, form)


def _shift_copies(shift, by, wanted: dict) -> list:
    copy = shifts.copy_shift(shift=shift, by=by, day=wanted["day"])
    if not wanted["every"]:
        return [copy]
    more = shifts.repeat_shift(shift=copy, by=by, every_days=int(wanted["every"]), until=wanted["until"])
    return [copy, *more]


@leaders_page
@reads_and_posts
def lead_shift_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    shift = led_shift(request.user, pk)
    form = ReasonForm(request.POST or None)
    if _done(request, form, lambda: shifts.cancel_shift(shift=shift, by=request.user, **form.cleaned_data)):
        messages.success(request, _("It is cancelled, and everybody signed up was told."))
        return redirect("lead_activity", pk=shift.activity_id)
    context = {"activity": shift.activity, "shift": shift, "form": form}
    context["crumbs"] = (*activity_crumbs(shift.activity), (_("Cancel shift"), ""))
    return _form_page(request, "volunteers/lead/cancel.html", context, form)


def _where_page(request: HttpRequest, where: WhereForm, crumbs: tuple) -> HttpResponse:
    """A known place by its name, the place where the leader stands, or a tap on the map."""
    words = where.cleaned_data.get("q", "") if where.is_valid() else ""
    found = Place.objects.for_public().named_like(words).select_related("region").defer("region__outline")
    context = {
        "section": "volunteer",
        "where": where,
        "words": words,
        "places": found[:MOST] if words else [],
        "map": map_settings(None, 0, []),
        "crumbs": crumbs,
    }
    return render(request, "volunteers/lead/where.html", context, status=400 if where.errors else 200)


def _done(request: HttpRequest, form, act: Callable):
    """What the action made, where the form was sent and is right; its refusal becomes an error of the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act()
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        form.refused_with = refusal.status
        return None


def _form_page(request: HttpRequest, template: str, context: dict, form) -> HttpResponse:
    status = getattr(form, "refused_with", 400) if form.errors else 200
    return render(request, template, {"section": "volunteer", **context}, status=status)
