"""Shifts as search engines read them: schema.org Event."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString

from lib.json_ld import json_ld
from volunteers.models import Activity, Shift


def activity_facts(activity: Activity, shifts: Iterable[Shift]) -> SafeString | str:
    """One Event per shift. Nothing for what was invented: nobody shall find it in a search and come."""
    if activity.is_sample:
        return ""
    return json_ld({"@graph": [_event(activity, shift) for shift in shifts]})


def _event(activity: Activity, shift: Shift) -> dict:
    is_cancelled = shift.is_cancelled or activity.state == Activity.State.CANCELLED
    return {
        "@type": "Event",
        "name": activity.local_title,
        "description": activity.local_content,
        "url": settings.SITE_ORIGIN + activity.get_absolute_url(),
        "startDate": timezone.localtime(shift.starts_at).isoformat(),
        "endDate": timezone.localtime(shift.ends_at).isoformat(),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if is_cancelled else 'Scheduled'}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "maximumAttendeeCapacity": shift.capacity,
        "remainingAttendeeCapacity": shift.free,
        "location": {
            "@type": "Place",
            "name": activity.local_where,
            "address": activity.region.local_name,
            "geo": {"@type": "GeoCoordinates", "latitude": activity.point.y, "longitude": activity.point.x},
        },
        "organizer": {"@type": "Organization", "name": activity.organization.local_name},
    }
