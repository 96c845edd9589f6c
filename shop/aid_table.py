"""The public table of aid: town, hardship, month, amount, in rows of three households at least.

Quarters are published when they are over, each by itself: what was published never changes afterwards, so that nobody
learns of one household by comparing today's table with yesterday's. Within a quarter every household is in exactly one
row; rows that would be of fewer than three are put together, first over the months, then over the towns, then over the
kinds of hardship. Sums and differences of rows are therefore always of three households or more (decision 18).
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import F
from django.db.models.functions import TruncDate
from django.utils.translation import get_language

from shop.models import AidCase, Fund
from shop.vocabulary import Cause

FEWEST = 3
MONTHS_A_QUARTER = 3


class Helped(NamedTuple):
    """One payment, as far as the public may ever know of it; `household` tells two payments to one from two."""

    household: int
    town: str
    cause: str
    day: date
    fen: int


@dataclass(frozen=True, slots=True)
class Row:
    """None stands for what was put together: several towns, kinds of hardship, months."""

    first: date
    last: date
    town: str | None
    cause: str | None
    households: int
    fen: int

    @property
    def is_one_month(self) -> bool:
        return self.first == self.last

    @property
    def cause_label(self) -> str:
        return str(Cause(self.cause).label) if self.cause else ""


def aid_rows(fund: Fund, today: date) -> list[Row]:
    """Of the quarters that are over, the newest first."""
    return published(helped_by(fund), today)


def helped_by(fund: Fund) -> list[Helped]:
    """Every payment; a village belongs to its town."""
    name = "region__name_en" if get_language() == "en" else "region__name"
    parent = "region__parent__name_en" if get_language() == "en" else "region__parent__name"
    rows = (
        AidCase.objects.filter(fund=fund)
        .helped()
        .order_by("paid_at", "pk")
        .values_list("household", "region__level", F(name), F(parent), "cause", TruncDate("paid_at"), "approved_fen")
    )
    return [
        Helped(household, own if level == "town" else above or own, cause, day, fen)
        for household, level, own, above, cause, day, fen in rows
    ]


def quarter_of(day: date) -> date:
    return date(day.year, (day.month - 1) // MONTHS_A_QUARTER * MONTHS_A_QUARTER + 1, 1)


def published(payments: Iterable[Helped], today: date) -> list[Row]:
    """What may be read today. A quarter of fewer than three households waits for the next one."""
    by_quarter: dict[date, list[Helped]] = defaultdict(list)
    for payment in payments:
        by_quarter[quarter_of(payment.day)].append(payment)
    rows: list[Row] = []
    waiting: list[Helped] = []
    for quarter in sorted(quarter for quarter in by_quarter if quarter < quarter_of(today)):
        waiting += by_quarter[quarter]
        if households(waiting) >= FEWEST:
            rows = [*rows_of(waiting), *rows]
            waiting = []
    return rows


def households(payments: Iterable[Helped]) -> int:
    return len({payment.household for payment in payments})


def rows_of(payments: Sequence[Helped]) -> list[Row]:
    """Every payment in exactly one row, each row of three households at least, as fine as that allows."""
    groups, rest = split(payments, lambda p: (p.town, p.cause, p.day.replace(day=1)))
    for key in (lambda p: (p.town, p.cause), lambda p: p.cause, lambda p: ""):
        more, rest = split(rest, key)
        groups += more
    if rest:
        groups = join_to_smallest(groups, rest)
    return sorted(map(row_of, groups), key=lambda row: (-row.last.toordinal(), row.town or "~", row.cause or "~"))


Group = list[Helped]


def split(payments: Iterable[Helped], key: Callable[[Helped], Hashable]) -> tuple[list[Group], Group]:
    """Groups that are large enough, and what is left for a coarser one."""
    groups: dict[Hashable, Group] = defaultdict(list)
    for payment in payments:
        groups[key(payment)].append(payment)
    large = [group for group in groups.values() if households(group) >= FEWEST]
    return large, [payment for group in groups.values() if households(group) < FEWEST for payment in group]


def join_to_smallest(groups: list[Group], rest: Group) -> list[Group]:
    """One or two households that nothing else holds go with the group where they cost the least."""
    smallest = min(range(len(groups)), key=lambda number: (len(groups[number]), number))
    return [[*group, *rest] if number == smallest else group for number, group in enumerate(groups)]


def row_of(group: Group) -> Row:
    towns, causes = {payment.town for payment in group}, {payment.cause for payment in group}
    months = sorted(payment.day.replace(day=1) for payment in group)
    return Row(
        months[0], months[-1],
        towns.pop() if len(towns) == 1 else None,
        causes.pop() if len(causes) == 1 else None,
        households(group), sum(payment.fen for payment in group),
    )  # fmt: skip
