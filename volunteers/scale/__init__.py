"""The full city: 230,000 volunteers and records of exactly 6,150,000 hours, times a scale, by COPY.

All in one transaction: a planting that is cut off leaves nothing behind. Triggers rest meanwhile and most indexes are
built afterwards; what they would have guaranteed is asked of the finished tables (`checks`) before it is committed.
Left out: proofs and sign-ups of shifts long past, and a history row for each row that was never changed.
"""

from collections.abc import Callable
from time import monotonic

from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.models import Sum

from lib.bare_tables import lay_bare, owns
from lib.pages import touch
from lib.progress import progress
from lib.sampling import SampleCity
from volunteers.actions.figures import count_hours
from volunteers.actions.organization_figures import count_organizations
from volunteers.models import ServiceRecord, Volunteer
from volunteers.scale import checks, writing
from volunteers.scale.layout import Layout, lay_out

VOLUNTEERS = 230_000
MINUTES = 6_150_000 * 60
TABLES = (
    "accounts_user", "accounts_identity", "accounts_consent", "volunteers_volunteer", "volunteers_membership",
    "volunteers_shift", "volunteers_service", "volunteers_servicerecord", "volunteers_decision",
    "volunteers_servicetotal",
)  # fmt: skip
TABLES_OF_RECORDS = ("volunteers_servicerecord", "volunteers_decision", "volunteers_servicetotal")
TOTALS = """
    INSERT INTO volunteers_servicetotal (volunteer_id, year, minutes, records)
    SELECT volunteer_id, coalesce(extract(year FROM day)::int, 0), sum(minutes), count(*)
    FROM volunteers_servicerecord WHERE id >= %s AND state = 'confirmed'
    GROUP BY GROUPING SETS ((volunteer_id, extract(year FROM day)::int), (volunteer_id))
"""


class CannotPlant(CommandError):
    pass


def plant(city: SampleCity, scale: float, *, processes: int = 0) -> None:
    """What is missing to the scaled figures. `processes` make the rows, 0 for none but this one.

    Raises CannotPlant where the role may not, or where there is too much already.
    """
    if not owns("volunteers_servicerecord"):
        raise CannotPlant(
            "Planting the full city takes indexes down and needs the owner of the tables: "
            'DATABASE_URL="$OWNER_DATABASE_URL" manage.py plant_city --scale 1'
        )
    began = monotonic()
    with transaction.atomic():
        _stand_still()
        layout = _layout(city, scale)
        if layout is None:
            city.say(f"The city stands at scale {scale:g} already.")
            return
        bare = lay_bare(TABLES)
        with writing.Writer(layout, processes=processes) as writer:
            writer.write("service")
            writer.write("records")
            _total(layout)
            # Meanwhile the people are made.
            _steps("Indexes of records", [_run(statement) for statement in bare.indexes(*TABLES_OF_RECORDS)])
            writer.write("people")
        _steps("Indexes and keys", [_run(statement) for statement in bare.rest()])
        _steps("Figures and checks", [_count, _analyze, *checks.all_of(layout, bare)])
        _run("SET CONSTRAINTS ALL DEFERRED")()
    if not connection.in_atomic_block:
        # Says which rows everybody sees. Until autovacuum comes by, each index would ask the table about it.
        _run(f"VACUUM {', '.join(TABLES)}")()
    touch(*TABLES, "volunteers_organization", "volunteers_activity")
    city.say(
        f"The full city at scale {scale:g}: {len(layout.people):,} volunteers and {layout.records:,} records more, "
        f"in {monotonic() - began:.1f} seconds."
    )


def _stand_still() -> None:
    """One planting at a time; deferred checks now, so that the tables can be altered."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute(f"LOCK TABLE {', '.join(TABLES)} IN ACCESS EXCLUSIVE MODE")


def _layout(city: SampleCity, scale: float) -> Layout | None:
    people = round(VOLUNTEERS * scale) - Volunteer.objects.count()
    confirmed = ServiceRecord.objects.confirmed().aggregate(all=Sum("minutes"))["all"] or 0
    minutes = round(MINUTES * scale) - confirmed
    if people == 0 and minutes == 0:
        return None
    if people < 100 or minutes < 100 * people:
        raise CannotPlant(
            f"There are more volunteers or hours than --scale {scale:g} asks for. Choose a greater scale."
        )
    return lay_out(city, people=people, minutes=minutes, scale=scale)


def _total(layout: Layout) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, [layout.first_record])


def _count() -> None:
    count_organizations()
    count_hours()


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(TABLES)}, volunteers_organization, volunteers_activity")


def _run(statement: str) -> Callable[[], None]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


def _steps(label: str, steps: list[Callable[[], None]]) -> None:
    for step in progress(steps, total=len(steps), label=label):
        step()
