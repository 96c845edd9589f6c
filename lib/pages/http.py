"""The decorator that makes a view's answer public, and the middleware that answers from what is kept."""

import gzip
import hashlib
import time
from collections.abc import Iterable
from functools import wraps

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from lib.modes import read_mode
from lib.pages.personal import personal_way
from lib.pages.short import short_way
from lib.pages.store import Begun, Kept, keep_locally, local, store
from lib.pages.watching import making

# Made anew as often as something is edited: level 6 takes twice as long for 3 % less.
GZIP_LEVEL = 4


def public_page(*, seconds: int | None = None, params: Iterable[str] = ()):
    """The view's answer is the same for everyone, so it may be kept by us, by proxies and by browsers.

    `seconds`: how long the page stays true when nothing is written (a page that says "open now" ages).
    `params`: the query parameters that the view knows; an address with any other is answered but not kept,
    so that nobody can fill the store with invented addresses.
    """
    known = frozenset(params)

    def decorate(view):
        @wraps(view)
        def wrapped(request, *args, **kwargs):
            if request.method not in ("GET", "HEAD"):
                return view(request, *args, **kwargs)
            begun = making.begun = getattr(request, "pages_begun", None) or store.now()
            making.tables = set()
            try:
                response = view(request, *args, **kwargs)
                if hasattr(response, "render"):
                    response.render()
                tables = making.tables
            finally:
                making.tables = making.begun = None
            if response.status_code == 200:
                _finish(request, response)
                if begun and known.issuperset(request.GET):
                    ceiling = settings.PAGE_SECONDS
                    response.keep = (
                        begun.epoch,
                        begun.number,
                        tuple(sorted(tables)),
                        min(seconds or ceiling, ceiling),
                    )
            return response

        wrapped.is_public_page = True
        return wrapped

    return decorate


def _finish(request, response) -> None:
    # Caches may hold it but must ask: the answer to their question is a short 304.
    response["Cache-Control"] = "public, no-cache"
    response["ETag"] = f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'


class PageMiddleware:
    """Outermost: answers from kept pages before sessions, languages and routing are even looked at.

    A public page that must be made anew is made on the short way, see `lib/pages/short.py`; a signed-in one that only
    reads has one of its own, `lib/pages/personal.py`.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.short_way = short_way()
        self.personal_way = personal_way()

    def __call__(self, request):
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        if personal := self.personal_way(request):
            return personal
        key = _key(request)
        kept, request.pages_begun = _look_up(key)
        if kept is not None:
            if not kept.is_shared:
                store.share(key, kept)
            return _answer(request, kept)
        response = self.short_way(request) or self.get_response(request)
        if "ETag" in response:
            response = self._settle(request, response, key)
        return response

    def _settle(self, request, response, key: str):
        terms = getattr(response, "keep", None)
        if terms is None or response.cookies or response.streaming:
            return get_conditional_response(request, etag=response["ETag"], response=response)
        _drop_language_vary(response)
        patch_vary_headers(response, ["Cookie", "HX-Request", "Accept-Encoding"])
        epoch, number, tables, seconds = terms
        kept = Kept(
            epoch, number, tables, time.time() + seconds, response.status_code,
            tuple(response.items()), response.content, gzip.compress(response.content, GZIP_LEVEL, mtime=0),
        )  # fmt: skip
        # Other processes are told once it was asked for again: what is edited all the time is never worth sharing.
        keep_locally(key, kept)
        return _answer(request, kept)


def _look_up(key: str) -> tuple[Kept | None, Begun | None]:
    """A page that is still true, from this process or from Redis; else where its making anew begins."""
    kept = local.get(key)
    if kept is not None:
        is_fresh, begun = store.check(kept)
        # One that went stale here is made anew here: what another process may have made meanwhile is not worth asking.
        return (kept, None) if is_fresh else (None, begun)
    kept, begun = store.load(key)
    if kept is not None:
        is_fresh, begun = store.check(kept)
        if is_fresh:
            keep_locally(key, kept)
            return kept, None
    return None, begun


def _drop_language_vary(response) -> None:
    # The language is in the path; LocaleMiddleware cannot know that for unprefixed addresses.
    vary = [name.strip() for name in response.get("Vary", "").split(",")]
    response["Vary"] = ", ".join(name for name in vary if name and name != "Accept-Language")


def _key(request) -> str:
    return "|".join(
        (
            request.scheme,
            request.META.get("HTTP_HOST", ""),
            request.META.get("SCRIPT_NAME", ""),
            request.path_info,
            request.META.get("QUERY_STRING", ""),
            read_mode(request).key,
            "fragment" if _wants_fragment(request.META) else "page",
        )
    )


def _wants_fragment(meta: dict) -> bool:
    """As `lib.htmx.wants_fragment`, before htmx's own middleware has looked: the back button wants the whole page."""
    whole = "true" in (meta.get("HTTP_HX_BOOSTED"), meta.get("HTTP_HX_HISTORY_RESTORE_REQUEST"))
    return meta.get("HTTP_HX_REQUEST") == "true" and not whole


def _answer(request, kept: Kept) -> HttpResponse:
    gzipped = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    response = HttpResponse(kept.gzipped if gzipped else kept.body, status=kept.status)
    for name, value in kept.headers:
        response.headers[name] = value
    if gzipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    etag = response.headers["ETag"]
    if request.META.get("HTTP_IF_NONE_MATCH"):
        return get_conditional_response(request, etag=etag, response=response)
    return response
