from decimal import ROUND_HALF_EVEN, Decimal

from django import template

register = template.Library()
HOUR = Decimal(60)


@register.filter
def hours(minutes: int) -> str:
    """150 is 2.5: hours with one decimal, as everybody reads service time here."""
    return f"{(Decimal(minutes) / HOUR).quantize(Decimal('0.1'), ROUND_HALF_EVEN):,f}"


@register.filter
def whole_hours(minutes: int) -> str:
    """For sums: hours that are full."""
    return f"{minutes // 60:,}"
