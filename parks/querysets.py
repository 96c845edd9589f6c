from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.contrib.gis.geos import Point
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Subquery, Sum, Value, Window
from django.db.models.functions import JSONObject

from office.models import ReferenceFigure
from places.models import Facility, Region
from places.querysets import PlaceQuerySet

REFERENCE_KEY = "pocket_park_area_m2"
FIGURE_FIELDS = ("value", "is_lower_bound", "unit", "unit_en", "as_of", "source", "source_en")


class CityParks(NamedTuple):
    """All public parks of the city in two figures, the live one and the published one, and the towns to choose from."""

    area_m2: int
    figure: ReferenceFigure | None
    towns: list[Region]

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
        """What `city_of` needs, and `total` rows before any page is cut out, in the same statement as the rows."""
        public = self.model.objects.for_public().order_by().annotate(all=Value(1)).values("all")
        figure = ReferenceFigure.objects.filter(key=REFERENCE_KEY)
        towns = Region.objects.towns().current().order_by("code")
        return self.annotate(
            total=Window(Count("*")),
            city_area_m2=Subquery(public.annotate(area=Sum("area_m2")).values("area")),
            figure_json=Subquery(figure.values(json=JSONObject(**{name: name for name in FIGURE_FIELDS}))),
            towns_json=ArraySubquery(towns.values(json=JSONObject(code="code", name="name", name_en="name_en"))),
        )

    def city(self) -> CityParks:
        """The same without rows: three statements."""
        return CityParks(
            area_m2=self.model.objects.for_public().total_area(),
            figure=ReferenceFigure.objects.filter(key=REFERENCE_KEY).first(),
            towns=list(Region.objects.towns().current().only("code", "name", "name_en").order_by("code")),
        )


def city_of(row) -> CityParks:
    """From any row of `with_city`."""
    figure = None
    if row.figure_json:
        value, as_of = row.figure_json["value"], row.figure_json["as_of"]
        figure = ReferenceFigure(
            **{**row.figure_json, "value": Decimal(str(value)), "as_of": date.fromisoformat(as_of)}
        )
    return CityParks(row.city_area_m2 or 0, figure, [Region(**town) for town in row.towns_json])
