"""The shop's honesty curve: what was asked for things marked as taken since the count before, and what was found."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import connection

from shop.bars import Bars, height_of, most_of, up, years_of
from shop.workflow import IN_THE_BOOKS

COUNTS_DRAWN = 24
STEP, BAR = 16, 5
COUNTED = """
SELECT b.public_no, c.number, c.opened_at, m.things, m.asked, c.fen
  FROM (SELECT k.*, lag(opened_at) OVER (PARTITION BY box_id ORDER BY opened_at) AS before
          FROM shop_boxcount k WHERE state = ANY(%s)) c
  JOIN shop_box b ON b.id = c.box_id JOIN shop_fund f ON f.id = c.fund_id AND f.is_public
 CROSS JOIN LATERAL (
   SELECT count(*) AS things, coalesce(sum(asked_fen), 0) AS asked FROM shop_taking t
    WHERE t.box_id = c.box_id AND NOT t.is_void
      AND t.at > coalesce(c.before, '-infinity') AND t.at <= c.opened_at) m
 WHERE b.shop_id = %s ORDER BY c.opened_at DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Round:
    """One count of a box. Finding another sum than was asked is normal, and mostly more."""

    box: str
    number: int
    opened_at: datetime
    things: int
    asked_fen: int
    found_fen: int

    @property
    def sheet_no(self) -> str:
        return f"{self.box}-{self.number:03d}"

    @property
    def over_fen(self) -> int:
        return self.found_fen - self.asked_fen


class Honesty:
    """Of one shop's boxes, the newest counts first; read in one statement."""

    def __init__(self, shop: int):
        self.shop = shop

    @cached_property
    def rounds(self) -> list[Round]:
        with connection.cursor() as cursor:
            cursor.execute(COUNTED, [list(IN_THE_BOOKS), self.shop, COUNTS_DRAWN])
            return [Round(*row) for row in cursor.fetchall()]

    @property
    def asked_fen(self) -> int:
        return sum(one.asked_fen for one in self.rounds)

    @property
    def found_fen(self) -> int:
        return sum(one.found_fen for one in self.rounds)

    @cached_property
    def drawing(self) -> Bars:
        return bars_of(self.rounds[::-1])


def bars_of(rounds: list[Round]) -> Bars:
    """Two bars for each count, the oldest first, all on one scale."""
    most = most_of(max(one.asked_fen, one.found_fen) for one in rounds)
    bars = []
    for place, one in enumerate(rounds):
        bars.append(up("asked", place * STEP, BAR, height_of(one.asked_fen, most)))
        bars.append(up("in", place * STEP + BAR + 1, BAR, height_of(one.found_fen, most)))
    return Bars(bars, years_of((one.opened_at for one in rounds), STEP), max(1, len(rounds)) * STEP)
