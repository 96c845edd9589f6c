"""What Today shows: the shift now or next with its one right step, what was forgotten, the last records.

Two statements, whoever asks: who this is with their last records, and their shifts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject, TruncDate
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from volunteers.attendance import Attendance
from volunteers.models import (
    Membership,
    Proof,
    ServiceRecord,
    ServiceRule,
    ServiceTotal,
    Shift,
    SignUp,
    Volunteer,
)
from volunteers.vocabulary import Flag, Source
from volunteers.workflow import RecordState, SignUpState

LAST_RECORDS = 3
MOST_TURNS = 8
BACK, AHEAD, LEADERS_AHEAD = timedelta(hours=12), timedelta(days=30), timedelta(hours=36)


@dataclass(frozen=True)
class Line:
    """A record as a row; the same words as on the record's own page."""

    id: int
    sign_up: int | None
    title: str
    where: str
    day: date
    minutes: int
    source: str
    state: str

    @classmethod
    def read(cls, row: dict) -> "Line":
        title, where = row.pop("title_en"), row.pop("where_en")
        english = get_language() == "en"
        row["title"] = english and title or row["title"]
        row["where"] = english and where or row["where"]
        return cls(**{**row, "day": date.fromisoformat(row["day"])})

    @property
    def hours(self) -> str:
        return f"{self.minutes / 60:.1f}"

    @property
    def source_word(self) -> str:
        return Source(self.source).label

    @property
    def state_word(self) -> str:
        return RecordState(self.state).label

    @property
    def pill(self) -> str:
        return {RecordState.CONFIRMED: "done", RecordState.PENDING: "waiting"}.get(self.state, "closed")


@dataclass(frozen=True)
class Turn:
    """A shift of this person, as volunteer or as leader; `step` is what is right to do about it now."""

    shift: Shift
    attendance: Attendance
    state: str | None
    leads: bool
    now: datetime

    @cached_property
    def step(self) -> str:
        """check_in, check_out, code, done, over, soon, wait (no place yet), later."""
        kind = self.attendance.next_kind
        if self.leads and self.is_on and not (self.has_place and kind == "out"):
            return "code"
        if not self.has_place:
            return "later" if self.leads else "wait"
        if kind is None:
            return "done"
        if self.attendance.is_window(kind, self.now):
            return "check_in" if kind == "in" else "check_out"
        return "over" if self.now > self.shift.ends_at else "later"

    @property
    def has_place(self) -> bool:
        return self.state == SignUpState.CONFIRMED

    @property
    def is_on(self) -> bool:
        return self.attendance.opens_at <= self.now <= self.attendance.closes_at

    @property
    def is_pressing(self) -> bool:
        return self.step in ("check_in", "check_out", "code")

    @property
    def begins_in(self) -> int:
        """Minutes; negative once it began."""
        return (self.shift.starts_at - self.now) // timedelta(minutes=1)

    @property
    def is_today(self) -> bool:
        return timezone.localdate(self.shift.starts_at) == timezone.localdate(self.now)


@dataclass(frozen=True)
class Today:
    volunteer: Volunteer | None
    turns: list[Turn]
    records: list[Line]
    forgotten: list[Line]
    minutes: int
    leads: bool

    @cached_property
    def turn(self) -> Turn | None:
        """The one that the big button is about."""
        pressing = [turn for turn in self.turns if turn.is_pressing]
        coming = [turn for turn in self.turns if turn.step in ("later", "wait")]
        return next(iter([*pressing, *coming]), None)

    @property
    def others(self) -> list[Turn]:
        return [turn for turn in self.turns if turn is not self.turn]

    @property
    def hours(self) -> str:
        return f"{self.minutes / 60:.1f}"


def today_of(user: User, now: datetime) -> Today:
    volunteer = Volunteer.objects.filter(user=user).annotate(**_about()).first()
    if volunteer is None:
        return Today(None, [], [], [], 0, False)
    turns = [turn for turn in _turns(volunteer, now) if turn.step not in ("over",)]
    records = [Line.read(row) for row in volunteer.last_records]
    forgotten = [Line.read(row) for row in volunteer.forgotten]
    return Today(volunteer, turns, records, forgotten, volunteer.minutes or 0, bool(volunteer.led))


def _about() -> dict:
    mine = ServiceRecord.objects.filter(volunteer=OuterRef("pk"))
    line = JSONObject(
        id="id", sign_up="sign_up_id", day="day", minutes="minutes", source="source", state="state",
        title="service__title", title_en="service__title_en", where="service__place_name",
        where_en="service__place_name_en",
    )  # fmt: skip
    unanswered = mine.pending().filter(flags__contains=[Flag.FORGOTTEN]).exclude(source=Source.SELF_REPORT)
    led = Membership.objects.standing().filter(
        volunteer=OuterRef("pk"), role=Membership.Role.LEADER, organization__state="approved"
    )
    return {
        "last_records": ArraySubquery(mine.newest().values(row=line)[:LAST_RECORDS]),
        "forgotten": ArraySubquery(unanswered.newest().values(row=line)[:LAST_RECORDS]),
        "led": ArraySubquery(led.values("organization__path")),
        "minutes": Subquery(ServiceTotal.objects.lifetime().filter(volunteer=OuterRef("pk")).values("minutes")),
    }


def _turns(volunteer: Volunteer, now: datetime) -> Iterator[Turn]:
    mine = SignUp.objects.standing().filter(
        volunteer=volunteer.pk, starts_at__gt=now - BACK - timedelta(days=1), starts_at__lt=now + AHEAD
    )
    wanted = Q(pk__in=mine.values("shift"))
    for path in volunteer.led if volunteer.is_active else ():
        wanted |= Q(activity__organization__path__startswith=path, starts_at__lt=now + LEADERS_AHEAD,
                    activity__state__in=["open", "running"])  # fmt: skip
    shifts = Shift.objects.standing().filter(wanted, ends_at__gt=now - BACK).order_by("starts_at", "pk")
    for shift in with_my_presence(shifts, volunteer.pk)[:MOST_TURNS]:
        leads = any(shift.activity.organization.path.startswith(path) for path in volunteer.led)
        yield Turn(shift, Attendance.of(shift), shift.my_state, leads, now)


def with_my_presence(shifts, volunteer: int):
    """Beside each shift this person's sign-up (`my_sign_up`, `my_state`), proofs and the rule of its day."""
    sign_up = SignUp.objects.filter(shift=OuterRef("pk"), volunteer=volunteer)
    mark = JSONObject(kind="kind", at="at", way="way", flag="flag", vouched_by="vouched_by_id",
                      received_at="received_at")  # fmt: skip
    proofs = Proof.objects.filter(sign_up__shift=OuterRef("pk"), sign_up__volunteer=volunteer).order_by()
    rule = JSONObject(id="id", early="early", late="late", step="step", sync_within="sync_within")
    return (
        shifts.select_related("activity__organization", "activity__place")
        .only(
            "starts_at", "ends_at", "meeting", "meeting_en", "is_cancelled", "activity__title", "activity__title_en",
            "activity__place_name", "activity__place_name_en", "activity__by_location", "activity__place__name",
            "activity__place__name_en", "activity__organization__path",
        )
        .annotate(last_day=TruncDate("ends_at", tzinfo=timezone.get_default_timezone()))
        .annotate(
            my_sign_up=Subquery(sign_up.values("pk")),
            my_state=Subquery(sign_up.values("state")),
            proof_rows=ArraySubquery(proofs.values(row=mark)),
            rule_row=Subquery(ServiceRule.objects.on(OuterRef("last_day")).values(row=rule)[:1]),
        )
    )  # fmt: skip


def turn_of(user: User, shift: int, now: datetime) -> Turn | None:
    """One shift with this person's presence; None where they are no volunteer or have nothing to do with it."""
    volunteer = Volunteer.objects.filter(user=user).only("pk").first()
    if volunteer is None:
        return None
    found = with_my_presence(Shift.objects.filter(pk=shift), volunteer.pk).first()
    if found is None or found.my_state is None:
        return None
    return Turn(found, Attendance.of(found), found.my_state, False, now)
