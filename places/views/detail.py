from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from lib.pages import public_page
from places.forms import read_near
from places.models import Kind, Place
from places.sheet import Sheet, render_sheet


@require_safe
@public_page(seconds=60)
def place_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A place whose kind has no room of its own; the others are sent to theirs."""
    sheet = Sheet(Place, pk, timezone.now(), read_near(request))
    kind = Kind(sheet.values["kind"])
    own = Place(pk=pk, kind=kind).get_absolute_url()
    if own != request.path:
        return redirect(own, permanent=True)
    crumbs = ((str(kind.label), f"{reverse('place_list')}?kind={kind}"), (sheet.name, ""))
    return render_sheet(request, "places/place_detail.html", sheet, section="near", crumbs=crumbs)
