"""The short way to a public page: between the server and its view stands only what an answer for everyone needs.

`settings.PUBLIC_MIDDLEWARE` names what that is. The short way gives the page or nothing at all: whatever else there is
to answer (another view, a refusal, a redirect, a failure) goes the long way, through `settings.MIDDLEWARE`, from its
start. A public view only reads, so to have called it twice harms nobody.
"""

import logging
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from lib.refusals import Refused


class NotShort(Exception):
    """The short way has nothing to give here, and nothing is wrong."""


class NotPublic(NotShort):
    """The address is not that of a public page."""


ANSWERED_THE_LONG_WAY = (NotShort, Refused, Http404, PermissionDenied, SuspiciousOperation)
logger = logging.getLogger(__name__)
_told: set[tuple[type[Exception], str, int]] = set()


def short_way() -> Callable[[HttpRequest], HttpResponse | None]:
    chain = chained(_view)

    def page_or_nothing(request: HttpRequest) -> HttpResponse | None:
        try:
            response = chain(request)
        except Exception as error:  # noqa: BLE001 the long way will meet it again, and answer it
            tell_once(error)
            return None
        return response if response.status_code == 200 else None

    return page_or_nothing


def tell_once(error: Exception) -> None:
    """A fault that only the short way has would be seen by nobody: one line in the log for each line that fails."""
    if isinstance(error, ANSWERED_THE_LONG_WAY):
        return
    frame = error.__traceback__
    while frame.tb_next:
        frame = frame.tb_next
    where = type(error), frame.tb_frame.f_code.co_filename, frame.tb_lineno
    if where not in _told:
        _told.add(where)
        logger.warning("The short way failed; the long way answers.", exc_info=error)


def chained(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """`view` behind the middlewares that a page needs which only reads."""
    for path in reversed(settings.PUBLIC_MIDDLEWARE):
        view = import_string(path)(view)
    return view


def _view(request: HttpRequest) -> HttpResponse:
    match = _public_match(request.path_info, get_language(), settings.ROOT_URLCONF)
    if match is None:
        raise NotPublic
    request.resolver_match = match
    return match.func(request, *match.args, **match.kwargs)


@lru_cache(maxsize=2048)
def _public_match(path: str, language: str, urlconf: str) -> ResolverMatch | None:
    """Addresses begin with their language, so the same one leads elsewhere in another."""
    try:
        match = resolve(path, urlconf)
    except Resolver404:
        return None
    return match if getattr(match.func, "is_public_page", False) else None
