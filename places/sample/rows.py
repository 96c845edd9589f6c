"""Rows of the sample's tables as places."""

from datetime import timedelta
from typing import Any

from django.contrib.gis.geos import Point

from lib.sampling import SampleCity
from lib.text import pinyin
from places.models import Entrance, HoursException, Place, Region

PLAIN = ("name", "name_en", "address", "address_en", "summary", "summary_en", "hours", "source")


def values(row: dict[str, str], towns: dict[str, Region]) -> dict[str, Any]:
    """The fields that every kind of place has. `real` names what exists; everything else is marked as sample."""
    return {
        **{name: row[name] for name in PLAIN},
        "pinyin": pinyin(row["name"]),
        "region": towns[row["town"]],
        "point": point(row["lon"], row["lat"]),
        "facilities": row["facilities"].split(),
        "operation": row["operation"] or "open",
        "is_sample": row["real"] != "yes",
    }


def towns() -> dict[str, Region]:
    return {region.name_en: region for region in Region.objects.towns()}


def point(longitude: str | float, latitude: str | float) -> Point:
    return Point(float(longitude), float(latitude), srid=4326)


def open_entrances(place: Place, text: str) -> None:
    """`lon lat yes 名字 Name; …`: where the place is entered, and whether without a step."""
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        longitude, latitude, step_free, note, note_en = entry.split(maxsplit=4)
        Entrance.objects.create(
            place=place, point=point(longitude, latitude), is_step_free=step_free == "yes", note=note, note_en=note_en
        )


def close_soon(place: Place, city: SampleCity, text: str) -> None:
    """`days|length|hours|理由|reason`: an exception that begins so many days after the planting."""
    if not text:
        return
    ahead, length, hours, reason, reason_en = text.split("|")
    starts_on = city.today + timedelta(days=int(ahead))
    HoursException.objects.create(
        place=place,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=int(length) - 1),
        hours=hours,
        reason=reason,
        reason_en=reason_en,
    )
