from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import CodeTries

KEPT = timedelta(days=1)


@transaction.atomic
def take_try(*, tries: UUID | str | None, at_most: int) -> int | None:
    """Count one more try of a code, before the code is looked at. Which one it is, from 1; None once none is left.

    Many at once are counted one after another, by a lock on the row.
    """
    row = CodeTries.objects.select_for_update().filter(pk=tries).first()
    if row is None or row.taken >= at_most:
        return None
    row.taken += 1
    row.save(update_fields=["taken"])
    return row.taken


def sweep_tries(*, now: datetime | None = None) -> int:
    """Delete the counts of codes that ended long ago. Returns how many."""
    return CodeTries.objects.begun_before((now or timezone.now()) - KEPT).delete()[0]
