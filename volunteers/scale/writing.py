"""Who makes which rows, and their way into the tables."""

import multiprocessing
from collections.abc import Iterator
from io import BytesIO
from itertools import accumulate

from django.db import connection

from lib.progress import progress
from volunteers.scale import people, service
from volunteers.scale.layout import Layout

PEOPLE_AT_ONCE = 4_000
RECORDS_AT_ONCE = 40_000
COLUMNS = people.COLUMNS | service.COLUMNS
Task = tuple[str, int, int, int]
_layout: Layout | None = None


def write(layout: Layout, *, processes: int) -> None:
    tasks = list(_tasks(layout))
    with connection.cursor() as cursor:
        for tables in progress(_made(layout, tasks, processes), total=len(tasks), label="Rows"):
            for table, rows in tables.items():
                cursor.copy_expert(f"COPY {table} ({COLUMNS[table]}) FROM STDIN", BytesIO(rows))


def _tasks(layout: Layout) -> Iterator[Task]:
    """Parts of the work, in the order of the rows' keys: people, services, records."""
    count = len(layout.people)
    for first in range(0, count, PEOPLE_AT_ONCE):
        yield "people", first, min(first + PEOPLE_AT_ONCE, count), 0
    for circle in range(layout.circles):
        yield "service", circle, 0, 0
    before = [0, *accumulate(layout.people)]
    first = 0
    for last in range(1, count + 1):
        if before[last] - before[first] >= RECORDS_AT_ONCE or last == count:
            yield "records", first, last, before[first]
            first = last


def _made(layout: Layout, tasks: list[Task], processes: int) -> Iterator[dict[str, bytes]]:
    global _layout
    _layout = layout
    if not processes:
        yield from map(_make, tasks)
        return
    # Forked, so that the layout need not be sent; the children never speak to the database.
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        yield from pool.imap(_make, tasks)


def _make(task: Task) -> dict[str, bytes]:
    what, first, last, before = task
    if what == "people":
        return people.rows(_layout, first, last)
    if what == "service":
        return service.services(_layout, first)
    return service.records(_layout, first, last, before)
