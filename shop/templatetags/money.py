"""Fen as people read money."""

from django import template

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
