from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from lib.pages import public_page
from lib.refusals import Invalid
from places import present
from places.forms import NearForm
from places.models import Feedback, Place

FEEDBACK_SHOWN = 20


@require_safe
@public_page(seconds=60)
def place_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A place whose kind has no room of its own; the others are sent to theirs."""
    at = timezone.now()
    near = NearForm(request.GET)
    if not near.is_valid():
        raise Invalid(near.sentences[0])
    place = get_object_or_404(present.page_of(Place.objects.all(), pk, at, near.cleaned_data["point"]))
    if place.get_absolute_url() != request.path:
        return redirect(place, permanent=True)
    context = {
        "section": "near",
        "shown": present.Shown(place, at, profile=near.cleaned_data["profile"]),
        "place": place,
        "crumbs": [
            (place.get_kind_display(), f"{reverse('place_list')}?kind={place.kind}"),
            (place.local_name, ""),
        ],
        "feedback": Feedback.objects.published().about(place)[:FEEDBACK_SHOWN],
    }
    return render(request, "places/place_detail.html", context)
