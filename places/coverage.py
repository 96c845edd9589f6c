"""How many residents have a place of a kind within ten minutes of their home, per town and for the city.

Homes are not known. Residents are counted where they are registered: in the smallest regions below the towns (grids,
communities, villages), each standing for its people by its centre. A region counts as covered when an entrance of
such a place lies within reach of that centre, in a straight line shortened by the detour factor.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import get_language

from places.models import Region
from places.reach import Profile, reach_m

MINUTES = 10

SHARES = """
    WITH current AS (
        SELECT id, code, name, name_en, level, parent_id, centre, population, is_sample
        FROM places_region
        WHERE (valid_from IS NULL OR valid_from <= %(today)s) AND (valid_to IS NULL OR valid_to > %(today)s)
    ), homes AS (
        SELECT h.*, EXISTS (
            SELECT 1 FROM places_place p
            WHERE p.kind = %(kind)s AND p.is_public AND p.operation <> 'closed'
              AND ST_DWithin(p.access, h.centre, %(reach)s)
        ) AS is_reached
        FROM current h
        WHERE h.level = ANY(%(home_levels)s) AND NOT EXISTS (SELECT 1 FROM current c WHERE c.parent_id = h.id)
    )
    SELECT
        t.code, t.name, t.name_en,
        count(h.id) AS homes,
        count(h.id) FILTER (WHERE h.population IS NULL OR h.centre IS NULL) AS unknown,
        sum(h.population) FILTER (WHERE h.centre IS NOT NULL) AS residents,
        sum(h.population) FILTER (WHERE h.is_reached) AS reached,
        COALESCE(bool_or(h.is_sample), t.is_sample) AS is_sample
    FROM current t LEFT JOIN homes h ON h.code LIKE t.code || '%%' AND h.id <> t.id
    WHERE t.level = ANY(%(town_levels)s)
    GROUP BY t.code, t.name, t.name_en, t.is_sample
    ORDER BY t.code
"""


@dataclass(frozen=True, slots=True)
class Share:
    """Residents of a region within reach of a place. `residents` counts those whose region is known well enough."""

    code: str
    name: str
    name_en: str
    homes: int
    unknown: int
    residents: int | None
    reached: int | None
    is_sample: bool

    @property
    def local_name(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name

    @property
    def percent(self) -> float | None:
        """None where nothing is known of the residents."""
        if not self.residents:
            return None
        return 100 * (self.reached or 0) / self.residents


def shares(*, kind: str, profile: Profile, today: date) -> list[Share]:
    """One per town. Zones that overlap towns count their own grids only, so that nobody is counted twice."""
    values = {
        "kind": kind,
        "reach": reach_m(MINUTES, profile),
        "today": today,
        "home_levels": [Region.Level.COMMUNITY, Region.Level.VILLAGE, Region.Level.GRID],
        "town_levels": list(Region.TOWN_LEVELS),
    }
    with connection.cursor() as cursor:
        cursor.execute(SHARES, values)
        return [Share(*row) for row in cursor.fetchall()]


def of_city(towns: list[Share]) -> Share:
    """The towns added up."""
    return Share(
        code="",
        name="",
        name_en="",
        homes=sum(town.homes for town in towns),
        unknown=sum(town.unknown for town in towns),
        residents=sum(town.residents or 0 for town in towns),
        reached=sum(town.reached or 0 for town in towns),
        is_sample=any(town.is_sample for town in towns),
    )
