from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lib import modes


@never_cache
@require_GET
def switch(request: HttpRequest) -> HttpResponse:
    """A plain link changes how this reader sees the site. Nothing else is stored, so a GET may do it."""
    mode = modes.changed(modes.read_mode(request), elder=request.GET.get("elder"), theme=request.GET.get("theme"))
    response = redirect(modes.safe_next(request, reverse("home")))
    modes.remember(response, mode)
    return response
