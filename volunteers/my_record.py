"""One record as its owner and its leaders read it, and the whole record of a person as a table (M67 art. 7)."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.spreadsheets import Column
from volunteers.hours import PILLS, WAITS
from volunteers.models import Decision, Objection, Proof, ServiceRecord, Volunteer
from volunteers.service_time import hours_of
from volunteers.vocabulary import Category, Flag, Source
from volunteers.workflow import RecordState

FLAGS = dict(Flag.choices)
OBJECTION_PILLS = {"open": "waiting", "accepted": "done", "refused": "closed", "withdrawn": "closed"}
CAN_BE_OBJECTED_TO = (RecordState.PENDING, RecordState.CONFIRMED, RecordState.REJECTED)

COLUMNS = (
    Column("number", _("Volunteer number")),
    Column("title", _("Activity")),
    Column("day", _("Date"), text=False),
    Column("begins", _("From")),
    Column("ends", _("To")),
    Column("place", _("Place")),
    Column("content", _("Content")),
    Column("category", _("Kind of service")),
    Column("hours", _("Hours"), text=False),
    Column("minutes", _("Minutes"), text=False),
    Column("organization", _("Organizing unit")),
    Column("person_in_charge", _("Person in charge")),
    Column("source", _("Source")),
    Column("state", _("State")),
    Column("late", _("Recorded late")),
)


def rows_of(volunteer: Volunteer) -> Iterator[dict[str, Any]]:
    """Oldest first, as a record is read."""
    sources, states, kinds = dict(Source.choices), dict(RecordState.choices), dict(Category.choices)
    records = ServiceRecord.objects.filter(volunteer=volunteer).select_related("service").order_by("day", "pk")
    for record in records.iterator():
        service = record.service
        yield {
            "number": volunteer.number,
            "title": service.local_title,
            "day": record.day,
            "begins": f"{timezone.localtime(record.starts_at):%H:%M}",
            "ends": f"{timezone.localtime(record.ends_at):%H:%M}",
            "place": service.local_place_name,
            "content": service.content,
            "category": str(kinds.get(service.category, service.category)),
            "hours": Decimal(hours_of(record.minutes).replace(",", "")),
            "minutes": record.minutes,
            "organization": service.local_organization_name,
            "person_in_charge": service.person_in_charge,
            "source": str(sources[record.source]),
            "state": str(states[record.state]),
            "late": str(_("yes")) if record.is_late else "",
        }


class Sheet:
    """What a page shows of one record. Decisions stand there by role, never by name."""

    def __init__(self, record: ServiceRecord):
        self.record = record
        self.hours = hours_of(record.minutes)
        self.pill = PILLS[RecordState(record.state)]
        self.waits = WAITS.get(record.needs, "")
        self.flags = [FLAGS.get(flag, flag) for flag in record.flags]

    @cached_property
    def proofs(self) -> list[Proof]:
        if self.record.sign_up_id is None:
            return []
        return list(Proof.objects.filter(sign_up=self.record.sign_up_id).order_by("at"))

    @cached_property
    def decisions(self) -> list[Decision]:
        return list(self.record.decisions.all())

    @cached_property
    def objections(self) -> list[dict[str, Any]]:
        rows = Objection.objects.filter(record=self.record).order_by("-pk")
        return [{"objection": row, "pill": OBJECTION_PILLS[row.state]} for row in rows]

    @cached_property
    def replaced_by(self) -> ServiceRecord | None:
        return self.record.replaced_by.order_by("-pk").first()

    @property
    def may_object(self) -> bool:
        is_open = any(row["objection"].state == Objection.State.OPEN for row in self.objections)
        return self.record.state in CAN_BE_OBJECTED_TO and not is_open
