"""A year's plan of working days: read from a file or from the library, and compared with the office's table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO

from chinese_calendar import constants
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib.refusals import Invalid
from lib.spreadsheets import Column, Row, read_table
from office import cells
from office.calendar import LIBRARY_YEARS
from office.models import WorkdayOverride

COLUMNS = (
    Column("date", _("Day"), aliases=("日期", "日", "date")),
    Column("is_workday", _("Working day"), aliases=("是否工作日", "工作日", "班休", "workday")),
    Column("name", _("Name"), required=False, aliases=("名称", "节日", "说明")),
)
WORKING = {"1", "true", "yes", "y", "是", "班", "上班", "工作日", "补班", "调休上班", "working"}
OFF = {"0", "false", "no", "n", "否", "休", "休息", "放假", "节假日", "off"}
LARGEST_PLAN = 366
LONGEST_NAME = 60
CHINESE_NAMES = {holiday.value: holiday.chinese for holiday in constants.Holiday}


class PlanRefused(Invalid):
    """The plan cannot be taken as it is; the sentence names the row."""


@dataclass(frozen=True, slots=True)
class PlanDay:
    date: date
    is_workday: bool
    name: str = ""


@dataclass(slots=True)
class PlanChanges:
    """What taking a plan would change. `kept` are days of the year that the plan does not mention."""

    added: list[PlanDay] = field(default_factory=list)
    changed: list[PlanDay] = field(default_factory=list)
    same: list[PlanDay] = field(default_factory=list)
    kept: list[PlanDay] = field(default_factory=list)


def library_plan(year: int) -> list[PlanDay]:
    """Days on which the library's plan differs from Monday to Friday. Raises PlanRefused for a year unknown to it."""
    if year not in LIBRARY_YEARS:
        sentence = _("The library knows the plans of {first} to {last}. Please give the plan of {year} as a file.")
        raise PlanRefused(format_lazy(sentence, first=LIBRARY_YEARS[0], last=LIBRARY_YEARS[-1], year=year))
    days = [
        PlanDay(day, works, CHINESE_NAMES.get(name, name))
        for source, works in ((constants.holidays, False), (constants.workdays, True))
        for day, name in source.items()
        if day.year == year
    ]
    return sorted(days, key=lambda day: day.date)


def read_plan(file: IO[bytes], year: int) -> list[PlanDay]:
    """The days in an .xlsx or .csv with the columns of COLUMNS. Raises PlanRefused or TableRefused."""
    rows = read_table(file, columns=COLUMNS, max_rows=LARGEST_PLAN)
    days = [_day(row, year) for row in rows]
    seen: set[date] = set()
    for row, day in zip(rows, days, strict=True):
        if day.date in seen:
            raise PlanRefused(
                format_lazy(_("Row {row}: {day} stands in the plan twice."), row=row.number, day=day.date.isoformat())
            )
        seen.add(day.date)
    return sorted(days, key=lambda day: day.date)


def compare_plan(year: int, days: Sequence[PlanDay]) -> PlanChanges:
    """Reads only: what `office.actions.keep_plan` would do."""
    standing = {row.date: row for row in WorkdayOverride.objects.in_years(year, year)}
    changes = PlanChanges()
    for day in days:
        row = standing.pop(day.date, None)
        if row is None:
            changes.added.append(day)
        elif (row.is_workday, row.name) != (day.is_workday, day.name):
            changes.changed.append(day)
        else:
            changes.same.append(day)
    changes.kept = [PlanDay(row.date, row.is_workday, row.name) for row in standing.values()]
    return changes


def _day(row: Row, year: int) -> PlanDay:
    day = _date(row["date"])
    if day is None:
        raise PlanRefused(
            format_lazy(_("Row {row}: “{text}” is not a day. Write it like {year}-10-01."),
                        row=row.number, text=row["date"][:40], year=year)
        )  # fmt: skip
    if day.year != year:
        raise PlanRefused(
            format_lazy(_("Row {row}: {day} is not in {year}."), row=row.number, day=day.isoformat(), year=year)
        )
    word = row["is_workday"].strip().lower()
    if word not in WORKING | OFF:
        raise PlanRefused(
            format_lazy(_("Row {row}: write “班” for a working day or “休” for a day off, not “{text}”."),
                        row=row.number, text=row["is_workday"][:40])
        )  # fmt: skip
    return PlanDay(day, word in WORKING, row["name"][:LONGEST_NAME])


def _date(text: str) -> date | None:
    try:
        return cells.day(text)
    except ValidationError:
        return None
