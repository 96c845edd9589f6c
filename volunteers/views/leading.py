"""The leader's pages: what my organizations do next, one activity, one shift with everybody signed up for it."""

from functools import wraps
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.rates import count_or_refuse
from lib.refusals import Refused
from volunteers.actions import activities, sign_ups
from volunteers.forms.activities import AnnouncementForm
from volunteers.forms.sign_ups import AnswerForm
from volunteers.models import Activity, Organization, Shift, SignUp
from volunteers.present import rows_of

NEXT = 20
PER_PAGE = 50
MESSAGES, HOUR = 20, 3600
ORDER = {"applied": 0, "confirmed": 1, "waiting": 2, "withdrawn": 3, "rejected": 4, "cancelled": 5}


def led(user):
    """Organizations that this person leads; somebody who leads none has no such pages."""
    organizations = Organization.objects.led_by(user).select_related("region").defer("region__outline")
    return organizations.order_by("path")


def led_activity(user, pk: int) -> Activity:
    shown = Activity.objects.filter(organization__in=Organization.objects.led_by(user))
    shown = shown.select_related("organization__region", "place", "region")
    return get_object_or_404(shown.defer("organization__region__outline", "region__outline"), pk=pk)


def led_shift(user, pk: int) -> Shift:
    shown = Shift.objects.filter(activity__organization__in=Organization.objects.led_by(user))
    return get_object_or_404(shown.with_activity(), pk=pk)


def leaders_page(view):
    """Signed in, never kept."""

    @never_cache
    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return view(request, *args, **kwargs)

    return wrapped


@leaders_page
@require_safe
def leading(request: HttpRequest) -> HttpResponse:
    """Home of those who lead: the next shifts, what waits for an answer, drafts."""
    at = timezone.now()
    organizations = list(led(request.user))
    if not organizations:
        raise Http404
    shifts = Shift.objects.filter(activity__organization__in=organizations).standing().upcoming(at)
    shifts = shifts.exclude(activity__state__in=["draft", "cancelled"]).with_activity().annotate(
        applied=Count("sign_ups", filter=Q(sign_ups__state="applied")),
        waiting=Count("sign_ups", filter=Q(sign_ups__state="waiting")),
    )  # fmt: skip
    mine = Activity.objects.filter(organization__in=organizations)
    context = {
        "section": "volunteer",
        "organizations": organizations,
        "rows": rows_of(shifts.order_by("starts_at", "pk")[:NEXT], at),
        "drafts": mine.filter(state="draft").order_by("-created_at")[:NEXT],
        "recent": mine.exclude(state="draft").order_by("-updated_at")[:NEXT],
        "crumbs": (*lead_crumbs(), (_("I lead"), "")),
    }
    return render(request, "volunteers/lead/home.html", context)


@leaders_page
@require_safe
def lead_activity(request: HttpRequest, pk: int) -> HttpResponse:
    activity = led_activity(request.user, pk)
    at = timezone.now()
    shifts = list(activity.shifts.defer("secret").order_by("starts_at", "pk"))
    for shift in shifts:
        shift.activity = activity
    context = {
        "section": "volunteer",
        "activity": activity,
        "coming": rows_of([shift for shift in shifts if shift.ends_at > at], at),
        "past": rows_of([shift for shift in reversed(shifts) if shift.ends_at <= at][:NEXT], at),
        "is_over": activity.state in (Activity.State.FINISHED, Activity.State.CANCELLED),
        "announcements": activity.announcements.all()[:5],
        "crumbs": (*lead_crumbs(), (_("I lead"), reverse("leading")), (activity.local_title, "")),
    }
    return render(request, "volunteers/lead/activity.html", context)


@leaders_page
@require_POST
def lead_activity_open(request: HttpRequest, pk: int) -> HttpResponse:
    activity = led_activity(request.user, pk)
    try:
        activities.open_activity(activity=activity, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("It is open: everybody can see it and sign up."))
    return redirect("lead_activity", pk=pk)


@leaders_page
@require_safe
def lead_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody signed up, who waits for an answer first. Names are masked as in the whole house."""
    shift = led_shift(request.user, pk)
    rows = SignUp.objects.filter(shift=shift).select_related("volunteer__user__identity").with_position()
    rows = rows.annotate(order=_order()).order_by("order", "queued_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counts = SignUp.objects.filter(shift=shift).aggregate(
        confirmed=Count("pk", filter=Q(state="confirmed")),
        applied=Count("pk", filter=Q(state="applied")),
        waiting=Count("pk", filter=Q(state="waiting")),
    )
    at = timezone.now()
    context = {
        "section": "volunteer",
        "shift": shift,
        "activity": shift.activity,
        "row": rows_of([shift], at)[0],
        "page": page,
        "counts": counts,
        "is_over": shift.is_cancelled or shift.ends_at <= at,
        "crumbs": shift_crumbs(shift),
    }
    return render(request, "volunteers/lead/shift.html", context)


@leaders_page
@require_POST
def lead_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes, or no with a reason, to one sign-up of a shift that I lead."""
    sign_up = get_object_or_404(
        SignUp.objects.filter(shift__activity__organization__in=Organization.objects.led_by(request.user)), pk=pk
    )
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose yes or no."))
        return redirect("lead_shift", pk=sign_up.shift_id)
    try:
        sign_ups.answer(sign_up=sign_up, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Your answer is on its way."))
    return redirect("lead_shift", pk=sign_up.shift_id)


@leaders_page
@require_http_methods(["GET", "HEAD", "POST"])
def lead_message(request: HttpRequest, pk: int, shift_pk: int | None = None) -> HttpResponse:
    """A notice to everybody signed up, for one shift or for all that are to come."""
    activity = led_activity(request.user, pk)
    shift = get_object_or_404(activity.shifts, pk=shift_pk) if shift_pk else None
    form = AnnouncementForm(request.POST or None, initial={"token": uuid4()})
    back = redirect("lead_shift", pk=shift.pk) if shift else redirect("lead_activity", pk=activity.pk)
    if request.method == "POST" and form.is_valid():
        count_or_refuse(what="announcements", who=str(request.user.pk), limit=MESSAGES, seconds=HOUR)
        sent = activities.announce(activity=activity, shift=shift, by=request.user, **form.cleaned_data)
        words = ngettext("%(n)s person was told.", "%(n)s people were told.", sent.reached)
        messages.success(request, words % {"n": sent.reached})
        return back
    context = {
        "section": "volunteer",
        "activity": activity,
        "shift": shift,
        "form": form,
        "crumbs": (*activity_crumbs(activity), (_("Message to all"), "")),
    }
    return render(request, "volunteers/lead/message.html", context, status=400 if form.errors else 200)


def _order() -> Case:
    whens = [When(state=state, then=Value(number)) for state, number in ORDER.items()]
    return Case(*whens, default=Value(9), output_field=IntegerField())


def lead_crumbs() -> tuple:
    return ((_("Volunteering"), reverse("volunteering")),)


def activity_crumbs(activity: Activity) -> tuple:
    here = reverse("lead_activity", args=[activity.pk])
    return (*lead_crumbs(), (_("I lead"), reverse("leading")), (activity.local_title, here))


def shift_crumbs(shift: Shift) -> tuple:
    return (*activity_crumbs(shift.activity), (f"{timezone.localtime(shift.starts_at):%m-%d %H:%M}", ""))
