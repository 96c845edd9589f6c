"""How long a notice still lasts, in working days, and what may still happen: the same words wherever it is shown."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office.calendar import FRIDAY, ONE_DAY, Calendar
from office.models import PublicNotice
from office.workflow import NoticeOutcome, NoticeState


class Countdown:
    """One notice on one day. `calendar` covers its days; what is over needs none."""

    def __init__(self, notice: PublicNotice, today: date, calendar: Calendar | None):
        self.notice, self.today, self.calendar = notice, today, calendar

    @property
    def takes_objections(self) -> bool:
        return self.notice.is_running and self.today <= self.notice.ends_on

    @property
    def is_ahead(self) -> bool:
        return self.takes_objections and self.today < self.notice.begins_on

    @property
    def pill(self) -> str:
        if self.takes_objections:
            return "open"
        if self.notice.is_running:
            return "waiting"
        return "done" if self.notice.has_passed else "closed"

    @property
    def word(self) -> str:
        """Its state as people say it: what stands in the table of states has nothing about days."""
        if self.is_ahead:
            return _("Begins soon")
        if self.takes_objections:
            return _("On show, extended") if self.notice.state == NoticeState.EXTENDED else _("On show")
        if self.notice.is_running:
            return _("Days over, not decided")
        return self.notice.get_outcome_display() or self.notice.get_state_display()

    @cached_property
    def workdays_left(self) -> int:
        """Today and the last day included."""
        first = max(self.today, self.notice.begins_on)
        return self.calendar.count(first, self.notice.ends_on) if first <= self.notice.ends_on else 0

    @property
    def left(self) -> str:
        if not self.takes_objections:
            return ""
        if self.notice.ends_on == self.today:
            return _("Today is the last day")
        days = self.workdays_left
        return ngettext("%(days)s working day left", "%(days)s working days left", days) % {"days": days}

    @property
    def worked(self) -> str:
        """Weekend days that are worked, and so counted."""
        return _together(day for day in self._days() if self.calendar.is_workday(day) and day.weekday() > FRIDAY)

    @property
    def off(self) -> str:
        """Days of the week that are holidays, and so not counted."""
        return _together(day for day in self._days() if not self.calendar.is_workday(day) and day.weekday() <= FRIDAY)

    def _days(self) -> Iterator[date]:
        day = max(self.today, self.notice.begins_on)
        while self.takes_objections and day <= self.notice.ends_on:
            yield day
            day += ONE_DAY

    @property
    def may_happen(self) -> list[str]:
        """What may still happen, in plain sentences."""
        if self.takes_objections:
            return [
                _("Nothing is decided yet."),
                _("Until the end of the last day anybody may object, in their own name."),
                _("The notice may be made longer, with a reason that stands here. It is never made shorter."),
                _("It can be decided only after the last day, and only when every objection has been answered."),
            ]
        if self.notice.is_running:
            return [
                _("The days for objections are over, and nothing is decided yet."),
                _("An objection that came in time and is not answered yet holds the decision."),
                _("The office then closes the notice here, and publishes how many objections there were."),
            ]
        if self.notice.state == NoticeState.WITHDRAWN:
            return [_("Nothing can be decided on this notice any more. What it announced would need a new one.")]
        if self.notice.outcome == NoticeOutcome.UPHELD:
            return [_("What was announced may be carried out now.")]
        return [_("What was announced does not come. It would need a new notice.")]


def countdowns(notices: Iterable[PublicNotice], today: date) -> list[Countdown]:
    """Of many at once: the calendar is read once for all, and only where one of them still runs."""
    notices = list(notices)
    running = [day for notice in notices if notice.is_running for day in (notice.begins_on, notice.ends_on)]
    calendar = Calendar(min(today, *running), max(today, *running)) if running else None
    return [Countdown(notice, today, calendar) for notice in notices]


def _together(days: Iterable[date]) -> str:
    return _(", ").join(date_format(day, "MONTH_DAY_FORMAT") for day in days)
