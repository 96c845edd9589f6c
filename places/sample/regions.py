"""City, towns, communities and grids. Codes and names of city and towns are real; every line between them is drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point
from django.db import connection, transaction

from lib.sampling import SampleCity, shares
from lib.text import pinyin
from places.models import Region
from places.validators import is_in_city

RESIDENTS = 1_440_400
GRIDS = 1_051
GRIDS_PER_COMMUNITY = 30
# Real communities are numbered from 001; nobody shall take a drawn one for a real one.
FIRST_COMMUNITY = 901
# The plane's golden ratio: points that follow one another fill a shape evenly, and always in the same way.
STEP_X, STEP_Y = 0.7548776662466927, 0.5698402909980532

CELLS = """
    WITH seats AS (
        SELECT i, ST_SetSRID(ST_MakePoint(x, y), 4326) AS seat
        FROM unnest(%(x)s::float8[], %(y)s::float8[]) WITH ORDINALITY AS points (x, y, i)
    ), shape AS (
        SELECT %(outline)s::geometry AS outline
    ), cells AS (
        SELECT (ST_Dump(ST_VoronoiPolygons(ST_Collect(seat), 0, (SELECT outline FROM shape)))).geom AS cell FROM seats
    )
    SELECT ST_AsBinary(ST_Multi(ST_CollectionExtract(ST_Intersection(cell, outline), 3)))
    FROM seats JOIN cells ON ST_Intersects(cell, seat) CROSS JOIN shape
    ORDER BY i
"""


@dataclass
class Plot:
    """A region before it is a row."""

    code: str
    name: str
    name_en: str
    level: str
    seat: Point
    outline: MultiPolygon
    residents: int
    parts: list["Plot"] = field(default_factory=list)


@transaction.atomic
def plant(city: SampleCity) -> None:
    if Region.objects.filter(level=Region.Level.GRID, is_sample=True).count() >= GRIDS:
        city.say(f"Regions: {Region.objects.count():,} are there already.")
        return
    whole = _city(city)
    _keep([(whole, None)])
    city.say(f"Regions: 1 city, {len(whole.parts)} towns, {GRIDS:,} grids with {RESIDENTS:,} residents.")


def _city(city: SampleCity) -> Plot:
    file = city.data / "zhangjiagang-boundary.geojson"
    outline = GEOSGeometry(file.read_text(encoding="utf-8"), srid=4326)
    seat = Point(*settings.CITY_CENTRE, srid=4326)
    whole = Plot(settings.CITY_CODE, "张家港市", "Zhangjiagang", Region.Level.CITY, seat, outline, RESIDENTS)
    rows = city.rows("towns.csv")
    seats = [Point(float(row["lon_wgs84_estimated"]), float(row["lat_wgs84_estimated"]), srid=4326) for row in rows]
    weights = [float(row["residents_sample"]) for row in rows]
    grids = shares(GRIDS, weights)
    residents = shares(RESIDENTS, weights)
    for i, (row, cell) in enumerate(zip(rows, _cells(outline, seats), strict=True)):
        town = Plot(row["code"], row["name_zh"], row["name_en"], row["kind"], seats[i], cell, residents[i])
        town.parts = _communities(town, grids[i])
        whole.parts.append(town)
    return whole


def _communities(town: Plot, grids: int) -> list[Plot]:
    count = max(1, round(grids / GRIDS_PER_COMMUNITY))
    short = town.name.removesuffix("镇").removesuffix("街道")[:6]
    communities = []
    numbers = zip(_plots(town, count), shares(grids, [1.0] * count), shares(town.residents, [1.0] * count), strict=True)
    for i, ((seat, cell), own_grids, residents) in enumerate(numbers):
        code = f"{town.code}{FIRST_COMMUNITY + i}"
        name, name_en = f"{short}样例社区{i + 1}", f"{town.name_en} Sample Community {i + 1}"
        community = Plot(code, name, name_en, Region.Level.COMMUNITY, seat, cell, residents)
        community.parts = _grids(community, own_grids)
        communities.append(community)
    return communities


def _grids(community: Plot, count: int) -> list[Plot]:
    residents = shares(community.residents, [1 + (i * STEP_X) % 1 for i in range(count)])
    return [
        Plot(
            f"{community.code}{i + 1:03}",
            f"{community.name}第{i + 1}网格",
            f"{community.name_en}, Grid {i + 1}",
            Region.Level.GRID,
            seat,
            cell,
            residents[i],
        )
        for i, (seat, cell) in enumerate(_plots(community, count))
    ]


def _plots(whole: Plot, count: int) -> list[tuple[Point, MultiPolygon]]:
    seats = list(islice(_scattered(whole.outline), count))
    return list(zip(seats, _cells(whole.outline, seats), strict=True))


def _scattered(outline: MultiPolygon) -> Iterator[Point]:
    """Points inside the outline, spread evenly, without end."""
    west, south, east, north = outline.extent
    inside = outline.prepared
    number = 0
    while True:
        number += 1
        x = west + (east - west) * ((0.5 + number * STEP_X) % 1)
        y = south + (north - south) * ((0.5 + number * STEP_Y) % 1)
        point = Point(round(x, 6), round(y, 6), srid=4326)
        if is_in_city(point.x, point.y) and inside.contains(point):
            yield point


def _cells(outline: MultiPolygon, seats: Sequence[Point]) -> list[MultiPolygon]:
    """The outline divided among the seats: to each what lies nearest to it (Voronoi)."""
    if len(seats) == 1:
        return [outline]
    values = {"x": [seat.x for seat in seats], "y": [seat.y for seat in seats], "outline": outline.hexewkb.decode()}
    with connection.cursor() as cursor:
        cursor.execute(CELLS, values)
        return [GEOSGeometry(memoryview(cell), srid=4326) for (cell,) in cursor.fetchall()]


def _keep(level: list[tuple[Plot, Region | None]]) -> None:
    """One level of the tree, then the next. Rows that stand already stay as they are."""
    if not level:
        return
    regions = [
        Region(
            code=plot.code, name=plot.name, name_en=plot.name_en, pinyin=pinyin(plot.name), level=plot.level,
            parent=parent, outline=plot.outline, centre=plot.seat, population=plot.residents, is_sample=True,
        )
        for plot, parent in level
    ]  # fmt: skip
    Region.objects.bulk_create(regions, ignore_conflicts=True)
    kept = Region.objects.in_bulk([plot.code for plot, _ in level], field_name="code")
    _keep([(part, kept[plot.code]) for plot, _ in level for part in plot.parts])
