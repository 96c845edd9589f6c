"""The short way to a signed-in page: between the server and its view stands only what such a page needs.

As in `lib/pages/short.py` it gives the page or nothing at all. Whoever is not recognised at a glance (signed out, idle
for a while, with a message to be shown, in the middle of signing in) goes the long way, through `settings.MIDDLEWARE`,
and so does whatever would write to the session. Nothing of such a page is kept for anybody.
"""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string

from lib.pages.remembered import moment
from lib.pages.short import NotShort, chained, tell_once


class NotRecognised(NotShort):
    """Not at a glance: the long way may still know who it is."""


def personal_page(*, beside: Callable) -> Callable[[Callable], Callable]:
    """The outermost decorator of a view that only reads, for who is signed in.

    `beside`: what it asks of the account, in the statement that reads the account; see `settings.RECOGNISE`.
    """

    def decorate(view: Callable) -> Callable:
        view.is_personal_page = True
        view.beside = beside
        return view

    return decorate


def personal_way() -> Callable[[HttpRequest], HttpResponse | None]:
    recognise = import_string(settings.RECOGNISE)

    def view(request: HttpRequest) -> HttpResponse:
        request.resolver_match = match = _match(request.path_info, settings.ROOT_URLCONF)
        recognise(request)
        request.is_short = True
        with moment():
            response = match.func(request, *match.args, **match.kwargs)
        if request.session.modified:
            raise NotRecognised
        patch_vary_headers(response, ["Cookie"])
        return response

    chain = chained(view)

    def page_or_nothing(request: HttpRequest) -> HttpResponse | None:
        if (
            settings.SESSION_COOKIE_NAME not in request.COOKIES
            or _match(request.path_info, settings.ROOT_URLCONF) is None
        ):
            return None
        try:
            response = chain(request)
        except Exception as error:  # noqa: BLE001 the long way will meet it again, and answer it
            tell_once(error)
            return None
        return response if response.status_code == 200 else None

    return page_or_nothing


@lru_cache(maxsize=2048)
def _match(path: str, urlconf: str) -> ResolverMatch | None:
    """By the language that the address begins with, as LocaleMiddleware will find it."""
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            match = resolve(path, urlconf)
        except Resolver404:
            return None
    return match if getattr(match.func, "is_personal_page", False) else None
