"""Who makes which rows, and their way into the tables."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from itertools import accumulate, chain, islice
from typing import Self

from django.db import connection

from lib.progress import progress
from volunteers.scale import people, service
from volunteers.scale.layout import Layout

PEOPLE_AT_ONCE = 4_000
RECORDS_AT_ONCE = 40_000
AHEAD = 64  # parts of some ten megabytes that wait at most; all the people of the full city
COLUMNS = people.COLUMNS | service.COLUMNS
Task = tuple[str, int, int, int]
_layout: Layout | None = None


class Writer:
    """Makes rows in other processes, ahead of the connection that takes them in; 0 processes for none but this one.

    What is made ahead goes on while the connection is busy with something else, such as an index.
    """

    def __init__(self, layout: Layout, *, processes: int):
        global _layout
        _layout = layout
        self._tasks = {"service": _services(layout), "records": _records(layout), "people": _people(layout)}
        # Forked, so that the layout need not be sent; the children never speak to the database.
        fork = multiprocessing.get_context("fork")
        self._pool = ProcessPoolExecutor(processes, fork, initializer=_leave_alone) if processes else None
        self._made = self._all_made()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def write(self, part: str) -> None:
        """The next of the parts, in their order."""
        count = len(self._tasks[part])
        with connection.cursor() as cursor:
            for tables in progress(islice(self._made, count), total=count, label=part.capitalize()):
                for table, rows in tables.items():
                    cursor.copy_expert(f"COPY {table} ({COLUMNS[table]}) FROM STDIN", BytesIO(rows))

    def _all_made(self) -> Iterator[dict[str, bytes]]:
        tasks = chain.from_iterable(self._tasks.values())
        if not self._pool:
            yield from map(_make, tasks)
            return
        waiting = deque(self._pool.submit(_make, task) for task in islice(tasks, AHEAD))
        while waiting:
            made = waiting.popleft().result()
            waiting.extend(self._pool.submit(_make, task) for task in islice(tasks, 1))
            yield made


def _services(layout: Layout) -> list[Task]:
    return [("service", circle, 0, 0) for circle in range(layout.circles)]


def _records(layout: Layout) -> list[Task]:
    count = len(layout.people)
    before = [0, *accumulate(layout.people[layout.person_at(turn)] for turn in range(count))]
    tasks: list[Task] = []
    first = 0
    for last in range(1, count + 1):
        if before[last] - before[first] >= RECORDS_AT_ONCE or last == count:
            tasks.append(("records", first, last, before[first]))
            first = last
    return tasks


def _people(layout: Layout) -> list[Task]:
    count = len(layout.people)
    return [("people", first, min(first + PEOPLE_AT_ONCE, count), 0) for first in range(0, count, PEOPLE_AT_ONCE)]


def _leave_alone() -> None:
    """In a child: hold no end of the parent's connection, and do not outlive the parent.

    Otherwise a parent that was killed would leave its transaction open, and with it the locks on all tables.
    """
    os.close(connection.connection.fileno())
    parent = multiprocessing.parent_process()

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def _make(task: Task) -> dict[str, bytes]:
    what, first, last, before = task
    if what == "people":
        return people.rows(_layout, first, last)
    if what == "service":
        return service.services(_layout, first)
    return service.records(_layout, first, last, before)
