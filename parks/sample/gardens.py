"""Parks whose areas sum to the published 43,000 m² exactly. What is real and what is not says each row's source."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from lib.sampling import SampleCity
from parks.models import Park
from places.models import Kind, PlacePhoto
from places.sample import drawing, pictures, rows

TEXTS = ("former_use", "former_use_en", "story", "story_en")
# The real parks' opening days are not known; they were in the press by then.
KNOWN_BY = date(2021, 12, 31)
ENTERED_AFTER = timedelta(days=10)


@transaction.atomic
def plant(city: SampleCity) -> None:
    towns = rows.towns()
    table = city.rows("parks.csv")
    known = set(Park.objects.values_list("name", flat=True))
    missing = [row for row in table if row["name"] not in known]
    for number, row in enumerate(missing, start=1):
        _open(Park.objects.create(kind=Kind.PARK, **rows.values(row, towns), **_values(row)), city, row)
        if number % 9 == 0:
            city.say(f"Parks: {number} of {len(missing)} are drawn and open.")
    city.say(f"Parks: {len(table)} with {sum(int(row['area_m2']) for row in table):,} m² in all.")


def _values(row: dict[str, str]) -> dict:
    opened_on = date.fromisoformat(row["opened_on"]) if row["opened_on"] else None
    entered = datetime.combine((opened_on or KNOWN_BY) + ENTERED_AFTER, time(10), timezone.get_default_timezone())
    return {
        **{name: row[name] for name in TEXTS},
        "area_m2": int(row["area_m2"]),
        "opened_on": opened_on,
        "created_at": entered,
    }


def _open(park: Park, city: SampleCity, row: dict[str, str]) -> None:
    rows.open_entrances(park, row["entrances"])
    rows.close_soon(park, city, row["exception"])
    if row["pictures"] == "pair":
        pictures.hang(park, drawing.park_before(park.name), PlacePhoto.Role.BEFORE, position=1)
        pictures.hang(park, drawing.park_now(park.name, park.facilities), PlacePhoto.Role.AFTER, position=2)
    view = drawing.park_now(f"{park.name} from the other side", park.facilities[::-1])
    pictures.hang(park, view, PlacePhoto.Role.VIEW)
