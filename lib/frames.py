"""A page's frame, everything around its content, is drawn once and filled at each request.

`{% hole "parks/_park_sheet.html" sheet %}` in a page's template leaves a place for that fragment, and
`{% hole_each "parks/_park_row.html" row rows is_map %}` for one fragment for each `row` of `rows`. The frame sees its
address, what settings.FRAME_CONTEXT says of the site and the reader, and the inputs that the view names; it is another
frame where any of them is another. The fragments in its holes see the names in their tag, from the view's context, and
are drawn as `{% drawn %}` does.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from django import template
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from lib.drawing import draw, draw_each, drawings, identity

# Nobody can know it, so nobody can write it into a page.
MARK = mark_safe(f"<!-- {secrets.token_hex(16)} -->")
HOLES = "holes of the frame"


class Hole(NamedTuple):
    """For one fragment, or for one for `each` of `values`; without a template, for the value of its one name."""

    template_name: str
    names: tuple[str, ...]
    each: str = ""
    values: str = ""

    def filled(self, context: Mapping) -> SafeString:
        if not self.template_name:
            return conditional_escape(context[self.names[0]])
        inputs = {name: context[name] for name in self.names}
        if self.each:
            return draw_each(self.template_name, self.each, context[self.values], **inputs)
        return draw(self.template_name, **inputs)


class Frame(NamedTuple):
    """One piece more than holes."""

    pieces: tuple[str, ...]
    holes: tuple[Hole, ...]

    def __len__(self) -> int:
        return sum(map(len, self.pieces))

    def filled(self, context: dict) -> str:
        first, *rest = self.pieces
        return first + "".join(hole.filled(context) + piece for hole, piece in zip(self.holes, rest, strict=True))


class HoleNode(template.Node):
    def __init__(self, hole: Hole):
        self.hole = hole

    def render(self, context) -> SafeString:
        if HOLES not in context:
            return self.hole.filled(context.flatten())
        context[HOLES].append(self.hole)
        return MARK


def render_framed(
    request: HttpRequest, template_name: str, context: dict, *, by: Iterable[str] = (), status: int = 200
) -> HttpResponse:
    """As `render`, for a public page whose template has holes; `by` names what of `context` the frame itself shows."""
    shown = {"request": request, **_surroundings(request), **{name: context[name] for name in by}}
    key = ("frame", template_name, get_language(), *((name, identity(value)) for name, value in shown.items()))
    frame = drawings.get(key, lambda: _drawn(template_name, shown))
    return HttpResponse(frame.filled(context), status=status)


def render_personal(request: HttpRequest, template_name: str, context: dict, *, by: Iterable[str] = ()) -> HttpResponse:
    """As `render`, for a `@personal_page`. On its short way the frame is shared; what is personal fills `{% gap %}`s.

    An address with parameters has a frame of its own, which nobody would ask for again: it is drawn plainly.
    """
    if getattr(request, "is_short", False) and not request.META.get("QUERY_STRING"):
        return render_framed(request, template_name, context, by=by)
    return render(request, template_name, context)


def _drawn(template_name: str, shown: dict) -> Frame:
    holes: list[Hole] = []
    page = get_template(template_name).render({**shown, "LANGUAGE_CODE": get_language(), HOLES: holes})
    return Frame(tuple(page.split(MARK)), tuple(holes))


def _surroundings(request: HttpRequest) -> dict:
    """`section` is among them, for pages that belong to none."""
    surroundings: dict = {}
    for processor in _processors(tuple(settings.FRAME_CONTEXT)):
        surroundings.update(processor(request))
    return surroundings


@lru_cache(maxsize=2)
def _processors(paths: tuple[str, ...]) -> tuple[Callable[[HttpRequest], dict], ...]:
    return tuple(import_string(path) for path in paths)
