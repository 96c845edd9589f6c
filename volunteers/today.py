"""What Today shows: the shift now or next with its one right step, what was forgotten, the last records.

Two statements, whoever asks: who this is with their last records, and their shifts.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject, TruncDate
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from accounts.recognition import beside_of
from lib import asked
from places.rows import in_language
from volunteers.attendance import Attendance, clock
from volunteers.lines import Line
from volunteers.models import Membership, Proof, ServiceRecord, ServiceRule, ServiceTotal, Shift, SignUp
from volunteers.querysets import outer_text
from volunteers.vocabulary import Flag, Source
from volunteers.workflow import SignUpState, VolunteerState

LAST_RECORDS = 3
MOST_TURNS = 8
BACK, AHEAD, LEADERS_AHEAD = timedelta(hours=12), timedelta(days=30), timedelta(hours=36)


class Face(NamedTuple):
    """What a shift looks like on its card, as words; drawn once for all who see the same."""

    day: str
    begins: str
    ends: str
    title: str
    where: str
    begins_in: int | None
    came: str
    went: str


class Shown(NamedTuple):
    """A shift as its row has it, in the order of `_shown`."""

    pk: int
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool
    meeting: str
    meeting_en: str
    activity: int
    title: str
    title_en: str
    by_location: bool
    place_name: str
    place_name_en: str
    place: str | None
    place_en: str | None
    path: str
    state: str | None
    proof_rows: list
    rule_row: dict | None


@dataclass(frozen=True)
class Turn:
    """A shift of this person, as volunteer or as leader; `step` is what is right to do about it now."""

    shift: Shown
    attendance: Attendance
    leads: bool
    now: datetime

    @property
    def state(self) -> str | None:
        return self.shift.state

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
    def title(self) -> str:
        return in_language(self.shift.title, self.shift.title_en)

    @property
    def where(self) -> str:
        """Where to meet, or else the place."""
        shift = self.shift
        meeting = in_language(shift.meeting, shift.meeting_en)
        named = in_language(shift.place_name, shift.place_name_en)
        return " · ".join(filter(None, (named or in_language(shift.place or "", shift.place_en or ""), meeting)))

    @property
    def face(self) -> Face:
        shift, came, went = self.shift, self.attendance.came, self.attendance.went
        is_today = timezone.localdate(shift.starts_at) == timezone.localdate(self.now)
        minutes = (shift.starts_at - self.now) // timedelta(minutes=1)
        return Face(
            day="" if is_today else date_format(timezone.localtime(shift.starts_at), "n/j D"),
            begins=clock(shift.starts_at),
            ends=clock(shift.ends_at),
            title=self.title,
            where=self.where,
            begins_in=minutes if is_today and minutes > 0 else None,
            came=clock(came.at) if came else "",
            went=clock(went.at) if went else "",
        )


@dataclass(frozen=True)
class Today:
    volunteer: int | None
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


def today_of(user: User, now: datetime, beside: list[tuple] | None = None) -> Today:
    """`beside`: the row of `with_person`, where it is known already."""
    ((pk, state, records, forgotten, led, minutes),) = beside or beside_of(user, with_person)
    if pk is None:
        return Today(None, [], [], [], 0, False)
    is_leader = bool(led) and state == VolunteerState.ACTIVE
    times = (now - BACK, now - BACK - timedelta(days=1), now + AHEAD, *([now + LEADERS_AHEAD] if is_leader else []))
    turns = [_turn(row, now, led) for row in asked.rows(_turns, (user.pk, *times), is_leader)]
    return Today(
        volunteer=pk,
        turns=[turn for turn in turns if turn.step != "over"],
        records=[Line.read(json.loads(row)) for row in records],
        forgotten=[Line.read(json.loads(row)) for row in forgotten],
        minutes=minutes or 0,
        leads=is_leader,
    )


def turn_of(user: User, shift: int, now: datetime) -> Turn | None:
    """One shift with this person's presence; None where they have nothing to do with it."""
    found = asked.rows(_one, (user.pk, shift))
    turn = _turn(found[0], now, []) if found else None
    return turn if turn is not None and turn.state is not None else None


def _turn(row: tuple, now: datetime, led: list[str]) -> Turn:
    *columns, proofs, rule = row
    shown = Shown(*columns, [json.loads(proof) for proof in proofs], rule and json.loads(rule))
    return Turn(shown, Attendance.of(shown), any(shown.path.startswith(path) for path in led), now)


USER = asked.number(0)


def with_person(accounts: QuerySet) -> tuple[QuerySet, tuple[str, ...]]:
    """Beside an account its registration, last records, what was forgotten, what it leads, and its minutes."""
    mine = ServiceRecord.objects.filter(volunteer=OuterRef("volunteer"))
    line = JSONObject(
        id="id", sign_up="sign_up_id", day="day", minutes="minutes", source="source", state="state",
        title="service__title", title_en="service__title_en", where="service__place_name",
        where_en="service__place_name_en",
    )  # fmt: skip
    unanswered = mine.pending().filter(flags__contains=[Flag.FORGOTTEN]).exclude(source=Source.SELF_REPORT)
    led = Membership.objects.standing().filter(
        volunteer=OuterRef("volunteer"), role=Membership.Role.LEADER, organization__state="approved"
    )
    lifetime = ServiceTotal.objects.lifetime().filter(volunteer=OuterRef("volunteer"))
    accounts = accounts.annotate(
        last_records=ArraySubquery(mine.newest().values(row=line)[:LAST_RECORDS]),
        forgotten=ArraySubquery(unanswered.newest().values(row=line)[:LAST_RECORDS]),
        led=ArraySubquery(led.values("organization__path")),
        minutes=Subquery(lifetime.values("minutes")),
    )
    return accounts, ("volunteer__pk", "volunteer__state", "last_records", "forgotten", "led", "minutes")


def _turns(is_leader: bool) -> QuerySet:
    """Values: the account; shifts end after; begin after; begin before; a leader's begin before."""
    mine = SignUp.objects.standing().filter(
        volunteer__user=USER, starts_at__gt=asked.moment(2), starts_at__lt=asked.moment(3)
    )
    wanted = Q(pk__in=mine.values("shift"))
    if is_leader:
        leading = Membership.objects.leading(USER).annotate(here=outer_text("activity__organization__path"))
        wanted |= Q(
            Exists(leading.filter(here__startswith=F("organization__path"))),
            starts_at__lt=asked.moment(4), activity__state__in=["open", "running"],
        )  # fmt: skip
    shifts = Shift.objects.standing().filter(wanted, ends_at__gt=asked.moment(1))
    return _shown(shifts.order_by("starts_at", "pk"))[:MOST_TURNS]


def _one() -> QuerySet:
    """Values: the account, the shift."""
    return _shown(Shift.objects.filter(pk=asked.number(1)))


def _shown(shifts: QuerySet) -> QuerySet:
    """`Shown`'s columns: the shift, and beside it this person's place, proofs and the rule of its day."""
    place = SignUp.objects.filter(shift=OuterRef("pk"), volunteer__user=USER)
    mark = JSONObject(kind="kind", at="at", way="way", flag="flag", vouched_by="vouched_by_id",
                      received_at="received_at")  # fmt: skip
    proofs = Proof.objects.filter(sign_up__shift=OuterRef("pk"), sign_up__volunteer__user=USER).order_by()
    rule = JSONObject(id="id", early="early", late="late", step="step", sync_within="sync_within")
    return (
        shifts.annotate(last_day=TruncDate("ends_at", tzinfo=timezone.get_default_timezone()))
        .annotate(
            my_state=Subquery(place.values("state")),
            proof_rows=ArraySubquery(proofs.values(row=mark)),
            rule_row=Subquery(ServiceRule.objects.on(OuterRef("last_day")).values(row=rule)[:1]),
        )
        .values_list(
            "pk", "starts_at", "ends_at", "is_cancelled", "meeting", "meeting_en", "activity_id", "activity__title",
            "activity__title_en", "activity__by_location", "activity__place_name", "activity__place_name_en",
            "activity__place__name", "activity__place__name_en", "activity__organization__path", "my_state",
            "proof_rows", "rule_row",
        )
    )  # fmt: skip
