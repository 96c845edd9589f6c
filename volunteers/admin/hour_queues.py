"""What waits for the office about hours, counted within whoever asks's scope."""

from functools import partial

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from office.calendar import workdays_between
from office.desk import Queue, Waiting
from office.policies import Area, Power, scope_of, within
from volunteers.models import Objection, ServiceRecord

# More than this is "many": nobody counts on.
MOST_COUNTED = 10_000


def records_in(queue: str, user: User) -> Waiting:
    inside = within(scope_of(user, Power.PUBLISH, Area.HOURS), "organization__region__code")
    return Waiting(ServiceRecord.objects.in_queue(queue).filter(inside).order_by()[:MOST_COUNTED].count())


def objections_due(user: User) -> Waiting:
    inside = within(scope_of(user, Power.PUBLISH, Area.HOURS), "organization__region__code")
    waiting = Objection.objects.open().filter(inside).order_by().aggregate(count=Count("pk"), first=Min("due_on"))
    if not waiting["count"]:
        return Waiting(0)
    return Waiting(waiting["count"], workdays_between(timezone.localdate(), waiting["first"]))


TITLES = {
    "approve": _("Hours · entered or imported, to be approved"),
    "office": _("Hours · beyond the day's limit"),
    "flagged": _("Hours · conspicuous"),
    "late": _("Hours · recorded late"),
}
desk_queues = [
    *(
        Queue(title, Area.HOURS, Power.PUBLISH, partial(records_in, name), "volunteers_servicerecord", f"?queue={name}")
        for name, title in TITLES.items()
    ),
    Queue(
        _("Objections · answers due"),
        Area.HOURS,
        Power.PUBLISH,
        objections_due,
        "volunteers_objection",
        "?state__exact=open",
    ),
]
