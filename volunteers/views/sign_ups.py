"""A volunteer's own sign-ups: the page that asks, withdrawing, my shifts, my calendar."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.refusals import Refused
from lib.sealed import lookup_of
from volunteers import calendars
from volunteers.actions import feeds, sign_ups
from volunteers.forms.sign_ups import SignUpForm
from volunteers.models import Membership, Shift, SignUp, Volunteer
from volunteers.present import places_of
from volunteers.pressers import presser, shift_to_press
from volunteers.requirements import unmet

PAST = 20
FEED_DAYS = 120
State = SignUp.State
SIGNED_UP = {
    State.CONFIRMED: gettext_lazy("You have a place: “%(title)s”."),
    State.WAITING: gettext_lazy("You are in line for “%(title)s”. When a place becomes free, you get it and a notice."),
    State.APPLIED: gettext_lazy("Your sign-up for “%(title)s” is with the leader. The answer comes into your inbox."),
}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def shift_sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        shift = shift_to_press(pk)
    else:
        shift = Shift.objects.for_public().with_activity().filter(pk=pk).first()
    if shift is None:
        raise Http404
    volunteer = presser(request.user)
    if volunteer is None:
        return render(request, "volunteers/sign_up_not_yet.html", _about(shift), status=200)
    form = SignUpForm(request.POST or None, most=shift.activity.most_companions)
    if request.method == "POST" and form.is_valid():
        try:
            mine = sign_ups.sign_up(shift=shift, volunteer=volunteer, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return _sign_up_page(request, shift, volunteer, form, status=refusal.status)
        messages.success(request, SIGNED_UP[mine.state] % {"title": shift.activity.local_title})
        return redirect("my_shifts")
    return _sign_up_page(request, shift, volunteer, form, status=400 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def shift_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    mine = get_object_or_404(_mine(request), shift=pk)
    if request.method == "POST":
        sign_ups.withdraw(sign_up=mine)
        messages.success(request, _("You have withdrawn. Thank you for saying so in time."))
        return redirect("my_shifts")
    return render(request, "volunteers/withdraw.html", {"mine": mine, **_about(mine.shift)})


@never_cache
@login_required
@require_safe
def my_shifts(request: HttpRequest) -> HttpResponse:
    """What is to come, the lines that I stand in, what was; and the address of my calendar."""
    now = timezone.now()
    volunteer = _volunteer_of(request)
    mine = _mine(request)
    coming = mine.filter(ends_at__gt=now).with_position().order_by("starts_at", "pk")
    past = mine.filter(ends_at__lte=now, state__in=[State.CONFIRMED, State.CANCELLED]).order_by("-starts_at", "-pk")
    context = {
        "section": "volunteer",
        "volunteer": volunteer,
        "coming": [one for one in coming if one.state not in (State.WITHDRAWN, State.WAITING)],
        "waiting": [one for one in coming if one.state == State.WAITING],
        "past": past[:PAST],
        "now": now,
        "feed": feeds.address_of(volunteer) if volunteer else "",
        "leads": Membership.objects.leading(request.user).exists(),
    }
    return render(request, "volunteers/my_shifts.html", context)


@login_required
@require_POST
def feed_reset(request: HttpRequest) -> HttpResponse:
    """A new secret address; the old one is gone from now on."""
    volunteer = _volunteer_of(request)
    if volunteer is None:
        raise Http404
    feeds.reset(volunteer=volunteer)
    messages.success(request, _("Your calendar has a new address. The old one no longer works."))
    return redirect(reverse("my_shifts") + "#calendar")


@require_safe
def my_calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """Whoever knows the secret reads this person's shifts: no name, no number, nothing but the shifts.

    What ended stays in it as cancelled: a calendar keeps what it took in until it is told otherwise.
    """
    volunteer = get_object_or_404(Volunteer.objects.active(), feed_lookup=lookup_of(secret, kind="feed_token"))
    since = timezone.now() - timedelta(days=FEED_DAYS)
    rows = SignUp.objects.filter(volunteer=volunteer, ends_at__gt=since).with_changes()
    rows = rows.select_related("shift__activity__organization", "shift__activity__place").defer("shift__secret")
    events = [calendars.event_of_mine(one) for one in rows.order_by("starts_at", "pk")]
    response = calendars.answer(_("My volunteer shifts"), events, filename="my-shifts")
    response["Cache-Control"] = "private, no-cache"
    return response


def _volunteer_of(request: HttpRequest) -> Volunteer | None:
    return Volunteer.objects.active().filter(user=request.user).first()


def _mine(request: HttpRequest):
    shown = ("shift__activity__organization", "shift__activity__place", "shift__activity__region")
    mine = SignUp.objects.filter(volunteer__user=request.user).select_related(*shown)
    return mine.defer("shift__secret", "shift__activity__region__outline")


def _about(shift: Shift) -> dict:
    activity = shift.activity
    crumbs = ((activity.local_title, activity.get_absolute_url()), (_("Sign up"), ""))
    places = places_of(shift, timezone.now())
    return {"section": "volunteer", "shift": shift, "activity": activity, "places": places, "crumbs": crumbs}


def _sign_up_page(request, shift: Shift, volunteer: Volunteer, form: SignUpForm, status: int) -> HttpResponse:
    standing = SignUp.objects.standing().with_position().filter(shift=shift, volunteer=volunteer).first()
    context = {
        **_about(shift),
        "form": form,
        "mine": standing,
        "lacking": [] if standing else unmet(shift=shift, volunteer=volunteer),
    }
    return render(request, "volunteers/sign_up.html", context, status=status)
