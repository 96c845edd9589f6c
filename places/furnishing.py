"""What is there, in groups: how one gets around, what is made for whom, and the rest."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from places.models import Facility, Kind, Place

ICONS = {
    Facility.STEP_FREE: "wheelchair",
    Facility.TOILET: "toilet",
    Facility.ACCESSIBLE_TOILET: "wheelchair",
    Facility.SHADE: "shade",
    Facility.LIGHTS: "lamp",
    Facility.SEATS: "bench",
    Facility.BACKREST: "bench",
    Facility.PAVILION: "home",
    Facility.HANDRAIL: "elder",
    Facility.CHESS: "chess",
    Facility.FITNESS: "person",
    Facility.PLAYGROUND: "child",
    Facility.SANDPIT: "child",
    Facility.SWINGS: "swing",
    Facility.WATER: "water",
    Facility.HOT_WATER: "water",
    Facility.AIR_CONDITIONING: "snow",
    Facility.POWER: "plug",
    Facility.WIFI: "wifi",
    Facility.BICYCLE_PARKING: "bicycle",
    Facility.GARDEN: "flower",
    Facility.PATH: "path",
}
# Somebody plans the way there by these, so a page says it when nobody has recorded them.
ESSENTIALS = (Facility.STEP_FREE, Facility.TOILET)
OUTDOORS = (*ESSENTIALS, Facility.SHADE, Facility.LIGHTS)


@dataclass(frozen=True, slots=True)
class Furnishing:
    label: str
    icon: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    facilities: tuple[Furnishing, ...]


def groups_of(codes: Iterable[str]) -> list[Group]:
    """Only groups that hold something; each facility stands in one of them."""
    has = set(codes)
    elderly, children = set(Facility.for_elderly()), set(Facility.for_children())
    parts = (
        (_("For everyone"), set(Facility) - elderly - children),
        (_("For older people"), elderly),
        (_("For children"), children),
    )
    groups = ((title, [one for one in Facility if one in part and one in has]) for title, part in parts)
    return [
        Group(str(title), tuple(Furnishing(str(one.label), ICONS[one]) for one in found))
        for title, found in groups
        if found
    ]


def unrecorded(place: Place) -> list[str]:
    essentials = OUTDOORS if place.kind == Kind.PARK else ESSENTIALS
    return [str(one.label) for one in essentials if one not in place.facilities]
