"""When a fund must say in public how it stands: dated by its plan alone, whatever has been entered.

The law gives the rhythm: figures every three months where a plan runs longer than six, a full report within three
months after its end (Charity Law art. 79, 公开募捐管理办法 art. 21), and a report for each year (art. 78). A statement
of each month is the fund's own promise, and so are the days for writing one down.
"""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from shop.models import Fund
from shop.vocabulary import DisclosureKind

ONE_DAY = timedelta(days=1)
# After the period's last day.
DAYS_TO_WRITE = timedelta(days=15)
# A plan that is longer than this speaks every three months.
SHORT_PLAN_MONTHS, RHYTHM_MONTHS = 6, 3
FINAL_WITHIN_MONTHS = 3
# Reports of a year go to the registrar by the end of March (基金会管理条例 art. 36).
YEAR_DUE = (3, 31)


class Due(NamedTuple):
    """One document that is owed: for which days, and by when. Both ends of the period are included."""

    due_on: date
    kind: DisclosureKind
    begins_on: date
    ends_on: date

    @property
    def key(self) -> tuple[str, date]:
        return self.kind.value, self.begins_on


def add_months(day: date, count: int) -> date:
    """The same day of another month, or that month's last."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class DisclosureCalendar:
    """Everything that one fund owes, the soonest first."""

    def __init__(self, fund: Fund):
        self.begins, self.ends = fund.plan_from, fund.plan_to
        self.owed = sorted([*self._months(), *self._rhythm(), *self._years(), self._final()])

    def ended(self, today: date) -> list[Due]:
        """Their period is over, so that they can be written."""
        return [due for due in self.owed if due.ends_on < today]

    def next(self, today: date) -> Due | None:
        """The first whose period still runs."""
        return next((due for due in self.owed if due.ends_on >= today), None)

    def _months(self) -> Iterator[Due]:
        first = self.begins
        while first <= self.ends:
            last = min(add_months(first.replace(day=1), 1) - ONE_DAY, self.ends)
            yield Due(last + DAYS_TO_WRITE, DisclosureKind.MONTHLY, first, last)
            first = last + ONE_DAY

    def _rhythm(self) -> Iterator[Due]:
        if self.ends < add_months(self.begins, SHORT_PLAN_MONTHS):
            return
        number, first = 1, self.begins
        while first <= self.ends:
            following = add_months(self.begins, RHYTHM_MONTHS * number)
            last = min(following - ONE_DAY, self.ends)
            yield Due(last + DAYS_TO_WRITE, DisclosureKind.QUARTERLY, first, last)
            number, first = number + 1, following

    def _years(self) -> Iterator[Due]:
        for year in range(self.begins.year, self.ends.year + 1):
            first, last = max(self.begins, date(year, 1, 1)), min(self.ends, date(year, 12, 31))
            yield Due(date(year + 1, *YEAR_DUE), DisclosureKind.YEARLY, first, last)

    def _final(self) -> Due:
        return Due(add_months(self.ends, FINAL_WITHIN_MONTHS), DisclosureKind.FINAL, self.begins, self.ends)
