"""Statements that are built once for all askers: who asks, and when, is filled in each time.

Django needs longer to write a statement with a few subqueries than PostgreSQL to answer it, and PostgreSQL as long to
plan it. A builder writes it once with blanks; the plan is prepared per connection, as in `lib/compiled.py`.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet

from lib import compiled
from lib.pages import watching

# Values that no row has, so that they can be told from all others in a built statement.
FIRST_NUMBER = 7_700_000_000_000_000
FIRST_YEAR = 9000
FIRST_TEXT = "\N{OBJECT REPLACEMENT CHARACTER}blank "


def number(place: int) -> int:
    """The blank with that place among the values of `rows`, where a key belongs (it needs 64 bits)."""
    return FIRST_NUMBER + place


def moment(place: int) -> datetime:
    """The same, where a time belongs."""
    return datetime(FIRST_YEAR + place, 1, 1, tzinfo=UTC)


def text(place: int) -> str:
    """The same, where a text belongs."""
    return f"{FIRST_TEXT}{place}"


def identifier(place: int) -> UUID:
    """The same, where a UUID belongs."""
    return UUID(int=FIRST_NUMBER + place)


class Statement(NamedTuple):
    """`plain` for `cursor.execute` with the values that `places` picks; `numbered` for PREPARE."""

    plain: str
    places: tuple[int, ...]
    numbered: compiled.Statement


@lru_cache(maxsize=64)
def _built(build: Callable[..., QuerySet], arguments: tuple) -> Statement:
    sql, params = build(*arguments).query.sql_with_params()
    places = [_place(param) for param in params]
    with connection.cursor() as cursor:
        texts = [cursor.mogrify("%s", [param]).decode() for param in params]
    plain = [text.replace("%", "%%") if place is None else "%s" for text, place in zip(texts, places, strict=True)]
    marked = [text if place is None else f"${place + 1}" for text, place in zip(texts, places, strict=True)]
    numbered = _filled(sql, marked, "%")
    known = tuple(place for place in places if place is not None)
    statement = compiled.Statement(numbered, watching.tables_read(numbered))
    return Statement(_filled(sql, plain, "%%"), known, statement)


def _filled(sql: str, texts: list[str], percent: str) -> str:
    rest = iter(texts)
    return re.sub("%[s%]", lambda found: next(rest) if found[0] == "%s" else percent, sql)


def _place(param: Any) -> int | None:
    if isinstance(param, datetime) and param.year >= FIRST_YEAR:
        return param.year - FIRST_YEAR
    if isinstance(param, str) and param.startswith(FIRST_TEXT):
        return int(param.removeprefix(FIRST_TEXT))
    whole = param.int if isinstance(param, UUID) else param
    return whole - FIRST_NUMBER if isinstance(whole, int) and whole >= FIRST_NUMBER else None


def columns(model: type[Model], *wanted: str) -> tuple[str, ...]:
    """Of those named, in the order in which `instance` takes them; all where none is named."""
    names = [field.attname for field in model._meta.concrete_fields]
    return tuple(name for name in names if not wanted or name in wanted)


def instance(model: type[Model], names: tuple[str, ...], row: Sequence) -> Any:
    """As after `only()`: other columns are asked for where somebody looks. Sealed columns are not for this."""
    return model.from_db(DEFAULT_DB_ALIAS, _known(names), row)


# Django looks each field of the model up in them.
_known = lru_cache(maxsize=None)(frozenset)


def rows(build: Callable[..., QuerySet], values: tuple, *arguments: Any) -> list[tuple]:
    """Rows of the `values_list()` query set that `build(*arguments)` gives, with `values` in its blanks.

    `build` is a function of a module, `arguments` are few and hashable. Values come as the driver gives them: JSON as
    text. Every value must stand in the statement, in a place that tells PostgreSQL its type.
    """
    statement = _built(build, arguments)

    def plainly() -> list[tuple]:
        return compiled.fetched(statement.plain, [values[place] for place in statement.places])

    if compiled.shares_connections():
        return plainly()
    return compiled.planned(statement.numbered, values, otherwise=plainly)
