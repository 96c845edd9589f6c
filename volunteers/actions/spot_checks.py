"""Random samples of records that anybody can draw again, and what looking at them found (M67 art. 21)."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.refusals import Forbidden, Refused
from office.policies import Area, Power, can
from places.models import Region
from volunteers.models import Finding, SpotCheck
from volunteers.refusals import in_words

# Who draws again needs the seed and these lines, nothing else.
POPULATION = """
    FROM volunteers_servicerecord r
    JOIN volunteers_organization o ON o.id = r.organization_id
    JOIN places_region g ON g.id = o.region_id
    WHERE r.day BETWEEN %(first)s AND %(last)s AND r.entered_at < %(at)s AND (%(source)s = '' OR r.source = %(source)s)
      AND g.code LIKE %(region)s || '%%'
"""
DRAW = f"SELECT r.id {POPULATION} ORDER BY md5(%(seed)s || ':' || r.id), r.id LIMIT %(size)s"
COUNT = f"SELECT count(*) {POPULATION}"


@transaction.atomic
def draw(
    *,
    by: User,
    region: Region,
    first_day: date,
    last_day: date,
    size: int,
    source: str = "",
    at: datetime | None = None,
) -> SpotCheck:
    """Draw `size` of the records entered before `at` (now), by a seed that the database throws and shows for good.

    Nobody brings a seed along: whoever tries seeds first draws the records that they like.
    """
    if not can(by, Power.PUBLISH, Area.HOURS, code=region.code):
        raise Forbidden(_("Your post does not cover this region."))
    check = SpotCheck(
        size=size, first_day=first_day, last_day=last_day, source=source, region=region, drawn_by=by,
        drawn_at=at or timezone.now(), population=0,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(COUNT, _values(check))
        check.population = cursor.fetchone()[0]
    if not check.population:
        raise Refused(_("There is no record to draw from. Choose other days."))
    check.save(force_insert=True)
    check.refresh_from_db(fields=["seed"])
    Finding.objects.bulk_create(
        [Finding(spot_check=check, record_id=key, position=place) for place, key in enumerate(drawn_by(check), 1)]
    )
    return check


def drawn_by(check: SpotCheck) -> list[int]:
    """Keys of the sample, in its order: the same each time."""
    with connection.cursor() as cursor:
        cursor.execute(DRAW, {**_values(check), "seed": check.seed, "size": check.size})
        return [key for (key,) in cursor.fetchall()]


def is_reproduced(check: SpotCheck) -> bool:
    return drawn_by(check) == list(check.findings.order_by("position").values_list("record", flat=True))


@transaction.atomic
def note_finding(*, finding: Finding, by: User, result: Finding.Result, note: str = "") -> Finding:
    """What looking at one record found. Forbidden for whose hours they are, and for who entered or decided on them."""
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    finding.result, finding.note, finding.by, finding.at = result, note.strip(), by, timezone.now()
    finding.full_clean(exclude=["spot_check", "record", "by"])
    with in_words():
        finding.save(update_fields=["result", "note", "by", "at"])
    return finding


def _values(check: SpotCheck) -> dict:
    return {
        "first": check.first_day,
        "last": check.last_day,
        "at": check.drawn_at,
        "source": check.source,
        "region": check.region.code,
    }
