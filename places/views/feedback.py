"""Telling the office about a place: a page of its own, never kept, and no account needed."""

from uuid import uuid4

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lib.rates import count_or_refuse
from lib.refusals import TooMany
from photos.actions import PhotoRefused
from places import actions
from places.feedback_forms import FeedbackForm
from places.models import Kind, Place

TEN_MINUTES = 600
SENT_PER_PLACE = 5
# Checking a photo costs more than reading a form, and one address may stand for a whole block of flats.
TRIES = 40


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def place_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(Place.objects.filter(is_public=True).select_related("region"), pk=pk)
    if request.method != "POST":
        return _form_page(request, place, FeedbackForm(initial={"token": uuid4()}))
    address = get_adapter(request).get_client_ip(request)
    count_or_refuse(what="feedback-tries", who=address, limit=TRIES, seconds=TEN_MINUTES)
    form = FeedbackForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form_page(request, place, form, status=400)
    try:
        count_or_refuse(what=f"feedback-{place.pk}", who=address, limit=SENT_PER_PLACE, seconds=TEN_MINUTES)
        actions.send_feedback(place=place, **form.message)
    except (PhotoRefused, TooMany) as refusal:
        # The page comes back with what was written: only the photo must be chosen again.
        form.add_error("photo" if isinstance(refusal, PhotoRefused) else None, refusal.sentence)
        return _form_page(request, place, form, status=refusal.status, **refusal.details)
    return redirect("place_feedback_sent", pk=place.pk)


@never_cache
@require_safe
def place_feedback_sent(request: HttpRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(Place.objects.filter(is_public=True), pk=pk)
    return render(request, "places/feedback_sent.html", {"section": _section(place), "place": place})


def _form_page(
    request: HttpRequest, place: Place, form: FeedbackForm, status: int = 200, retry_after: int | None = None
) -> HttpResponse:
    crumbs = [(place.local_name, place.get_absolute_url()), (_("Tell us about this place"), "")]
    context = {"section": _section(place), "place": place, "form": form, "crumbs": crumbs}
    response = render(request, "places/feedback_form.html", context, status=status)
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response


def _section(place: Place) -> str:
    return "parks" if place.kind == Kind.PARK else "near"
