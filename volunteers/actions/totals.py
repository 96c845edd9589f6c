"""Whether kept totals are the sums of the confirmed records."""

import logging
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection

logger = logging.getLogger(__name__)


class Difference(NamedTuple):
    """What is kept, and what the confirmed records sum to. `year` 0 is the lifetime."""

    volunteer: int
    year: int
    kept: tuple[int, int]
    summed: tuple[int, int]


DIFFERENCES = """
    WITH summed AS (
      SELECT volunteer_id, coalesce(extract(year FROM day)::int, 0) AS year, sum(minutes) AS minutes,
             count(*) AS records
      FROM volunteers_servicerecord WHERE state = 'confirmed' {some}
      GROUP BY GROUPING SETS ((volunteer_id, extract(year FROM day)::int), (volunteer_id))
    )
    SELECT coalesce(t.volunteer_id, s.volunteer_id), coalesce(t.year, s.year),
           coalesce(t.minutes, 0), coalesce(t.records, 0), coalesce(s.minutes, 0), coalesce(s.records, 0)
    FROM (SELECT * FROM volunteers_servicetotal WHERE true {some}) AS t
    FULL JOIN summed AS s ON s.volunteer_id = t.volunteer_id AND s.year = t.year
    WHERE (coalesce(t.minutes, 0), coalesce(t.records, 0)) IS DISTINCT FROM
          (coalesce(s.minutes, 0), coalesce(s.records, 0))
    ORDER BY 1, 2
"""


def differences_between(first: int, last: int) -> Iterator[Difference]:
    """Of the volunteers with keys from `first` to `last`."""
    return _differences("AND volunteer_id BETWEEN %(first)s AND %(last)s", {"first": first, "last": last})


def differences_of(volunteers: list[int]) -> Iterator[Difference]:
    return _differences("AND volunteer_id = ANY(%(these)s)", {"these": volunteers})


def _differences(some: str, values: dict[str, Any]) -> Iterator[Difference]:
    """One statement reads both as they stood at one moment: what is written meanwhile makes no difference."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES.format(some=some), values)
        for whose, year, *numbers in cursor.fetchall():
            yield Difference(whose, year, tuple(numbers[:2]), tuple(int(number) for number in numbers[2:]))


def check_sample(*, size: int = 1000) -> int:
    """Compare the totals of some people, drawn by chance; a difference is an error in the log, where somebody looks.

    Returns how many differ.
    """
    found = list(differences_of(sample_of_volunteers(size)))
    for one in found:
        logger.error("Total of volunteer %s, year %s: kept %s, summed %s.", *one)
    return len(found)


def sample_of_volunteers(size: int) -> list[int]:
    """Keys of some people who have totals, by chance: without reading the whole table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM volunteers_volunteer")
        last = cursor.fetchone()[0]
        cursor.execute(
            "SELECT DISTINCT id FROM volunteers_volunteer JOIN (SELECT 1 + floor(random() * %s)::bigint AS id "
            "FROM generate_series(1, %s)) AS drawn USING (id)",
            [last, size],
        )
        return [key for (key,) in cursor.fetchall()]
