"""One row more, by a statement that is written once and planned once: for tables that take in many rows all day."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import pgtrigger
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Field, Model
from pghistory.trigger import Event

from lib import compiled
from lib.pages import watching


class Plan(NamedTuple):
    fields: list[Field]
    told: list[Field]
    plain: str
    numbered: compiled.Statement


def insert(one: Model, *, returning: Sequence[str] = (), clocked: Sequence[str] = ()) -> None:
    """As `save(force_insert=True)`, without signals; the key and `returning` are what the database made of them.

    `clocked` columns are the database's clock at this very statement, not at the transaction's begin. Other values are
    plain, no expressions. Only in a transaction: a row must not be sent twice because a connection was lost.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A row is inserted by its plan within a transaction only.")
    plan = _plan(type(one), tuple(returning), tuple(clocked))
    values = [field.get_db_prep_save(field.pre_save(one, add=True), connection) for field in plan.fields]

    def plainly() -> list[tuple]:
        return compiled.fetched(plan.plain, values)

    if compiled.shares_connections():
        (row,) = plainly()
    else:
        (row,) = compiled.planned(plan.numbered, values, otherwise=plainly)
    watching.touch(one._meta.db_table)
    for field, value in zip(plan.told, row, strict=True):
        setattr(one, field.attname, value)
    one._state.adding, one._state.db = False, DEFAULT_DB_ALIAS


@lru_cache(maxsize=64)
def _plan(model: type[Model], returning: tuple[str, ...], clocked: tuple[str, ...]) -> Plan:
    meta = model._meta
    at_clock = [meta.get_field(name) for name in clocked]
    fields = [field for field in meta.local_concrete_fields if not field.primary_key and field not in at_clock]
    told = [meta.pk, *(meta.get_field(name) for name in returning)]
    names, back = (", ".join(f'"{field.column}"' for field in some) for some in ((*fields, *at_clock), told))
    form = f'INSERT INTO "{meta.db_table}" ({names}) VALUES ({{}}) RETURNING {back}'
    clock = ["clock_timestamp()"] * len(at_clock)
    plain = form.format(", ".join(["%s"] * len(fields) + clock))
    numbered = form.format(", ".join([f"${place}" for place in range(1, len(fields) + 1)] + clock))
    is_tracked = any(of is model and isinstance(trigger, Event) for of, trigger in pgtrigger.registered())
    return Plan(fields, told, plain, compiled.Statement(numbered, frozenset(), is_tracked))
