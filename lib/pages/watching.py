"""Which tables the SQL that passes reads and writes."""

import re
import threading
from collections.abc import Iterable
from functools import partial

from django.db import transaction

from lib.pages.store import store

READS = re.compile(r'\b(?:FROM|JOIN)\s+"?(?:public"?\.)?"?(\w+)', re.IGNORECASE)
WRITES = re.compile(
    r'(?:\bINSERT\s+INTO|(?<!FOR )\bUPDATE(?:\s+ONLY)?|\bDELETE\s+FROM|\bTRUNCATE(?:\s+TABLE)?|\bCOPY)\s+"?(\w+)',
    re.IGNORECASE,
)

making = threading.local()


def watch_connection(connection, **_kwargs) -> None:
    if _watch not in connection.execute_wrappers:
        # At the bottom: a block that wraps a while, such as pghistory's, takes off whatever lies on top when it ends,
        # and a connection may be opened inside one.
        connection.execute_wrappers.insert(0, _watch)


def tables_read(sql: str) -> frozenset[str]:
    return frozenset(READS.findall(sql))


def note_reads(tables: Iterable[str]) -> None:
    """The page that is being made depends on `tables`: for statements whose SQL does not name them."""
    noted = getattr(making, "tables", None)
    if noted is not None:
        noted.update(tables)


def _watch(execute, sql, params, many, context):
    if getattr(making, "tables", None) is not None:
        note_reads(tables_read(str(sql)))
    result = execute(sql, params, many, context)
    text = str(sql)
    # What was planned before names no table; whoever planned a write says what it writes (lib/inserting.py).
    if not text.startswith(("SELECT", "EXECUTE")) or "pghistory" in text:
        written = WRITES.findall(text)
        if written:
            touch(*written, connection=context["connection"])
    return result


def touch(*tables: str, connection=None) -> None:
    """Pages that read any of `tables` are made anew once the current transaction commits.

    For writes that do not pass through Django's cursor, such as COPY.
    """
    connection = connection or transaction.get_connection()
    state = connection.__dict__
    pending = state.setdefault("_touched_tables", set())
    pending.update(tables)
    mark = state.setdefault("_mark_touched", partial(_mark, connection))
    # A savepoint that rolls back takes its callbacks along, so the list itself says whether ours still stands.
    if not any(callback is mark for _sids, callback, _robust in connection.run_on_commit):
        transaction.on_commit(mark, using=connection.alias, robust=True)


def _mark(connection) -> None:
    pending = connection.__dict__["_touched_tables"]
    tables = sorted(pending)
    pending.clear()
    store.mark(tables)
