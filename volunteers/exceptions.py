"""What is remarkable about a pending record, in words: reasons to look at it before it is confirmed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from volunteers.models import ServiceRecord
from volunteers.vocabulary import Flag

FLAGS = dict(Flag.choices)
HOUR = 60


def exceptions_of(records: Iterable[ServiceRecord], by: User) -> Iterator[tuple[ServiceRecord, list[Any]]]:
    """Each of `ServiceRecord.objects.to_weigh()` with its reasons; none means that it may be confirmed in bulk."""
    days: dict[tuple, int] = defaultdict(int)
    for record in records:
        day = (record.volunteer_id, record.day)
        # Others of the same batch count as well: together they may go beyond the day.
        days[day] += record.minutes
        yield record, [*_of_person(record, by), *_of_record(record, record.confirmed_that_day + days[day])]


def _of_person(record: ServiceRecord, by: User) -> Iterator[Any]:
    if record.volunteer.user_id == by.pk:
        yield _("Your own hours: somebody else decides")
    elif record.entered_by_id == by.pk:
        yield _("Entered by you: somebody else confirms")
    elif by.pk in record.confirmers:
        yield _("You have confirmed it; another person is still needed")


def _of_record(record: ServiceRecord, minutes: int) -> Iterator[Any]:
    if record.overlapping:
        yield _("Overlaps hours that are confirmed already")
    rule = record.rule
    if minutes > rule.two_up_to:
        yield _("More than %(hours)g hours that day: the office confirms") % {"hours": rule.two_up_to / HOUR}
    elif minutes > rule.one_up_to:
        yield _("More than %(hours)g hours that day: two people confirm") % {"hours": rule.one_up_to / HOUR}
    if record.replaces_id:
        yield _("Corrects a record")
    for flag in record.flags:
        if flag != Flag.OVERLAP or not record.overlapping:
            yield FLAGS.get(flag, flag)
