"""Values that many pages share, remembered in the process until a table that they read is written."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction

from lib.pages.store import store
from lib.pages.watching import making

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
    if known is None or not _still_true(known, *begun):
        known = _values[key] = _made(make, *begun)
    tables = getattr(making, "tables", None)
    if tables is not None:
        tables.update(known.tables)
    return known.value


def _still_true(known: Remembered, epoch: bytes, number: int) -> bool:
    if known.epoch != epoch or known.until < time.time():
        return False
    if known.number == number:
        return True
    if store.unwritten(epoch, known.number, known.tables):
        known.number = max(known.number, number)
        return True
    return False


def _made(make: Callable[[], Value], epoch: bytes, number: int) -> Remembered:
    outer = getattr(making, "tables", None)
    making.tables = set()
    try:
        value = make()
        return Remembered(value, epoch, number, frozenset(making.tables))
    finally:
        making.tables = outer
