"""Members and hours of each organization, counted once a night: public pages never read the records."""

from django.db import connection, transaction

COUNT = """
INSERT INTO volunteers_organizationfigure (organization_id, members, minutes, counted_at)
SELECT o.id, coalesce(m.members, 0), coalesce(r.minutes, 0), now()
FROM volunteers_organization o
LEFT JOIN (
  SELECT m.organization_id, count(*) AS members
  FROM volunteers_membership m JOIN volunteers_volunteer v ON v.id = m.volunteer_id AND v.state = 'active'
  WHERE m.state = 'active' GROUP BY m.organization_id
) m ON m.organization_id = o.id
LEFT JOIN (
  SELECT organization_id, sum(minutes) AS minutes
  FROM volunteers_servicerecord WHERE state = 'confirmed' GROUP BY organization_id
) r ON r.organization_id = o.id
WHERE o.state IN ('approved', 'suspended', 'closed')
ON CONFLICT (organization_id)
  DO UPDATE SET members = excluded.members, minutes = excluded.minutes, counted_at = excluded.counted_at
"""


@transaction.atomic
def count_organizations() -> int:
    """Safe to run at any time; gives how many were counted."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        return cursor.rowcount
