"""Shifts as iCalendar (RFC 5545): one, those of a filter, and a person's own.

UID stays for the life of a shift; SEQUENCE rises with every change that a calendar shows; what is cancelled says so
instead of vanishing.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from volunteers.models import Shift, SignUp

MEDIA_TYPE = "text/calendar; charset=utf-8"
STATUS = {
    SignUp.State.WAITING: "TENTATIVE", SignUp.State.APPLIED: "TENTATIVE", SignUp.State.CANCELLED: "CANCELLED",
    SignUp.State.REJECTED: "CANCELLED", SignUp.State.WITHDRAWN: "CANCELLED",
}  # fmt: skip


def calendar_of(name: str, events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Civic Harbour//Volunteers//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add_component(Timezone.from_tzid(settings.TIME_ZONE))
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()


def event_of_mine(sign_up: SignUp) -> Event:
    """As in its person's own calendar; `with_changes`, and what `event_of` needs."""
    shift = sign_up.shift
    at = max(shift.updated_at, sign_up.changed_at or shift.updated_at)
    return _event(shift, sign_up.state, sequence=shift.sequence + sign_up.changes, at=at)


def event_of(shift: Shift) -> Event:
    """`shift.activity.organization` and `.place` are loaded."""
    return _event(shift, SignUp.State.CONFIRMED, sequence=shift.sequence, at=shift.updated_at)


def _event(shift: Shift, state: str, *, sequence: int, at: datetime) -> Event:
    activity = shift.activity
    event = Event()
    event.add("uid", f"shift-{shift.pk}@{urlsplit(settings.SITE_ORIGIN).netloc}")
    event.add("sequence", sequence)
    event.add("dtstamp", at)
    event.add("last-modified", max(at, activity.updated_at))
    event.add("dtstart", _local(shift.starts_at))
    event.add("dtend", _local(shift.ends_at))
    event.add("summary", activity.local_title)
    event.add("location", activity.local_where)
    event.add("geo", (round(activity.point.y, 6), round(activity.point.x, 6)))
    event.add("url", settings.SITE_ORIGIN + activity.get_absolute_url())
    event.add("status", "CANCELLED" if shift.is_cancelled else STATUS.get(state, "CONFIRMED"))
    event.add("description", "\n".join(_lines(shift, state)))
    return event


def answer(name: str, events: Iterable[Event], *, filename: str) -> HttpResponse:
    response = HttpResponse(calendar_of(name, events), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'inline; filename="{filename}.ics"'
    return response


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def _lines(shift: Shift, state: str) -> list[str]:
    activity = shift.activity
    lines = [activity.organization.local_name, activity.local_content]
    if shift.local_meeting:
        lines.append(_("Meeting point: %(where)s") % {"where": shift.local_meeting})
    if shift.is_cancelled:
        lines.insert(0, _("Cancelled: %(reason)s") % {"reason": shift.reason})
    elif state in STATUS:
        lines.insert(0, str(SignUp.State(state).label))
    return lines
