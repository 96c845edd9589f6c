"""Registrations that may be one person's: found by the lookups of name and birth date, nothing is unsealed."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.refusals import Refused
from volunteers.models import Duplicate, Volunteer

PAIRS = """
INSERT INTO volunteers_duplicate (first_id, second_id, state, found_at)
SELECT DISTINCT least(v.id, w.id), greatest(v.id, w.id), 'open', now()
FROM {people}
JOIN volunteers_volunteer v ON v.user_id = a.user_id AND v.state <> 'merged'
JOIN accounts_identity b ON b.name_lookup = a.name_lookup AND b.birth_date_lookup = a.birth_date_lookup AND b.id <> a.id
JOIN volunteers_volunteer w ON w.user_id = b.user_id AND w.state <> 'merged'
ON CONFLICT (first_id, second_id) DO NOTHING
"""
# A few people by the index on the name; or everybody, in one pass that leaves out who is alone with their name and day.
AMONG = PAIRS.format(
    people="(SELECT i.* FROM accounts_identity i JOIN volunteers_volunteer p ON p.user_id = i.user_id "
    "WHERE p.id = ANY (%s)) a"
)
EVERYBODY = PAIRS.format(
    people="(SELECT * FROM (SELECT user_id, id, name_lookup, birth_date_lookup, "
    "count(*) OVER (PARTITION BY name_lookup, birth_date_lookup) AS many FROM accounts_identity) i WHERE many > 1) a"
)


def find_duplicates(*, among: Iterable[Volunteer] | None = None) -> int:
    """Put new candidates in the queue: those of `among`, or of everybody. What was decided before stays decided."""
    with connection.cursor() as cursor:
        if among is None:
            cursor.execute(EVERYBODY)
        else:
            cursor.execute(AMONG, [[volunteer.pk for volunteer in among]])
        return cursor.rowcount


@transaction.atomic
def set_apart(*, duplicate: Duplicate, by: User) -> Duplicate:
    """Two people who share a name and a birthday. They are not asked about again."""
    duplicate = Duplicate.objects.select_for_update().get(pk=duplicate.pk)
    if duplicate.state == Duplicate.State.MERGED:
        raise Refused(_("These two were merged. Undo the merge first."))
    if duplicate.state == Duplicate.State.OPEN:
        duplicate.state, duplicate.decided_by, duplicate.decided_at = Duplicate.State.APART, by, timezone.now()
        duplicate.save(update_fields=["state", "decided_by", "decided_at"])
    return duplicate
