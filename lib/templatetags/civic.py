"""Words of the templates; loaded everywhere."""

from urllib.parse import urlencode, urlsplit

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import ngettext

from lib import text
from lib.drawing import draw
from lib.frames import Hole, HoleNode

register = template.Library()


@register.simple_tag
def icon(name: str) -> str:
    """A picture from `static/img/icons.svg`; always beside a word, so hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def drawn(template_name: str, **inputs) -> str:
    """`{% include %}` for a fragment that depends on its named inputs alone; drawn once, see `lib/drawing.py`."""
    return draw(template_name, **inputs)


@register.tag
def hole(parser, token) -> HoleNode:
    """Where a page's frame leaves room: `{% hole "parks/_park_sheet.html" sheet %}`, see `lib/frames.py`."""
    _tag, template_name, *names = token.split_contents()
    return HoleNode(Hole(template_name.strip("\"'"), tuple(names)))


@register.tag
def hole_each(parser, token) -> HoleNode:
    """The same for every one of many: `{% hole_each "places/_place_row.html" row rows %}`."""
    _tag, template_name, each, values, *names = token.split_contents()
    return HoleNode(Hole(template_name.strip("\"'"), tuple(names), each, values))


@register.tag
def gap(parser, token) -> HoleNode:
    """A hole for a value that the view has already drawn: `{% gap rows %}`."""
    _tag, name = token.split_contents()
    return HoleNode(Hole("", (name,)))


@register.filter
def wan(number) -> str:
    """23万 in Chinese, 230,000 in English; decimals without their empty ends."""
    return text.wan(_plain(number))


@register.filter
def exact(number) -> str:
    """The whole number with its commas."""
    return f"{_plain(number):,f}" if number is not None else ""


def _plain(number):
    from_decimal = text.Decimal(str(number))
    whole = from_decimal.to_integral_value()
    return whole if from_decimal == whole else from_decimal.normalize()


@register.filter
def minutes(number: int) -> str:
    return ngettext("%(n)s minute", "%(n)s minutes", number) % {"n": number}


@register.filter
def absolute(path: str) -> str:
    """The path as the world sees it."""
    return settings.SITE_ORIGIN.rstrip("/") + path


@register.simple_tag(takes_context=True)
def in_language(context, code: str, keep: str = "") -> str:
    """This page in another language; where it has none (an error page), that language's home page.

    `keep` names the one parameter that stays in the address; without it all of them stay.
    """
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    with translation.override(code):
        if match is not None:
            try:
                path = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
            except NoReverseMatch:
                path = reverse("home")
            query = request.META.get("QUERY_STRING", "") if request.method == "GET" else ""
            if keep:
                query = urlencode({keep: request.GET[keep]}) if keep in request.GET else ""
            return f"{path}?{query}" if query else path
        return reverse("home")


@register.simple_tag(takes_context=True)
def mode_url(context, **change) -> str:
    """Where a link changes the reader's mode and leads back to this page."""
    request = context.get("request")
    back = request.get_full_path() if request is not None and request.method == "GET" else reverse("home")
    return f"{reverse('mode')}?{urlencode({**change, 'next': back})}"


@register.simple_tag
def site_domain() -> str:
    return urlsplit(settings.SITE_ORIGIN).netloc
