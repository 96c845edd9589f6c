"""Error pages that keep the layout. They must work when the database does not."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from office.context import current_site
from office.models import SiteIdentity


def site_without_database() -> SiteIdentity:
    return SiteIdentity(name="文明港城", name_en="Civic Harbour")


def _site() -> SiteIdentity:
    try:
        return current_site()
    except DatabaseError:
        return site_without_database()


def wants_json(request: HttpRequest) -> bool:
    path = request.path_info
    return path.startswith("/api/") or path.endswith((".json", ".geojson"))


def _error(request: HttpRequest, status: int, title: str, sentence: str, site: SiteIdentity | None = None):
    if wants_json(request):
        return JsonResponse({"detail": sentence}, status=status, json_dumps_params={"ensure_ascii": False})
    # The page that was asked for has no other language to lead to.
    request.resolver_match = None
    context = {"status": status, "title": title, "sentence": sentence, "site": site or _site()}
    response = render(request, "error.html", context, status=status)
    add_never_cache_headers(response)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 400, _("This cannot be read"), _("This address or form cannot be read."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 403, _("Not for you to open"), _("You are signed in, but this is not yours to open."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 404, _("No such page"), _("There is no such page. It may have moved."))


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Asks the database nothing: it may be what broke."""
    sentence = _("Something broke on our side. It has been noted.")
    return _error(request, 500, _("Something broke"), sentence, site=site_without_database())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    sentence = _("The form has expired. Please go back, reload the page and send it again.")
    return _error(request, 403, _("The form has expired"), sentence)


class OwnErrorPages:
    """The sample city runs with DEBUG on; its visitors meet our pages all the same, not Django's technical ones.

    An address without a view never reaches `process_exception`; it is told by its missing `resolver_match`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _hides_debug() and response.status_code == 404 and getattr(request, "resolver_match", None) is None:
            return not_found(request, Http404())
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not _hides_debug():
            return None
        if isinstance(exception, Http404):
            return not_found(request, exception)
        if isinstance(exception, PermissionDenied):
            return forbidden(request, exception)
        return None


def _hides_debug() -> bool:
    return settings.DEBUG and settings.SAMPLE_CITY
