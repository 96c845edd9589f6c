"""The short way to a public page: between the server and its view stands only what an answer for everyone needs.

`settings.PUBLIC_MIDDLEWARE` names what that is. The short way gives the page or nothing at all: whatever else there is
to answer (another view, a refusal, a redirect, a failure) goes the long way, through `settings.MIDDLEWARE`, from its
start. A public view only reads, so to have called it twice harms nobody.
"""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.module_loading import import_string
from django.utils.translation import get_language


class NotPublic(Exception):
    """The address is not that of a public page."""


def short_way() -> Callable[[HttpRequest], HttpResponse | None]:
    chain = chained(_view)

    def page_or_nothing(request: HttpRequest) -> HttpResponse | None:
        try:
            response = chain(request)
        except Exception:  # noqa: BLE001 the long way will meet it again, and answer it
            return None
        return response if response.status_code == 200 else None

    return page_or_nothing


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
