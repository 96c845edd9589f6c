"""The sample city's volunteers: organizations, people, two years of service, and three weeks to sign up for.

Everything is invented, and marked by its organization. The database weighs each record as it would any other; only
when it was entered is the sample's own word, which it takes from the owner of the tables alone.
"""

from django.db import connection, transaction

from lib.pages import touch
from lib.sampling import SampleCity
from volunteers.actions.figures import count_hours
from volunteers.actions.organization_figures import count_organizations
from volunteers.models import Organization
from volunteers.sample import coming, desk, organizations, past, people, records, spot_check

TABLES = ("volunteers_organization", "volunteers_activity", "volunteers_shift")


@transaction.atomic
def plant(city: SampleCity) -> None:
    if Organization.objects.filter(is_sample=True).exists():
        if coming.plant(city):
            touch(*TABLES)
        city.say("Volunteers: they are there already.")
        return
    _check("IMMEDIATE")
    teams = organizations.plant(city)
    cast = people.plant(city, teams)
    shifts = past.plant(city, teams)
    written = records.plant(city, teams, cast, shifts)
    coming.plant(city)
    desk.plant(city, teams, cast)
    spot_check.plant(city)
    count_organizations()
    count_hours()
    _check("DEFERRED")
    touch(*TABLES)
    city.say(f"Volunteers: {len(teams)} organizations, {len(cast.people):,} people, {written:,} records.")


def _check(when: str) -> None:
    """Deferred checks queue up, and each history trigger walks the queue: minutes instead of seconds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL {when}")
