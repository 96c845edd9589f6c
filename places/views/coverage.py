from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lib.pages import public_page
from places import coverage as circle
from places.forms import CoverageForm
from places.models import Kind
from places.reach import DETOUR, Profile, reach_m
from places.views.near import CHIPS


@require_safe
@public_page(params=("kind", "profile"))
def coverage(request: HttpRequest) -> HttpResponse:
    """The share of residents who have such a place within ten minutes of their home."""
    form = CoverageForm(request.GET)
    is_valid = form.is_valid()
    kind = form.cleaned_data.get("kind") or Kind.PARK
    profile = form.cleaned_data.get("profile") or Profile.ADULT
    towns = circle.shares(kind=kind, profile=profile, today=timezone.localdate()) if is_valid else []
    context = {
        "section": "near",
        "form": form,
        "kind": kind,
        "profile": profile,
        "kinds": [(choice.value, choice.label) for choice in CHIPS],
        "profiles": Profile.choices,
        "towns": towns,
        "city": circle.of_city(towns),
        "minutes": circle.MINUTES,
        "speed": profile.metres_per_second,
        "walked": round(profile.metres_per_second * 60 * circle.MINUTES),
        "detour": DETOUR,
        "reach": round(reach_m(circle.MINUTES, profile)),
    }
    return render(request, "places/coverage.html", context, status=200 if is_valid else 400)
