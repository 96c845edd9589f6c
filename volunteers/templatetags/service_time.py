from django import template

from volunteers.hours import HOUR, hours_of

register = template.Library()
register.filter("hours", hours_of)


@register.filter
def whole_hours(minutes: int) -> str:
    """For sums: hours that are full."""
    return f"{minutes // HOUR:,}"
