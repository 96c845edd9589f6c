"""Answers to the questions of browsers and robots; none of them has a language."""

from datetime import timedelta
from hashlib import blake2b

from django.conf import settings
from django.contrib.sitemaps.views import sitemap
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from civic.sitemaps import SITEMAPS
from lib.pages import public_page
from lib.templatetags.civic import absolute
from office.context import current_site

SHELL = (
    "css/tokens.css", "css/civic.css", "css/volunteers.css", "js/civic.js", "js/volunteer-store.js",
    "js/volunteer-send.js", "js/volunteer-queue.js", "js/volunteer-code.js", "js/volunteer-qr.js", "js/volunteer.js",
    "js/volunteer-shell.js", "img/icons.svg", "img/mark.svg",
)  # fmt: skip
SECURITY_TXT_HOLDS = timedelta(days=180)
LANGUAGES = ("zh-hans", "en")


def _in_all_languages(name: str) -> list[str]:
    paths = []
    for code in LANGUAGES:
        with translation.override(code):
            paths.append(reverse(name))
    return paths


@require_GET
@public_page()
def service_worker(request: HttpRequest) -> HttpResponse:
    shell = [static(path) for path in SHELL]
    context = {
        "version": blake2b("|".join(shell).encode(), digest_size=6).hexdigest(),
        "offline": _in_all_languages("offline"),
        "phone": _in_all_languages("volunteer_offline"),
        "shell": shell,
        "static": settings.STATIC_URL,
        "english": _in_all_languages("home")[1],
    }
    return render(request, "civic/sw.js", context, content_type="text/javascript; charset=utf-8")


@require_GET
@public_page()
def robots(request: HttpRequest) -> HttpResponse:
    private = [*_in_all_languages("me"), *_in_all_languages("mode"), reverse("admin:index")]
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in private),
        "",
        f"Sitemap: {absolute(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_GET
@public_page()
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    return sitemap(request, SITEMAPS)


@require_GET
@public_page(seconds=3600)
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. Without a contact there is nothing to say."""
    site = current_site()
    contact = site.security_contact or (f"mailto:{site.email}" if site.email else "")
    if not contact:
        raise Http404(_("No security contact has been entered."))
    expires = (timezone.now() + SECURITY_TXT_HOLDS).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires}",
        "Preferred-Languages: zh, en",
        f"Canonical: {absolute(reverse('security_txt'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_GET
def favicon(request: HttpRequest) -> HttpResponse:
    """For what asks without reading the page."""
    return redirect(static("img/app-32.png"), permanent=False)
