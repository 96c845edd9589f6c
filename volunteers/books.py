"""The books of one organization as its leaders leaf through them: newest first, in pages, never counted."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from lib.refusals import Refused
from lib.text import clean_search
from volunteers.hour_querysets import ServiceRecordQuerySet
from volunteers.models import Objection, Organization, Service, ServiceRecord, Volunteer

PER_PAGE = 30
MOST_SERVICES = 300


@dataclass(frozen=True, slots=True)
class Sought:
    """`month`: its first and last day; `before`: where the page begins, a day and a key that are not included."""

    organization: int
    state: str = ""
    month: tuple[date, date] | None = None
    title: str = ""
    volunteer: int | None = None
    before: tuple[date, int] | None = None


def page_of_books(sought: Sought) -> tuple[list[ServiceRecord], str]:
    """Records with `objection`, the key of an open one; and where the next page begins (empty: this was the last)."""
    records = _matching(sought).select_related("service", "volunteer__user__identity")
    asked = Objection.objects.open().filter(record=OuterRef("pk")).order_by("pk").values("pk")
    found = list(records.annotate(objection=Subquery(asked[:1])).newest()[: PER_PAGE + 1])
    more = ""
    if len(found) > PER_PAGE:
        found.pop()
        more = f"{found[-1].day.isoformat()}.{found[-1].pk}"
    return found, more


def person_in_books(*, who: str, organization: Organization) -> Volunteer:
    """By number, or by exact real name, of those who stand in these books. Raises Refused."""
    who = who.strip()
    people = Volunteer.objects.filter(
        Exists(ServiceRecord.objects.filter(organization=organization, volunteer=OuterRef("pk")))
    )
    found = list(people.numbered(who)[:1]) or list(people.named(who).order_by("pk")[:2])
    if not found:
        raise Refused(_("Nobody with this number or exactly this name stands in these books."))
    if len(found) > 1:
        raise Refused(_("Several people here have this name. Type the volunteer number."))
    return found[0]


def _matching(sought: Sought) -> ServiceRecordQuerySet:
    records = ServiceRecord.objects.filter(organization=sought.organization)
    if sought.volunteer:
        records = records.filter(volunteer=sought.volunteer)
    if sought.title:
        records = records.filter(service__in=_services(sought))
    values: dict[str, Any] = {}
    if sought.month:
        values["day__range"] = sought.month
    if sought.state:
        values["state"] = sought.state
    records = records.filter(**values)
    if sought.before:
        day, key = sought.before
        # The first condition alone lets the index begin where the page does.
        records = records.filter(day__lte=day).exclude(day=day, pk__gte=key)
    return records


def _services(sought: Sought) -> list[int]:
    """The newest of those that are called so; older ones are found by their month."""
    services = Service.objects.filter(organization=sought.organization, title__icontains=clean_search(sought.title))
    if sought.month:
        in_month = ServiceRecord.objects.filter(service=OuterRef("pk"), day__range=sought.month)
        services = services.filter(Exists(in_month))
    return list(services.order_by("-pk").values_list("pk", flat=True)[:MOST_SERVICES])
