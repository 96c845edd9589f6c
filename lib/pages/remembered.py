"""Values that many pages share, remembered in the process until a table that they read is written."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction

from lib.pages.store import Begun, store
from lib.pages.watching import making, note_reads

Value = TypeVar("Value")


@dataclass(slots=True)
class Remembered:
    """`number` moves on each time that the value was found to be true still."""

    value: Any
    epoch: bytes
    number: int
    tables: frozenset[str]
    until: float = field(default_factory=lambda: time.time() + settings.PAGE_SECONDS)


_values: dict[str, Remembered] = {}


def remember(key: str, make: Callable[[], Value]) -> Value:
    """What `make()` reads from the database, as true as a page made anew: nobody may change the value.

    Costs no query and, while nothing at all was written since, not even a question to Redis. A page that uses it
    depends on the tables that it read. Where Redis is away, it is made each time.
    """
    begun = getattr(making, "begun", None) or store.now()
    # What an open transaction reads may never become true.
    if begun is None or settings.PAGE_SECONDS <= 0 or transaction.get_connection().in_atomic_block:
        return make()
    known = _values.get(key)
    if known is None or not _still_true(known, begun):
        known = _values[key] = _made(make, begun)
    note_reads(known.tables)
    return known.value


@contextmanager
def moment() -> Iterator[None]:
    """What is remembered inside is as true as it was up to a second ago, and Redis is not asked for each of it."""
    outer = getattr(making, "begun", None)
    making.begun = outer or store.lately()
    try:
        yield
    finally:
        making.begun = outer


def _still_true(known: Remembered, begun: Begun) -> bool:
    if known.epoch != begun.epoch or known.until < time.time():
        return False
    if known.number >= begun.number:
        return True
    if _unwritten(known, begun):
        known.number = begun.number
        return True
    return False


def _unwritten(known: Remembered, begun: Begun) -> bool:
    """A page that went stale brought the marks of its tables along, and these are among them."""
    if begun.marks.keys() >= known.tables:
        return all(begun.marks[table] <= known.number for table in known.tables)
    return store.unwritten(known.epoch, known.number, known.tables)


def _made(make: Callable[[], Value], begun: Begun) -> Remembered:
    outer = getattr(making, "tables", None)
    making.tables = set()
    try:
        value = make()
        return Remembered(value, begun.epoch, begun.number, frozenset(making.tables))
    finally:
        making.tables = outer
