"""Registrations that may be one person's: found by the lookups of name and birth date, nothing is unsealed."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.refusals import Refused
from volunteers.models import Duplicate, Volunteer

FIND = """
INSERT INTO volunteers_duplicate (first_id, second_id, state, found_at)
SELECT DISTINCT least(v.id, w.id), greatest(v.id, w.id), 'open', now()
FROM volunteers_volunteer v
JOIN accounts_identity a ON a.user_id = v.user_id
JOIN accounts_identity b ON b.name_lookup = a.name_lookup AND b.birth_date_lookup = a.birth_date_lookup AND b.id <> a.id
JOIN volunteers_volunteer w ON w.user_id = b.user_id AND w.state <> 'merged'
WHERE v.state <> 'merged' AND (%(everyone)s OR v.id = ANY (%(among)s))
ON CONFLICT (first_id, second_id) DO NOTHING
"""


def find_duplicates(*, among: Iterable[Volunteer] | None = None) -> int:
    """Put new candidates in the queue: those of `among`, or of everybody. What was decided before stays decided."""
    keys = [] if among is None else [volunteer.pk for volunteer in among]
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"everyone": among is None, "among": keys})
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
