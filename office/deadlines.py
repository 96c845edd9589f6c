"""Promises of the office in working days."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from office.calendar import Calendar

FEEDBACK_WORKDAYS = 3
# Three working days lie within this, whatever the holidays.
AHEAD = timedelta(days=40)


def feedback_days_left(received: Sequence[datetime], today: date) -> list[int]:
    """Working days until each message should be answered; negative when that day has passed. One query for all."""
    if not received:
        return []
    days = [timezone.localdate(moment) for moment in received]
    calendar = Calendar(min(days), max(*days, today) + AHEAD)
    return [calendar.between(today, calendar.add(day, FEEDBACK_WORKDAYS)) for day in days]
