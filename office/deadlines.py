"""Promises of the office in working days."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from office.calendar import ONE_DAY, Calendar, add_workdays

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


def last_notice_day(begins_on: date, workdays: int, least_days: int = 0) -> date:
    """The last day of a public notice, itself included: `workdays` working days, `least_days` of the calendar.

    It is a working day, so that somebody is there to take an objection on it.
    """
    last = add_workdays(begins_on - ONE_DAY, workdays)
    by_calendar = begins_on + timedelta(days=max(least_days, 1)) - ONE_DAY
    return last if by_calendar <= last else add_workdays(by_calendar - ONE_DAY, 1)
