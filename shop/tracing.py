"""Trace my ten yuan: from a slip to the count after it, to its place in the fund's income, to what that paid for.

First in, first out: the fund's income stands in one line, fen by fen, in the order of the chain, and what is spent is
taken off its beginning. An entry that was corrected, and its correction, are left out of the line, as if neither had
been. Within a count, the slips stand in the order of their time; what was said beyond what was found traces to nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from shop.models import Fund, Taking
from shop.vocabulary import Cause, EntryKind
from shop.workflow import IN_THE_BOOKS

# The count that followed each slip, and what slips before it in the same count have said.
FOLLOWED = """
SELECT t.id, c.number, b.public_no, c.opened_at, c.fund_id, c.entry_id, c.fen,
       (SELECT coalesce(sum(o.said_fen), 0) FROM shop_taking o
         WHERE o.box_id = t.box_id AND NOT o.is_void
           AND o.at > coalesce(c.before, '-infinity') AND (o.at, o.id) < (t.at, t.id))
  FROM shop_taking t JOIN shop_box b ON b.id = t.box_id
  JOIN LATERAL (
    SELECT k.*, (SELECT max(p.opened_at) FROM shop_boxcount p
                  WHERE p.box_id = k.box_id AND p.state = ANY(%(books)s) AND p.opened_at < k.opened_at) AS before
      FROM shop_boxcount k
     WHERE k.box_id = t.box_id AND k.state = ANY(%(books)s) AND k.opened_at >= t.at
     ORDER BY k.opened_at LIMIT 1) c ON true
 WHERE t.id = ANY(%(takings)s)
"""
# What entries of these funds brought in and what they spent, without corrections and what they corrected.
MOVED = """
WITH moved AS (
  SELECT l.fund_id, l.number, e.id AS entry_id, e.day, e.kind,
         coalesce(sum(-g.fen) FILTER (WHERE a.kind = 'income'), 0) AS came,
         coalesce(sum(g.fen) FILTER (WHERE a.kind = 'expense'), 0) AS went,
         coalesce(array_agg(a.cause ORDER BY a.cause)
                    FILTER (WHERE a.kind = 'expense' AND a.cause <> ''), '{}') AS causes
    FROM shop_link l JOIN shop_entry e ON e.id = l.entry_id
    JOIN shop_leg g ON g.entry_id = e.id JOIN shop_account a ON a.id = g.account_id AND a.kind IN ('income', 'expense')
   WHERE l.fund_id = ANY(%(funds)s) AND e.reverses_id IS NULL
     AND NOT EXISTS (SELECT FROM shop_entry r WHERE r.reverses_id = e.id)
   GROUP BY l.fund_id, l.number, e.id, e.day, e.kind)
"""
PLACES = (
    MOVED
    + """
SELECT entry_id, upto - came FROM (
  SELECT entry_id, came, sum(came) OVER (PARTITION BY fund_id ORDER BY number) AS upto FROM moved WHERE came > 0) line
 WHERE entry_id = ANY(%(entries)s)
"""
)
SPENT = (
    MOVED
    + """
, spent AS (
  SELECT *, sum(went) OVER (PARTITION BY fund_id ORDER BY number) AS upto FROM moved WHERE went > 0)
SELECT w.n, s.number, s.day, s.kind, s.causes, s.went, least(s.upto, w.till) - greatest(s.upto - s.went, w.start)
  FROM unnest(%(numbers)s::int[], %(of)s::bigint[], %(starts)s::bigint[], %(ends)s::bigint[])
       AS w(n, fund_id, start, till)
  JOIN spent s ON s.fund_id = w.fund_id AND s.upto > w.start AND s.upto - s.went < w.till
 ORDER BY w.n, s.number
"""
)


class Span(NamedTuple):
    """A stretch of a fund's income, in fen from its very first; the end is not part of it."""

    fund: int
    start: int
    end: int

    @property
    def fen(self) -> int:
        return self.end - self.start


class Part(NamedTuple):
    """What one entry took of a stretch: `fen` of its `whole_fen`."""

    number: int
    day: date
    kind: EntryKind
    causes: tuple[Cause, ...]
    whole_fen: int
    fen: int


class Followed(NamedTuple):
    """The count after a slip, and where in it the slip's money lies."""

    sheet_no: str
    opened_at: datetime
    fund: int
    entry: int | None
    start: int
    end: int


@dataclass
class Trace:
    """`state`: no_box, waiting (for a count), empty, beyond (the box held less than was said), corrected, or traced."""

    taking: Taking
    state: str = "waiting"
    followed: Followed | None = None
    span: Span | None = None
    parts: list[Part] = field(default_factory=list)
    fund: Fund | None = None

    @property
    def spent_fen(self) -> int:
        return sum(part.fen for part in self.parts)

    @property
    def left_fen(self) -> int:
        return self.span.fen - self.spent_fen if self.span else 0


def trace(takings: Sequence[Taking]) -> list[Trace]:
    """In four statements, however many there are."""
    followed = follow(takings)
    places = places_of({one.fund for one in followed.values()}, [one.entry for one in followed.values() if one.entry])
    traces = [_placed(taking, followed.get(taking.pk), places) for taking in takings]
    spans = [one.span for one in traces if one.span]
    parts = iter(spent(spans))
    funds = Fund.objects.in_bulk({span.fund for span in spans})
    for one in traces:
        if one.span:
            one.parts, one.fund = next(parts), funds[one.span.fund]
    return traces


def _placed(taking: Taking, followed: Followed | None, places: dict[int, int]) -> Trace:
    if followed is None:
        return Trace(taking, "waiting" if taking.box_id else "no_box")
    if followed.entry is None:
        return Trace(taking, "empty", followed)
    if followed.start == followed.end:
        return Trace(taking, "beyond", followed)
    if followed.entry not in places:
        return Trace(taking, "corrected", followed)
    place = places[followed.entry]
    return Trace(taking, "traced", followed, Span(followed.fund, place + followed.start, place + followed.end))


def follow(takings: Sequence[Taking]) -> dict[int, Followed]:
    """By the taking's key; those that no count has followed are not in it."""
    said = {taking.pk: taking.said_fen for taking in takings}
    with connection.cursor() as cursor:
        cursor.execute(FOLLOWED, {"takings": list(said), "books": list(IN_THE_BOOKS)})
        return {
            pk: Followed(
                f"{box}-{number:03d}", at, fund, entry, min(int(before), found), min(int(before) + said[pk], found)
            )
            for pk, number, box, at, fund, entry, found, before in cursor.fetchall()
        }


def places_of(funds: set[int], entries: Sequence[int]) -> dict[int, int]:
    """Where in its fund's income each entry begins; those that were corrected have no place."""
    if not entries:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(PLACES, {"funds": list(funds), "entries": list(entries)})
        return {entry: int(place) for entry, place in cursor.fetchall()}


def spent(spans: Sequence[Span]) -> list[list[Part]]:
    """For each stretch, what it paid for; the rest of it is there still."""
    found: list[list[Part]] = [[] for _span in spans]
    if spans:
        of, starts, ends = zip(*spans, strict=True)
        values = {
            "funds": list(set(of)), "numbers": list(range(len(spans))), "of": list(of), "starts": list(starts),
            "ends": list(ends),
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(SPENT, values)
            for which, number, day, kind, causes, whole, fen in cursor.fetchall():
                words = tuple(Cause(cause) for cause in causes)
                found[which].append(Part(number, day, EntryKind(kind), words, int(whole), int(fen)))
    return found
