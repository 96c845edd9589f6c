"""What a fund's page says, read in few statements however long the chain is."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from office.models import ReferenceFigure
from shop.bars import Bars, down, height_of, most_of, up, years_of
from shop.models import AidCase, Balance, BoxCount, DayHead, Fund, Link, MonthLock, MonthTotal
from shop.workflow import CountState

# Published by the press; they stand beside the fund's own figures and are never mixed with them.
REFERENCES = ("fund_total_yuan", "families_helped", "goods_donated")
NEWEST_ENTRIES, NEWEST_COUNTS, NEWEST_HEADS = 12, 6, 3
MONTHS_DRAWN = 24
STEP, BAR = 14, 9


class Statement:
    """One fund, as of now. Every part is read once, when it is asked for."""

    def __init__(self, fund: Fund):
        self.fund = fund

    @cached_property
    def balances(self) -> list[Balance]:
        rows = Balance.objects.filter(account__fund=self.fund, is_asset=True).select_related("account")
        return list(rows.order_by("account__code"))

    @property
    def left_fen(self) -> int:
        return sum(balance.fen for balance in self.balances)

    @cached_property
    def months(self) -> list[MonthTotal]:
        return list(MonthTotal.objects.filter(fund=self.fund).order_by("-month"))

    @property
    def in_fen(self) -> int:
        return sum(month.in_fen for month in self.months)

    @property
    def out_fen(self) -> int:
        return sum(month.out_fen for month in self.months)

    @property
    def entry_count(self) -> int:
        return sum(month.entries for month in self.months)

    @cached_property
    def drawing(self) -> Bars:
        return bars_of(self.months[:MONTHS_DRAWN][::-1])

    @cached_property
    def links(self) -> list[Link]:
        links = Link.objects.filter(fund=self.fund).with_entries()
        return list(links.page_before(None, NEWEST_ENTRIES))

    @cached_property
    def counts(self) -> list[BoxCount]:
        counts = BoxCount.objects.filter(fund=self.fund).in_the_books().select_related("box")
        return list(counts.order_by("-opened_at")[:NEWEST_COUNTS])

    @property
    def waiting(self) -> list[BoxCount]:
        """Of the newest counts: found, and not yet confirmed by the bank's slip."""
        return [count for count in self.counts if count.state == CountState.COUNTED and count.fen]

    @cached_property
    def heads(self) -> list[DayHead]:
        return list(DayHead.objects.filter(fund=self.fund).order_by("-day")[:NEWEST_HEADS])

    @cached_property
    def closed_until(self) -> date | None:
        """The last month in which nothing is entered any more."""
        return MonthLock.objects.filter(fund=self.fund).order_by("-month").values_list("month", flat=True).first()

    @cached_property
    def households(self) -> int:
        """Helped from this fund: paid, each household once."""
        return AidCase.objects.filter(fund=self.fund).number_of_households()

    @cached_property
    def figures(self) -> list[ReferenceFigure]:
        return list(ReferenceFigure.objects.filter(key__in=REFERENCES))


def bars_of(months: Sequence[MonthTotal]) -> Bars:
    """In above the line, out below it, the oldest first. Both have one scale, so that they can be compared."""
    most = most_of(max(month.in_fen, month.out_fen) for month in months)
    bars, depth = [], 0
    for place, month in enumerate(months):
        bars.append(up("in", place * STEP, BAR, height_of(month.in_fen, most)))
        out = height_of(month.out_fen, most)
        if out:
            bars.append(down("out", place * STEP, BAR, out))
        depth = max(depth, out)
    return Bars(bars, years_of((month.month for month in months), STEP), max(1, len(months)) * STEP, depth)
