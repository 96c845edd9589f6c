"""Places whose kinds have no room of their own yet, so that "near me" has life."""

from django.db import transaction

from lib.sampling import SampleCity
from places.models import Kind, Place, PlacePhoto
from places.sample import drawing, pictures, rows

WITH_SHELVES = {Kind.LIBRARY_STATION, Kind.CULTURE}


@transaction.atomic
def plant(city: SampleCity) -> None:
    towns = rows.towns()
    table = city.rows("places.csv")
    known = set(Place.objects.exclude(kind=Kind.PARK).values_list("kind", "name"))
    for row in table:
        if (row["kind"], row["name"]) not in known:
            _open(Place.objects.create(kind=row["kind"], **rows.values(row, towns)), city, row)
    city.say(f"Places: {len(table)} reading rooms, toilets, markets and others.")


def _open(place: Place, city: SampleCity, row: dict[str, str]) -> None:
    rows.open_entrances(place, row["entrances"])
    rows.close_soon(place, city, row["exception"])
    if place.kind in WITH_SHELVES:
        pictures.hang(place, drawing.reading_room(place.name), PlacePhoto.Role.VIEW)
