"""Without a signal: the page that the service worker keeps, and what the phone takes along."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lib.pages import public_page
from volunteers.offline import phone_data
from volunteers.views.roster import scan_address
from volunteers.words import phone


@require_safe
@public_page()
def shell(request: HttpRequest) -> HttpResponse:
    """Empty: its script draws it from what lies in the phone."""
    return render(request, "volunteers/offline.html", {"section": "volunteer", **phone()})


@never_cache
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return JsonResponse({"detail": _("Sign in again; what waits stays in the phone.")}, status=401)
    return JsonResponse(phone_data(request.user, timezone.now(), scan_address("{code}")))
