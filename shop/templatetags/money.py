"""Fen as people read money."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()
MINUS = "−"


@register.filter
def yuan(fen: int) -> str:
    """6900000 is 69,000.00."""
    whole, rest = divmod(abs(fen), 100)
    return f"{MINUS if fen < 0 else ''}{whole:,}.{rest:02}"


@register.filter
def signed(fen: int) -> str:
    return f"+{yuan(fen)}" if fen > 0 else yuan(fen)


@register.filter
def plain_yuan(fen: int, unit: str | None = None) -> str:
    """As on a price label: 2000 is “20 yuan”, 250 is “2.50 yuan”; with an empty unit the number alone."""
    number = yuan(fen).removesuffix(".00")
    return number if unit == "" else _("%(number)s yuan") % {"number": number}
