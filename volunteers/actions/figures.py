"""The city's hours by year and source, counted for the public."""

from django.db import connection, transaction
from django.utils import timezone

from volunteers.models import HourFigure

SUMS = """
    SELECT coalesce(year, 0), coalesce(source, ''), minutes, records, people FROM (
      SELECT extract(year FROM day)::int AS year, source, sum(minutes) AS minutes, count(*) AS records,
             count(DISTINCT volunteer_id) AS people
      FROM volunteers_servicerecord WHERE state = 'confirmed'
      GROUP BY GROUPING SETS ((extract(year FROM day)::int, source), (extract(year FROM day)::int), (source), ())
    ) AS counted WHERE records > 0
"""
REGISTERED = "SELECT count(*) FROM volunteers_volunteer WHERE state = 'active'"


@transaction.atomic
def count_hours() -> int:
    """Count anew; returns how many figures there are. Safe to run at any time, and at once: the last one stands."""
    at = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('volunteers_hourfigure'))")
        cursor.execute(SUMS)
        counted = {(year, source): row for year, source, *row in cursor.fetchall()}
        cursor.execute(REGISTERED)
        registered = cursor.fetchone()[0]
    minutes, records, _people = counted.get((0, ""), (0, 0, 0))
    counted[0, ""] = (minutes, records, registered)
    figures = [
        HourFigure(year=year, source=source, minutes=row[0], records=row[1], volunteers=row[2], counted_at=at)
        for (year, source), row in counted.items()
    ]
    HourFigure.objects.bulk_create(
        figures,
        update_conflicts=True,
        unique_fields=["year", "source"],
        update_fields=["minutes", "records", "volunteers", "counted_at"],
    )
    HourFigure.objects.filter(counted_at__lt=at).delete()
    return len(figures)
