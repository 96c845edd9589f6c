"""Rules with dates, remembered: they are read with each hour that comes in and change once in some years."""

from collections.abc import Collection
from datetime import date, timedelta

from lib.pages import remember
from office.calendar import Calendar
from volunteers.models import ServiceRule

LONGEST_WAIT = 120  # days; ten working days lie within it, whatever the holidays


def rule_on(day: date) -> ServiceRule:
    """The rule of that day; for service from before the first rule, the first. The database chooses likewise."""
    rules = remember("volunteers-rules", lambda: list(ServiceRule.objects.order_by("valid_from")))
    return next(rule for rule in rules if rule.valid_to is None or rule.valid_to > day)


def due_of(day: date) -> tuple[ServiceRule, date]:
    """The rule for service that ended on that day, and the day by which it is recorded."""
    rule = rule_on(day)
    return rule, workdays_after(day, rule.record_within)


def due_of_many(days: Collection[date]) -> dict[date, tuple[ServiceRule, date]]:
    """The same for many days, in two statements."""
    rules = list(ServiceRule.objects.order_by("valid_from"))
    calendar = Calendar(min(days), max(days) + timedelta(days=LONGEST_WAIT))
    found = {}
    for day in days:
        rule = next(rule for rule in rules if rule.valid_to is None or rule.valid_to > day)
        found[day] = (rule, calendar.add(day, rule.record_within))
    return found


def workdays_after(day: date, count: int) -> date:
    """As `office.calendar.add_workdays`, with the calendar of those years remembered."""
    first, last = date(day.year, 1, 1), date(day.year + 1, 12, 31)
    return remember(f"workdays-{day.year}", lambda: Calendar(first, last)).add(day, count)
