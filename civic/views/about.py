"""Pages about the site itself."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from civic.errors import site_without_database
from civic.health import all_parts
from civic.styleguide import samples
from lib.pages import public_page
from office.context import current_site


@never_cache
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """JSON for monitors, a page for people. Answers, with 503, while residents cannot be served."""
    parts = all_parts()
    well = all(part.ok for part in parts if part.needed)
    if "text/html" in request.headers.get("Accept", ""):
        site = current_site() if well else site_without_database()
        context = {"parts": parts, "well": well, "down": any(not part.ok for part in parts), "site": site}
        response = render(request, "civic/health.html", context)
    else:
        answer = {part.name: {"ok": part.ok, "why": part.why} for part in parts}
        response = JsonResponse({"ok": well, "parts": answer}, json_dumps_params={"ensure_ascii": False})
    response.status_code = 200 if well else 503
    response["Vary"] = "Accept"
    return response


@require_GET
@public_page()
def site_map(request: HttpRequest) -> HttpResponse:
    return render(request, "civic/site_map.html", {"section": "site_map"})


@require_GET
@public_page()
def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "civic/styleguide.html", {"section": "styleguide", **samples()})


@require_GET
@public_page()
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "civic/offline.html", {"section": "offline"})


@require_GET
@public_page()
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the portal on its home screen."""
    site = current_site()
    home = reverse("home")
    answer = {
        "id": home,
        "name": site.local_name,
        "short_name": site.local_name,
        "lang": "en" if get_language() == "en" else "zh-CN",
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "background_color": "#faf8f3",
        "theme_color": "#0b5563",
        "icons": [
            {"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            {"src": static("img/app-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any"},
            {"src": static("img/app-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any"},
            {"src": static("img/app-maskable-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        ],
    }
    return JsonResponse(
        answer, content_type="application/manifest+json; charset=utf-8", json_dumps_params={"ensure_ascii": False}
    )
