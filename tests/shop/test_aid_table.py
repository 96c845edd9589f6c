"""The public table: what can be learned from it by adding and taking away, today and compared with tomorrow."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.aid_table import FEWEST, Helped, households, published, quarter_of

TODAY = date(2026, 11, 25)
DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
PAYMENTS = st.lists(
    st.builds(
        Helped, household=st.integers(1, 25), town=st.sampled_from("ABC"),
        cause=st.sampled_from(["illness", "study", "living"]), day=DAYS, fen=st.integers(1, 300_000),
    ),
    max_size=40,
)  # fmt: skip


def of_closed_quarters(payments, today):
    return [payment for payment in payments if quarter_of(payment.day) < quarter_of(today)]


@settings(max_examples=150, deadline=None)
@given(payments=PAYMENTS)
def test_every_row_is_of_three_and_every_payment_in_one(payments):
    rows = published(payments, TODAY)
    assert all(row.households >= FEWEST for row in rows)
    shown = sum(row.fen for row in rows)
    closed = of_closed_quarters(payments, TODAY)
    waiting = sum(payment.fen for payment in closed) - shown
    assert waiting >= 0
    if not waiting:
        return
    # What is not shown yet are the last quarters, of fewer than three households, as a whole.
    tail = [p for p in closed if not rows or p.day.replace(day=1) > max(row.last for row in rows)]
    assert sum(payment.fen for payment in tail) == waiting
    assert households(tail) < FEWEST


@settings(max_examples=100, deadline=None)
@given(payments=PAYMENTS)
def test_no_sum_and_no_difference_leads_to_fewer_than_three(payments):
    """Rows share no payment: whatever is added or taken away, whole rows remain."""
    rows = published(payments, TODAY)[:6]
    for size in range(1, len(rows) + 1):
        for chosen in combinations(rows, size):
            assert len([row for row in rows if row not in chosen] or chosen) >= 1
            assert sum(row.households for row in chosen) >= FEWEST
    # A row that names a town or a hardship covers payments of that town and hardship alone, in its own months.
    for row in rows:
        inside = [
            p for p in payments
            if row.first <= p.day.replace(day=1) <= row.last
            and (row.town is None or p.town == row.town) and (row.cause is None or p.cause == row.cause)
        ]  # fmt: skip
        assert households(inside) >= row.households >= FEWEST


@settings(max_examples=100, deadline=None)
@given(payments=PAYMENTS, days=st.integers(1, 400))
def test_what_was_published_never_changes(payments, days):
    """Yesterday's table is the end of today's: the difference is whole new rows."""
    earlier = published(payments, TODAY)
    later = published(payments, TODAY + timedelta(days=days))
    assert later[len(later) - len(earlier) :] == earlier
    assert all(row.households >= FEWEST for row in later[: len(later) - len(earlier)])


@settings(max_examples=60, deadline=None)
@given(payments=PAYMENTS, more=st.lists(st.integers(0, 89), min_size=1, max_size=5))
def test_a_new_payment_is_not_seen_before_its_quarter_is_over(payments, more):
    now = [Helped(99, "A", "illness", date(2026, 10, 1) + timedelta(days=number), 7) for number in more]
    assert published([*payments, *now], date(2026, 12, 31)) == published(payments, date(2026, 12, 31))


def helped(household: int, town: str = "A", cause: str = "illness", month: int = 1) -> Helped:
    return Helped(household, town, cause, date(2026, month, 5), 1000)


@pytest.mark.parametrize(
    ("payments", "rows"),
    [
        ([helped(n) for n in (1, 2)], []),
        ([helped(1), helped(1), helped(1)], []),
        ([helped(n) for n in (1, 2, 3)], [("A", "illness", 3)]),
        # The fourth would stand alone: it goes with the three, which no longer name their town.
        ([*(helped(n) for n in (1, 2, 3)), helped(4, "B")], [(None, "illness", 4)]),
        ([*(helped(n) for n in (1, 2, 3)), helped(4, cause="study")], [("A", None, 4)]),
        ([helped(n, month=n) for n in (1, 2, 3)], [("A", "illness", 3)]),
        ([helped(n, town) for n, town in enumerate("ABC")], [(None, "illness", 3)]),
    ],
)
def test_what_is_put_together(payments, rows):
    assert [(row.town, row.cause, row.households) for row in published(payments, TODAY)] == rows
