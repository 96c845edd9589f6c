"""What the proofs of one sign-up say, and which service follows from them. Plain values, no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.refusals import Refused
from volunteers.vocabulary import Flag, Source, Way

MINUTE = timedelta(minutes=1)
# Arriving a little early and leaving a little late is the rule, and no remark.
SLACK = timedelta(minutes=15)
# These want a person's eye: what they mark is not confirmed by the code alone.
DOUBTS = frozenset({Flag.CLOCK, Flag.LATE_SYNC, Flag.DISTANT, Flag.FORGOTTEN})


class OutsideWindow(Refused):
    """Too early or too late for this check-in or check-out."""


class Mark(NamedTuple):
    """A check-in or a check-out."""

    at: datetime
    way: str
    flag: str = ""
    vouched_by: int | None = None
    received_at: datetime | None = None

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "Mark":
        at, received_at = datetime.fromisoformat(row["at"]), datetime.fromisoformat(row["received_at"])
        return cls(at, row["way"], row["flag"], row["vouched_by"], received_at)

    @property
    def came_later(self) -> bool:
        """It waited in a phone before it was sent."""
        return self.received_at is not None and self.received_at - self.at > 5 * MINUTE


class Rule(NamedTuple):
    """As dated data says: minutes to check in before and out after, the step that minutes count in, hours to send."""

    id: int
    early: int
    late: int
    step: int
    sync_within: int


@dataclass(frozen=True)
class Served:
    """What counts: `minutes` between two times; `measured` is all that was proved."""

    starts_at: datetime
    ends_at: datetime
    minutes: int
    measured: int
    source: Source
    flags: tuple[str, ...]

    @property
    def is_doubtful(self) -> bool:
        return not DOUBTS.isdisjoint(self.flags)


@dataclass(frozen=True)
class Attendance:
    """One sign-up's shift, rule and marks."""

    starts_at: datetime
    ends_at: datetime
    rule: Rule
    marks: Mapping[str, Mark]

    @classmethod
    def of(cls, row) -> "Attendance":
        """From a sign-up or a shift with one person's proofs beside it: `with_presence`, `with_my_presence`."""
        if row.rule_row is None:
            raise Refused(_("No rule of recording holds on that day. Please tell the office."))
        marks = {mark["kind"]: Mark.read(mark) for mark in row.proof_rows}
        return cls(row.starts_at, row.ends_at, Rule(**row.rule_row), marks)

    @property
    def came(self) -> Mark | None:
        return self.marks.get("in")

    @property
    def went(self) -> Mark | None:
        return self.marks.get("out")

    @property
    def opens_at(self) -> datetime:
        return self.starts_at - self.rule.early * MINUTE

    @property
    def closes_at(self) -> datetime:
        return self.ends_at + self.rule.late * MINUTE

    @property
    def next_kind(self) -> str | None:
        """What a press of the button means now."""
        return "in" if self.came is None else "out" if self.went is None else None

    def is_window(self, kind: str, at: datetime) -> bool:
        return self.opens_at <= at <= (self.ends_at if kind == "in" else self.closes_at)

    def with_mark(self, kind: str, mark: Mark) -> "Attendance":
        return Attendance(self.starts_at, self.ends_at, self.rule, {**self.marks, kind: mark})

    def check(self, kind: str, at: datetime) -> None:
        """Raises OutsideWindow or Refused, with what to do instead."""
        if at < self.opens_at:
            raise OutsideWindow(_("It is too early: check-in opens at %(time)s.") % {"time": clock(self.opens_at)})
        if kind == "in" and at > self.ends_at:
            raise OutsideWindow(
                _("This shift ended at %(time)s. Ask the leader to enter your hours.") % {"time": clock(self.ends_at)}
            )
        if at > self.closes_at:
            raise OutsideWindow(
                _("Check-out was possible until %(time)s. You will be asked when you left.")
                % {"time": clock(self.closes_at)}
            )
        other = self.went if kind == "in" else self.came
        if other and (at >= other.at if kind == "in" else at <= other.at):
            raise Refused(_("The check-out lies before the check-in. Ask the leader to put it right."))

    def served(self) -> Served | None:
        """From check-in to check-out, within the shift's own hours; None while one is missing or nothing counts.

        Waiting for the beginning and staying on after the end are measured, not counted: whoever plans the shift says
        how long it is. More than a quarter of an hour of it is marked, so that a person can look.
        """
        if self.came is None or self.went is None:
            return None
        starts_at, ends_at = max(self.came.at, self.starts_at), min(self.went.at, self.ends_at)
        minutes = (ends_at - starts_at) // MINUTE
        minutes -= minutes % self.rule.step
        if minutes < 1:
            return None
        outside = max(self.starts_at - self.came.at, self.went.at - self.ends_at)
        ways = {self.came.way, self.went.way}
        flags = {self.came.flag, self.went.flag, Flag.OUTSIDE if outside > SLACK else ""} - {""}
        measured = (self.went.at - self.came.at) // MINUTE
        return Served(starts_at, ends_at, minutes, measured, _weakest(ways), tuple(sorted(flags)))

    def until_the_end(self) -> Served | None:
        """What is filed when nobody checked out: up to the shift's end, and marked."""
        came = self.came
        if came is None:
            return None
        served = self.with_mark("out", Mark(self.ends_at, came.way, Flag.FORGOTTEN)).served()
        return served and Served(
            served.starts_at, served.ends_at, served.minutes, served.minutes, served.source, served.flags
        )


def _weakest(ways: set[str]) -> Source:
    for way in (Way.LOCATION, Way.ROSTER):
        if way in ways:
            return Source(way.value)
    return Source.CODE


@lru_cache(maxsize=4096)
def clock(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M}"
