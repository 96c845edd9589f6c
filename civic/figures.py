"""The city in figures. A published figure and the portal's own count stand side by side and are never mixed."""

from collections.abc import Callable
from typing import NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, F, Func, Q, QuerySet, Subquery

from office.models import ReferenceFigure
from parks.models import Park
from shop.models import AidCase, GoodsItem, MonthTotal
from volunteers.models import HourFigure, Volunteer

POCKET_PARK_AREA = "pocket_park_area_m2"


def pocket_park_area() -> QuerySet:
    total = Func(F("area_m2"), function="SUM", output_field=BigIntegerField())
    return Park.objects.for_public().order_by().values(live=total)


def registered_volunteers() -> QuerySet:
    count = Func(F("pk"), function="COUNT", output_field=BigIntegerField())
    return Volunteer.objects.active().order_by().values(live=count)


def confirmed_hours() -> QuerySet:
    return HourFigure.objects.order_by().values(live=_sum("minutes", 60))


def raised_by_funds() -> QuerySet:
    """In yuan."""
    return MonthTotal.objects.filter(fund__is_public=True).order_by().values(live=_sum("in_fen", 100))


def goods_taken_in() -> QuerySet:
    """Every thing that a shop ever took in; what was refused at the door is none."""
    count = Func(F("pk"), function="COUNT", output_field=BigIntegerField())
    return GoodsItem.objects.accepted().order_by().values(live=count)


def households_helped() -> QuerySet:
    """Each household once, however often it was helped."""
    count = Func(
        F("household"), function="COUNT", template="COUNT(DISTINCT %(expressions)s)", output_field=BigIntegerField()
    )
    return AidCase.objects.helped().filter(fund__is_public=True).order_by().values(live=count)


def _sum(field: str, unit: int) -> Func:
    """Whole units of a column of smaller ones."""
    template = f"(SUM(%(expressions)s) / {unit})::bigint"
    return Func(F(field), function="SUM", template=template, output_field=BigIntegerField())


LIVE: dict[str, Callable[[], QuerySet]] = {
    POCKET_PARK_AREA: pocket_park_area,
    "volunteers": registered_volunteers,
    "volunteer_hours": confirmed_hours,
    "fund_total_yuan": raised_by_funds,
    "goods_donated": goods_taken_in,
    "families_helped": households_helped,
}


def newest_parks() -> QuerySet:
    """The last opened first; each carries how many there are (`total`) and their `total_area`."""
    area = Subquery(pocket_park_area(), output_field=BigIntegerField())
    parks = Park.objects.for_public().with_total().annotate(total_area=area)
    return parks.order_by(F("opened_on").desc(nulls_last=True), "-pk")


class Counted(NamedTuple):
    """A published figure; where the portal counts the same thing itself, that number and its SQL."""

    figure: ReferenceFigure
    number: int | None = None
    sql: str = ""


def home_figures() -> list[ReferenceFigure]:
    return list(ReferenceFigure.objects.filter(Q(on_home_page=True) | Q(key=POCKET_PARK_AREA)))


def all_figures() -> list[Counted]:
    """One statement for the figures and one for each number that the portal counts itself."""
    return [counted(figure) for figure in ReferenceFigure.objects.all()]


def counted(figure: ReferenceFigure) -> Counted:
    count = LIVE.get(figure.key)
    if count is None:
        return Counted(figure)
    rows = count()
    return Counted(figure, rows.get()["live"] or 0, sql_of(rows))


def sql_of(rows: QuerySet) -> str:
    """The statement as the database receives it."""
    return connection.ops.compose_sql(*rows.query.sql_with_params())
