from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from civic.figures import all_figures
from lib.pages import public_page


@require_GET
@public_page()
def figures(request: HttpRequest) -> HttpResponse:
    return render(request, "civic/figures.html", {"section": "figures", "figures": all_figures()})
