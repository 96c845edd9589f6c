"""A stencil keeps a shape, and fills it with texts that are escaped."""

from types import SimpleNamespace

import pytest
from django.template import engines
from django.utils.safestring import mark_safe

from lib import stencils
from lib.drawing import drawings


@pytest.fixture(autouse=True)
def _row(monkeypatch):
    drawings.forget()
    text = '{% if kind %}<b class="{{ kind }}">{% endif %}<a href="{{ url }}">{{ title }}</a>, {{ title }}.'
    monkeypatch.setattr(stencils, "get_template", lambda name: engines["django"].from_string(text))


def test_texts_are_escaped_wherever_they_stand():
    filled = stencils.fill("row", {"url": '/"x', "title": "<i>1 & 2</i>"})
    assert filled == '<a href="/&quot;x">&lt;i&gt;1 &amp; 2&lt;/i&gt;</a>, &lt;i&gt;1 &amp; 2&lt;/i&gt;.'


def test_safe_texts_stay_as_they_are_and_the_whole_is_safe():
    filled = stencils.fill("row", {"url": "/", "title": mark_safe("<i>1</i>")})
    assert filled == '<a href="/"><i>1</i></a>, <i>1</i>.'
    assert filled.__html__() == filled


def test_each_shape_is_drawn_once_and_no_text_is_kept():
    rows = [SimpleNamespace(url=f"/{n}", title=f"secret {n}", kind="ab"[n % 2]) for n in range(5)]
    filled = stencils.fill_each("row", ("url", "title"), ("kind",), rows)
    expected = [f'<b class="{row.kind}"><a href="{row.url}">{row.title}</a>, {row.title}.' for row in rows]
    assert filled == "".join(expected)
    assert len(drawings) == 2
    assert "secret" not in repr(list(drawings._known.values()))


def test_a_text_cannot_open_another_blank():
    assert stencils.fill("row", {"url": f"<!--{stencils.MARK}.title-->", "title": "x"}).count("x") == 2
