"""Statements that are built once and planned once.

Building a list's SQL takes Django several times as long as PostgreSQL takes to answer it, and planning it takes
PostgreSQL as long as the answer. Both depend on its filters and the day, not on the moment.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Any
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

from lib.pages import watching

KEPT = 512
# PostgreSQL keeps the plan of each for as long as the connection stands.
PREPARED_PER_CONNECTION = 64
# What begins with it is none of the statements that pghistory lets pass as they are.
TRACKED = "/* tracked */ "
# The name is not known there, or is taken, or the table looks different from when the statement was prepared.
FORGOTTEN = ("26000", "42P05", "0A000")
# What was to be dropped before is not there, or the transaction had failed already.
UNREACHED = ("26000", "25P02")

_prepared: WeakKeyDictionary[Any, OrderedDict[str, None]] = WeakKeyDictionary()


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


@dataclass
class Statement:
    """SQL with its values written into it, so that PostgreSQL needs one plan and no choice between plans."""

    sql: str
    tables: frozenset[str]
    # A trigger asks who does it: what is executed is marked, so that pghistory says so before it.
    is_tracked: bool = False
    is_asked_again: bool = False

    @cached_property
    def name(self) -> str:
        """Of the SQL itself: whoever prepared something under this name, it is this."""
        return f"compiled_{blake2b(self.sql.encode(), digest_size=16).hexdigest()}"


@lru_cache(maxsize=KEPT)
def _statement(key: _Key) -> Statement:
    built = _built(key.build)
    key.build = None
    return built


def _built(build: Callable[[], QuerySet]) -> Statement:
    sql = connection.ops.compose_sql(*build().query.sql_with_params())
    return Statement(sql, watching.tables_read(sql))


def rows(key: Hashable | None, build: Callable[[], QuerySet]) -> list[tuple]:
    """Rows of the `values_list()` query set that `build()` gives, which must be the same for the same `key`.

    Without a key it is built each time. Values come as the driver gives them: JSON as text, distances in metres,
    geometry not at all.
    """
    try:
        statement = _built(build) if key is None else _statement(_Key(key, build))
    except EmptyResultSet:
        return []
    # Addresses with endless values are asked once; to prepare for them would cost more than it saves.
    if not statement.is_asked_again or shares_connections():
        statement.is_asked_again = True
        return fetched(statement.sql)
    return planned(statement, otherwise=lambda: fetched(statement.sql))


def planned(statement: Statement, values: Sequence = (), *, otherwise: Callable[[], list[tuple]]) -> list[tuple]:
    """By its plan. A connection that is lost, or does not know the plan any more, is replaced and asked `otherwise`."""
    watching.note_reads(statement.tables)
    # Itself, since what stands for it looks it up at each word.
    own = transaction.get_connection()
    if own.in_atomic_block:
        return _executed(own, statement, values)
    # The statement itself tells whether the connection stands, so Django need not ask that before.
    own.health_check_done = True
    try:
        return _executed(own, statement, values)
    except DatabaseError as error:
        if not _is_forgotten(error):
            raise
    own.close()
    return otherwise()


def _executed(own: BaseDatabaseWrapper, statement: Statement, values: Sequence) -> list[tuple]:
    """Planned at the first time on this connection, in the same message; only executed from then on."""
    own.ensure_connection()
    names = _prepared.setdefault(own.connection, OrderedDict())
    blanks = f"({', '.join(['%s'] * len(values))})" if values else ""
    words = [f"EXECUTE {statement.name}{blanks}"]
    mark = TRACKED if statement.is_tracked else ""
    if statement.name in names:
        names.move_to_end(statement.name)
        return fetched(mark + words[0], values, own)
    # Beside values a percent sign would ask for another one.
    sql = statement.sql.replace("%", "%%") if values else statement.sql
    words.insert(0, f"PREPARE {statement.name} AS {sql}")
    if len(names) >= PREPARED_PER_CONNECTION:
        words.insert(0, f"DEALLOCATE {names.popitem(last=False)[0]}")
    try:
        found = fetched(mark + "; ".join(words), values, own)
    except DatabaseError as error:
        # A broken constraint, a lock that was not given: it is prepared all the same, whatever is rolled back.
        if not _is_unprepared(error):
            names[statement.name] = None
        raise
    names[statement.name] = None
    return found


def _is_unprepared(error: DatabaseError) -> bool:
    """PREPARE was not reached, or failed: its SQL is wrong (class 42), which a name that is taken and a right that is
    missing are not."""
    code = getattr(error.__cause__, "pgcode", None) or ""
    return code in UNREACHED or (code.startswith("42") and code not in ("42P05", "42501"))


def _is_forgotten(error: DatabaseError) -> bool:
    is_lost = connection.connection is None or bool(connection.connection.closed)
    return is_lost or getattr(error.__cause__, "pgcode", None) in FORGOTTEN


def shares_connections() -> bool:
    """Behind a pooler such as PgBouncer the next statement may reach another server process."""
    return connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]


def fetched(sql: str, values: Sequence = (), own: BaseDatabaseWrapper | None = None) -> list[tuple]:
    with (own or connection).cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall()
