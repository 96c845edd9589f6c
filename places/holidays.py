"""China's public holidays inside opening hours.

An OSM `PH` is to residents the days off that the State Council announces (1 to 7 October), which the evaluating
library knows only in part. So every rule about PH is followed by the same rule about the announced days.
"""

import re
from datetime import date, timedelta
from functools import lru_cache

from chinese_calendar.constants import holidays

WEEKDAY = r"(?:(?:Mo|Tu|We|Th|Fr|Sa|Su)(?:-(?:Mo|Tu|We|Th|Fr|Sa|Su))?|PH)"
WITH_HOLIDAY = re.compile(rf"(?<![\w-])(?={WEEKDAY}?[^\s:]*\bPH\b){WEEKDAY}(?:, ?{WEEKDAY})*(?![\w,+-]| [+-])")
RULE = re.compile(r'(?:"[^"]*"|[^;"])+')
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def with_announced_days(text: str, year: int) -> str:
    """The hours with the days off of that year and its neighbours written out; unchanged where none is known."""
    days = announced_days(year)
    if "PH" not in text or not days:
        return text
    rules = []
    for rule in RULE.findall(text):
        rules.append(rule.strip())
        if WITH_HOLIDAY.search(rule):
            rules.append(WITH_HOLIDAY.sub(days, rule, count=1).strip())
    return "; ".join(rules)


@lru_cache(maxsize=8)
def announced_days(year: int) -> str:
    """As an OSM date selector: `2026 Oct 01-2026 Oct 07,…`; empty for years without an announcement."""
    days = sorted(day for day in holidays if abs(day.year - year) <= 1)
    return ",".join(f"{_osm(first)}-{_osm(last)}" for first, last in _runs(days))


def _runs(days: list[date]) -> list[tuple[date, date]]:
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _osm(day: date) -> str:
    return f"{day.year} {MONTHS[day.month - 1]} {day.day:02}"
