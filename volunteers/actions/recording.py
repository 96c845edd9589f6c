"""Service records: how they come into the books, and what is decided about them.

Everybody who records service does it here: check-out, roster, self-report, import, the office. Whether a record is
confirmed is the database's own decision (`migrations/0002_rules_in_the_database.sql`).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from lib.inserting import insert
from photos.models import Photo
from volunteers.models import Decision, Service, ServiceRecord, Shift, SignUp, Volunteer
from volunteers.refusals import in_words
from volunteers.rulebook import due_of
from volunteers.vocabulary import Source

MINUTE = timedelta(minutes=1)


@transaction.atomic
def snapshot_of(*, shift: Shift) -> Service:
    """What is served in this shift, as it is now. Taken once per shift: later records share it."""
    shift = Shift.objects.select_for_update(of=("self",)).select_related(
        "activity__organization", "activity__place"
    ).get(pk=shift.pk)  # fmt: skip
    return shift.services.order_by("-pk").first() or _take(shift)


def _take(shift: Shift) -> Service:
    activity, organization = shift.activity, shift.activity.organization
    day = timezone.localdate(shift.ends_at)
    rule, due_on = due_of(day)
    place = activity.place
    return Service.objects.create(
        organization=organization,
        organization_name=organization.name,
        organization_name_en=organization.name_en,
        shift=shift,
        title=activity.title,
        title_en=activity.title_en,
        category=activity.category,
        content=activity.content,
        served=activity.served,
        place_name=activity.place_name or place.name,
        place_name_en=activity.place_name_en or (place.name_en if place else ""),
        region_id=activity.region_id,
        person_in_charge=activity.person_in_charge,
        rule=rule,
        due_on=due_on,
    )


def countable(starts_at: datetime, ends_at: datetime, step: int) -> int:
    """Whole minutes between the two, rounded down to the rule's step."""
    minutes = int((ends_at - starts_at) / MINUTE)
    return minutes - minutes % step


def record_service(**what: Any) -> ServiceRecord:
    """`draft` in the books, as the database has it. Raises Refused with the constraint's sentence."""
    with in_words():
        return enter(draft(**what))


def enter(record: ServiceRecord) -> ServiceRecord:
    """Insert it, and read back in the same statement what the database made of it: confirmed or not is its word."""
    insert(record, returning=("state", "needs", "flags", "day"))
    return record


def draft(
    *,
    volunteer: Volunteer,
    service: Service,
    starts_at: datetime,
    ends_at: datetime,
    source: Source,
    entered_by: User,
    minutes: int | None = None,
    measured: int | None = None,
    sign_up: SignUp | None = None,
    vouched_by: User | None = None,
    flags: Iterable[str] = (),
    note: str = "",
    evidence: Photo | None = None,
    evidence_note: str = "",
    replaces: ServiceRecord | None = None,
    token: UUID | None = None,
) -> ServiceRecord:
    """One row, not saved yet: pending; confirmed at once only where the database finds it proved and vouched for.

    `service.rule` is a foreign key that should be loaded already.
    """
    now = timezone.now()
    minutes = countable(starts_at, ends_at, service.rule.step) if minutes is None else minutes
    return ServiceRecord(
        volunteer=volunteer,
        recorded_for=volunteer,
        service=service,
        organization_id=service.organization_id,
        sign_up=sign_up,
        starts_at=starts_at,
        ends_at=ends_at,
        day=timezone.localdate(starts_at),
        minutes=minutes,
        measured=measured,
        source=source,
        flags=list(dict.fromkeys(flags)),
        is_late=timezone.localdate(now) > service.due_on,
        due_on=service.due_on,
        rule_id=service.rule_id,
        entered_by=entered_by,
        entered_at=now,
        vouched_by=vouched_by,
        note=note,
        evidence=evidence,
        evidence_note=evidence_note,
        replaces=replaces,
        token=token,
    )


@transaction.atomic
def decide(*, record: ServiceRecord, by: User, verdict: Decision.Verdict, reason: str = "") -> ServiceRecord:
    """Confirm, reject or make void. The same person saying it twice changes nothing."""
    said = Decision.objects.filter(record=record, verdict=verdict, by=by).exists()
    if not said:
        with in_words():
            Decision.objects.create(record=record, verdict=verdict, by=by, reason=reason.strip())
    record.refresh_from_db()
    return record
