"""Bars in a drawing's own units; whoever draws them shows the same numbers as a table, too."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

HEIGHT = 90
LABELS = 18


class Bar(NamedTuple):
    """`kind` is in, out or asked, as the style sheet knows it."""

    kind: str
    x: int
    y: int
    width: int
    height: int


class Year(NamedTuple):
    x: int
    number: int


class Bars(NamedTuple):
    """`depth` is how far bars reach below the line."""

    bars: list[Bar]
    years: list[Year]
    width: int
    depth: int = 0

    @property
    def line(self) -> int:
        return HEIGHT

    @property
    def height(self) -> int:
        return HEIGHT + self.depth + LABELS

    @property
    def years_at(self) -> int:
        return self.height - 4


def most_of(amounts: Iterable[int]) -> int:
    """What the highest bar stands for; at least 1, so that it can divide."""
    return max(amounts, default=0) or 1


def height_of(amount: int, most: int) -> int:
    return max(0, amount) * HEIGHT // most


def up(kind: str, x: int, width: int, height: int) -> Bar:
    return Bar(kind, x, HEIGHT - height, width, height)


def down(kind: str, x: int, width: int, height: int) -> Bar:
    return Bar(kind, x, HEIGHT, width, height)


def years_of(days: Iterable[date | datetime], step: int) -> list[Year]:
    """Where each year begins. A first stump of one is too short for its number."""
    found: list[Year] = []
    before = None
    for place, day in enumerate(days):
        if day.year != before and (place or day.month < 11):
            found.append(Year(place * step, day.year))
        before = day.year
    return found
