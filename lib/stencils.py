"""A fragment with blanks: drawn once, filled with texts at each request.

For rows about a person, which nobody else will ever ask for: `{% drawn %}` would keep them, a stencil keeps only their
shape. A template's blanks stand where text may stand, in an element or a quoted attribute, and pass no filter.
"""

import re
import secrets
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, NamedTuple

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from lib.drawing import drawings, identity

# Nobody can know it, so nobody can write it into a page.
MARK = secrets.token_hex(16)
BLANK = re.compile(rf"<!--{MARK}\.(\w+)-->")


class Stencil(NamedTuple):
    """One piece more than blanks."""

    pieces: tuple[str, ...]
    blanks: tuple[str, ...]

    def __len__(self) -> int:
        return sum(map(len, self.pieces))

    def fill(self, texts: Mapping[str, Any]) -> SafeString:
        """Texts are escaped, unless they are safe."""
        filled = [self.pieces[0]]
        for name, piece in zip(self.blanks, self.pieces[1:], strict=True):
            text = texts[name]
            filled += (text if hasattr(text, "__html__") else escape(str(text))), piece
        return mark_safe("".join(filled))


def stencil(template_name: str, blanks: Iterable[str], **shape: Any) -> Stencil:
    """The template with `blanks`, as `shape` and the active language make it."""
    key = ("stencil", template_name, get_language(), *((name, identity(value)) for name, value in shape.items()))
    return drawings.get(key, lambda: _cut(template_name, blanks, shape))


def _cut(template_name: str, names: Iterable[str], shape: dict) -> Stencil:
    marks = {name: mark_safe(f"<!--{MARK}.{name}-->") for name in names}
    first, *rest = BLANK.split(get_template(template_name).render({**shape, **marks}))
    return Stencil((first, *rest[1::2]), tuple(rest[::2]))


def fill(template_name: str, texts: Mapping[str, Any], **shape: Any) -> SafeString:
    return stencil(template_name, texts, **shape).fill(texts)


def fill_each(template_name: str, blanks: tuple[str, ...], shape: tuple[str, ...], rows: Iterable[Any]) -> SafeString:
    """One for each row, whose attributes are the texts of `blanks` and the `shape`; joined."""
    known: dict[tuple, Stencil] = {}
    filled = []
    for row in rows:
        its = tuple([getattr(row, name) for name in shape])
        if its not in known:
            known[its] = stencil(template_name, blanks, **dict(zip(shape, its, strict=True)))
        filled.append(known[its].fill({name: getattr(row, name) for name in blanks}))
    return mark_safe("".join(filled))
