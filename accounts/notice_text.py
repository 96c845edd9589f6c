"""The privacy notice is plain text: `# ` and `## ` begin a heading, `- ` a point, an empty line a new paragraph."""

from collections.abc import Iterator
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

HEADINGS = {"# ": "h1", "## ": "h2", "### ": "h3"}


def to_html(text: str) -> SafeString:
    """Everything is escaped; nothing but headings, points and paragraphs comes out."""
    return mark_safe("\n".join(_blocks(text)))


def _blocks(text: str) -> Iterator[str]:
    lines = [line.strip() for line in text.splitlines()]
    for kind, group in groupby(lines, key=_kind):
        if kind == "point":
            items = format_html_join("", "<li>{}</li>", ((line[2:],) for line in group))
            yield format_html("<ul>{}</ul>", items)
        elif kind == "paragraph":
            yield format_html("<p>{}</p>", " ".join(group))
        elif kind == "heading":
            yield from (_heading(line) for line in group)


def _kind(line: str) -> str:
    if not line:
        return "gap"
    if line.startswith("- "):
        return "point"
    return "heading" if line.startswith(tuple(HEADINGS)) else "paragraph"


def _heading(line: str) -> SafeString:
    marks, words = line.split(" ", 1)
    tag = HEADINGS[f"{marks} "]
    return format_html("<{}>{}</{}>", tag, words, tag)
