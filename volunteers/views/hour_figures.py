from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lib.pages import public_page
from volunteers.city_hours import CityHours


@require_safe
@public_page()
def hour_figures(request: HttpRequest) -> HttpResponse:
    """The city's hours by year and by how they came into the books. Nobody's name, no ranking."""
    return render(request, "volunteers/hour_figures.html", {"section": "volunteer", "city": CityHours()})
