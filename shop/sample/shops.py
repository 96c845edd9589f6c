from datetime import date

from django.db import transaction

from lib.sampling import SampleCity
from places.models import Kind, PlacePhoto
from places.sample import pictures, rows
from shop.models import Shop
from shop.sample import drawing


@transaction.atomic
def plant(city: SampleCity) -> None:
    towns = rows.towns()
    table = city.rows("shops.csv")
    known = set(Shop.objects.values_list("name", flat=True))
    for row in table:
        if row["name"] not in known:
            _open(Shop.objects.create(kind=Kind.SHOP, **rows.values(row, towns), **_values(row)), city, row)
    city.say(f"Shops: {len(table)}, without a cashier.")


def _values(row: dict[str, str]) -> dict:
    opened_on = date.fromisoformat(row["opened_on"]) if row["opened_on"] else None
    return {"story": row["story"], "story_en": row["story_en"], "opened_on": opened_on}


def _open(shop: Shop, city: SampleCity, row: dict[str, str]) -> None:
    rows.open_entrances(shop, row["entrances"])
    rows.close_soon(shop, city, row["exception"])
    pictures.hang(shop, drawing.glass_hut(), PlacePhoto.Role.VIEW)
