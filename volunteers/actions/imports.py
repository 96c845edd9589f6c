"""Lists of service that stand elsewhere, taken over: all of a file or nothing, for somebody else to approve."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.models import User
from volunteers.actions.recording import draft
from volunteers.actions.reports import Told, service_told
from volunteers.models import Organization, Service, ServiceRecord, Volunteer
from volunteers.refusals import in_words
from volunteers.rulebook import due_of_many
from volunteers.vocabulary import Source

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a list: who served what, from when to when, and where the evidence lies."""

    volunteer: Volunteer
    organization: Organization
    told: Told
    starts_at: datetime
    ends_at: datetime
    evidence_note: str
    minutes: int | None = None
    note: str = ""


def import_service(*, entries: Sequence[Entry], by: User, written: Callable[[int], None]) -> int:
    """Rows that tell of the same service on the same day share its snapshot. Statements grow with thousands of rows,
    not with rows; `written` hears how many each wrote. Raises Refused where the database refuses one; then nothing is
    written."""
    due = due_of_many({timezone.localdate(entry.ends_at) for entry in entries})
    services: dict[tuple, Service] = {}
    for entry in entries:
        key = _key(entry)
        if key not in services:
            services[key] = service_told(entry.organization, entry.told, *due[timezone.localdate(entry.ends_at)])
    with in_words():
        Service.objects.bulk_create(services.values(), batch_size=BATCH)
        for start in range(0, len(entries), BATCH):
            some = entries[start : start + BATCH]
            ServiceRecord.objects.bulk_create([_record(entry, services[_key(entry)], by) for entry in some])
            written(len(some))
    return len(entries)


def _key(entry: Entry) -> tuple[int, Told, date]:
    return entry.organization.pk, entry.told, timezone.localdate(entry.ends_at)


def _record(entry: Entry, service: Service, by: User) -> ServiceRecord:
    return draft(
        volunteer=entry.volunteer, service=service, starts_at=entry.starts_at, ends_at=entry.ends_at,
        minutes=entry.minutes, source=Source.IMPORTED, entered_by=by, evidence_note=entry.evidence_note,
        note=entry.note,
    )  # fmt: skip
