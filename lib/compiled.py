"""Statements that are built once.

Building a list's SQL takes Django several times as long as PostgreSQL takes to answer it, and the SQL of a list
depends on its filters and the day, not on the moment.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

KEPT = 512


class _Key:
    """Equal by `key` alone; carries the builder past the cache, which must not hold on to it."""

    __slots__ = ("build", "key")

    def __init__(self, key: Hashable, build: Callable[[], QuerySet]):
        self.key = key
        self.build = build

    def __eq__(self, other: Any) -> bool:
        return self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=KEPT)
def _statement(key: _Key) -> tuple[str, tuple]:
    built = key.build().query.sql_with_params()
    key.build = None
    return built


def rows(key: Hashable | None, build: Callable[[], QuerySet]) -> list[tuple]:
    """Rows of the `values_list()` query set that `build()` gives, which must be the same for the same `key`.

    Without a key it is built each time. Values come as the driver gives them: JSON as text, distances in metres,
    geometry not at all.
    """
    try:
        statement = build().query.sql_with_params() if key is None else _statement(_Key(key, build))
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return cursor.fetchall()
