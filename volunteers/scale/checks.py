"""What the resting triggers would have guaranteed, asked of the finished tables.

Overlaps, uniqueness, keys and every CHECK are the constraints' own, which hold again by now.
"""

from collections.abc import Callable

from django.db import connection

from lib.bare_tables import Bare
from volunteers.scale.layout import Layout


class NotHonest(Exception):
    """A rule does not hold; nothing is kept."""


# Each finds nothing where the rule holds. `%(first)s` is the first planted record.
RULES = {
    "the hours of one day keep to what one person may confirm": """
        SELECT r.volunteer_id FROM volunteers_servicerecord r JOIN volunteers_servicerule u ON u.id = r.rule_id
        WHERE r.id >= %(first)s AND r.state = 'confirmed'
        GROUP BY r.volunteer_id, r.day HAVING sum(r.minutes) > min(u.one_up_to) LIMIT 1
    """,
    "each record is confirmed by a leader of its organization, and not by who served": """
        SELECT r.id FROM volunteers_servicerecord r
        JOIN volunteers_volunteer v ON v.id = r.volunteer_id
        LEFT JOIN volunteers_decision d ON d.record_id = r.id AND d.verdict = 'confirm' AND d.by_id <> v.user_id
        LEFT JOIN volunteers_volunteer l ON l.user_id = d.by_id AND l.state = 'active'
        LEFT JOIN volunteers_membership m ON m.volunteer_id = l.id AND m.organization_id = r.organization_id
          AND m.role = 'leader' AND m.state = 'active'
        WHERE r.id >= %(first)s AND m.id IS NULL LIMIT 1
    """,
    "what was entered for others is confirmed by somebody else": """
        SELECT r.id FROM volunteers_servicerecord r JOIN volunteers_decision d ON d.record_id = r.id
        WHERE r.id >= %(first)s AND r.source IN ('imported', 'back_office') AND d.by_id = r.entered_by_id LIMIT 1
    """,
    "the day is the city's, nothing lies in the future, and the organization is the service's": """
        SELECT r.id FROM volunteers_servicerecord r JOIN volunteers_service s ON s.id = r.service_id
        WHERE r.id >= %(first)s AND (
          r.day <> (r.starts_at AT TIME ZONE 'Asia/Shanghai')::date OR r.ends_at > r.entered_at
          OR r.recorded_for_id <> r.volunteer_id OR r.organization_id <> s.organization_id OR r.needs <> '') LIMIT 1
    """,
    "the sum is exact, and the totals are the same": """
        SELECT 1 WHERE (SELECT sum(minutes) FROM volunteers_servicerecord WHERE id >= %(first)s) <> %(minutes)s
          OR (SELECT sum(minutes) FROM volunteers_servicerecord WHERE state = 'confirmed')
             <> (SELECT sum(minutes) FROM volunteers_servicetotal WHERE year = 0)
          OR (SELECT sum(minutes) FROM volunteers_servicetotal WHERE year = 0)
             <> (SELECT sum(minutes) FROM volunteers_servicetotal WHERE year > 0)
    """,
}


def all_of(layout: Layout, bare: Bare) -> list[Callable[[], None]]:
    checks = [_asked(rule, query, layout) for rule, query in RULES.items()]
    return [*checks, lambda: _dressed(bare)]


def _asked(rule: str, query: str, layout: Layout) -> Callable[[], None]:
    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute(query, {"first": layout.first_record, "minutes": layout.minutes})
            if cursor.fetchone():
                raise NotHonest(f"It does not hold that {rule}.")

    return ask


def _dressed(bare: Bare) -> None:
    if bare.differences():
        raise NotHonest(f"The tables do not have what they had: {bare.differences()}")
