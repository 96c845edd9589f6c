import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.contrib.gis.geos import Point
from django.contrib.postgres.aggregates import JSONBAgg
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet, Subquery, Sum, TextField, Value
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import get_language

from office.models import ReferenceFigure
from places.models import Facility, Region
from places.querysets import PlaceQuerySet

REFERENCE_KEY = "pocket_park_area_m2"
CITY_COLUMNS = ("total", "city_area_m2", "figure_json", "towns_json")
FIGURE_FIELDS = ("value", "is_lower_bound", "unit", "unit_en", "as_of", "source", "source_en")


class Town(NamedTuple):
    """A town to choose from."""

    code: str
    name: str
    name_en: str

    @property
    def local_name(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


@dataclass(frozen=True, slots=True, eq=False)
class CityParks:
    """All public parks of the city in two figures, the live one and the published one, and the towns to choose from."""

    area_m2: int = 0
    figure: ReferenceFigure | None = None
    towns: tuple[Town, ...] = ()

    def has_town(self, code: str) -> bool:
        return any(town.code == code for town in self.towns)


class ParkQuerySet(PlaceQuerySet):
    def for_elderly(self) -> "ParkQuerySet":
        """Something made for older people is there."""
        return self.with_any_facility(*Facility.for_elderly())

    def for_children(self) -> "ParkQuerySet":
        return self.with_any_facility(*Facility.for_children())

    def step_free(self) -> "ParkQuerySet":
        return self.with_all_facilities(Facility.STEP_FREE)

    def total_area(self) -> int:
        """Square metres of all parks in the set."""
        return self.aggregate(total=Sum("area_m2", default=0))["total"]

    def matching(
        self,
        at: datetime,
        *,
        is_open: bool = False,
        step_free: bool = False,
        for_children: bool = False,
        for_elderly: bool = False,
        facilities: list[str] | None = None,
        town: str | None = None,
        point: Point | None = None,
        within_m: float | None = None,
    ) -> "ParkQuerySet":
        """The list's filters together. `is_open` costs one statement more, the others none."""
        parks = self
        if step_free:
            parks = parks.step_free()
        if for_children:
            parks = parks.for_children()
        if for_elderly:
            parks = parks.for_elderly()
        if facilities:
            parks = parks.with_all_facilities(*facilities)
        if town:
            parks = parks.in_region(town)
        if is_open:
            parks = parks.open_at(at)
        return parks.near(point, within_m=within_m) if point else parks

    def newest(self) -> "ParkQuerySet":
        return self.order_by("-created_at", "-pk")

    def with_city(self) -> "ParkQuerySet":
        """`CITY_COLUMNS`: the total before any page is cut out and what `city_of` needs, in the rows' own statement."""
        public = self.model.objects.for_public().order_by().annotate(all=Value(1)).values("all")
        return self.with_total().annotate(
            city_area_m2=Subquery(public.annotate(area=Sum("area_m2")).values("area")),
            # As text at once: every row carries it, and JSON would be written out for each.
            figure_json=Cast(Subquery(_figure()), TextField()),
            towns_json=Cast(Subquery(_towns()), TextField()),
        )

    def city(self) -> CityParks:
        """The same without rows."""
        area = self.model.objects.for_public().total_area()
        figure, towns = next(iter(_figure()), None), next(iter(_towns()), None)
        return city_of(area, json.dumps(figure, cls=DjangoJSONEncoder) if figure else None, json.dumps(towns or []))


def _figure() -> QuerySet:
    figures = ReferenceFigure.objects.filter(key=REFERENCE_KEY)
    return figures.annotate(json=JSONObject(**{name: name for name in FIGURE_FIELDS})).values_list("json", flat=True)


def _towns() -> QuerySet:
    towns = Region.objects.towns().current().order_by().annotate(all=Value(1)).values("all")
    town = JSONObject(code="code", name="name", name_en="name_en")
    return towns.annotate(json=JSONBAgg(town, order_by="code")).values_list("json", flat=True)


@lru_cache(maxsize=64)
def city_of(area_m2: int | None, figure_json: str | None, towns_json: str | None) -> CityParks:
    """From `CITY_COLUMNS` after the total, JSON as text. The same for the same, so that it is drawn once."""
    figure = None
    if figure_json:
        fields = json.loads(figure_json)
        value, as_of = Decimal(str(fields["value"])), date.fromisoformat(fields["as_of"])
        figure = ReferenceFigure(**{**fields, "value": value, "as_of": as_of})
    towns = tuple(Town(**town) for town in json.loads(towns_json or "[]"))
    return CityParks(area_m2 or 0, figure, towns)
