"""Same URL, same view: the whole page, or the fragment that htmx asked for."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from lib.frames import render_framed


def wants_fragment(request: HttpRequest) -> bool:
    return bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request


def render_page(
    request: HttpRequest, page: str, fragment: str, context: dict, *, by: Iterable[str] | None = None, status: int = 200
) -> HttpResponse:
    """With `by`, `page` has holes, and its frame shows what `by` names of the context; see `lib/frames.py`."""
    if wants_fragment(request):
        response = render(request, fragment, context, status=status)
    elif by is None:
        response = render(request, page, context, status=status)
    else:
        response = render_framed(request, page, context, by=by, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
