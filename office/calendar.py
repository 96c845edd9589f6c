"""Working days. The office's own table comes first, then the State Council's plans as the library knows them.

The day of the event is day 0. A year that neither knows falls back to Monday to Friday, with a warning.
Every function asks the database once.
"""

import logging
from datetime import date, timedelta
from functools import cache

from chinese_calendar import constants
from django.utils import timezone

from office.models import WorkdayOverride

logger = logging.getLogger(__name__)

LIBRARY_YEARS = range(min(constants.holidays).year, max(constants.holidays).year + 1)
FRIDAY = 4
NOVEMBER = 11
# No stretch of a real calendar is leaner than one working day in three, once a long holiday is allowed for.
DAYS_PER_WORKDAY = 3
LONGEST_HOLIDAY = 30
ONE_DAY = timedelta(days=1)


class Calendar:
    """The working days of whole years, read at once: for lists, where each row has a deadline of its own."""

    def __init__(self, first: date, last: date):
        rows = WorkdayOverride.objects.in_years(first.year, last.year)
        self.overrides = dict(rows.values_list("date", "is_workday"))
        self.planned_years = {day.year for day in self.overrides} | set(LIBRARY_YEARS)

    def is_workday(self, day: date) -> bool:
        if day in self.overrides:
            return self.overrides[day]
        if day in constants.workdays:
            return True
        if day in constants.holidays:
            return False
        if day.year not in self.planned_years:
            warn_of_year_without_plan(day.year)
        return day.weekday() <= FRIDAY

    def add(self, start: date, count: int) -> date:
        day = start
        while count:
            day += ONE_DAY
            count -= self.is_workday(day)
        return day

    def between(self, start: date, end: date) -> int:
        if end < start:
            return -self.between(end, start)
        return self.count(start + ONE_DAY, end)

    def count(self, first: date, last: date) -> int:
        """Of a span, both ends included: how long something is on show."""
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return sum(self.is_workday(day) for day in days)


@cache
def warn_of_year_without_plan(year: int) -> None:
    """Once per year and process."""
    logger.warning("No plan of working days for %s: Monday to Friday are taken. Run import_workdays.", year)


def is_workday(day: date) -> bool:
    return Calendar(day, day).is_workday(day)


def add_workdays(start: date, count: int) -> date:
    """The day on which `count` working days after `start` are full; `start` itself is day 0."""
    if count < 0:
        raise ValueError("Working days are counted forward.")
    return Calendar(start, start + timedelta(days=count * DAYS_PER_WORKDAY + LONGEST_HOLIDAY)).add(start, count)


def workdays_between(start: date, end: date) -> int:
    """Working days after `start` up to and with `end`; negative when `end` lies before `start`."""
    return Calendar(min(start, end), max(start, end)).between(start, end)


def years_without_plan(today: date | None = None) -> list[int]:
    """This year, and from November the next, where nobody knows the holidays. The plan is published in November."""
    today = today or timezone.localdate()
    years = [today.year, *([today.year + 1] if today.month >= NOVEMBER else [])]
    missing = [year for year in years if year not in LIBRARY_YEARS]
    if not missing:
        return []
    planned = WorkdayOverride.objects.in_years(missing[0], missing[-1]).planned_years()
    return [year for year in missing if year not in planned]
