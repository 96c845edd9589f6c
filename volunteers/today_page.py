"""Today, drawn: fragments of one person, of which only the shapes are kept (`lib/stencils.py`)."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lib.drawing import draw
from lib.stencils import fill, fill_each
from volunteers.attendance import clock
from volunteers.lines import Line
from volunteers.today import Today, Turn

FRAMED = ("is_registered", "has_turn", "has_forgotten", "has_others", "has_records")


class Record(NamedTuple):
    """A line of the last records."""

    url: str
    title: str
    day_words: str
    where: str
    hours: str
    source_word: str
    pill: str
    state_word: str


class Forgotten(NamedTuple):
    """A check-out that is asked about."""

    left_url: str
    title: str
    day_words: str
    where: str


class Other(NamedTuple):
    """A shift beside the one that the big button is about."""

    url: str
    title: str
    when: str
    state: str


def fragments(today: Today) -> dict[str, Any]:
    """What `volunteers/today.html` shows of a person; the names in `FRAMED` are of its frame."""
    turn, others = today.turn, today.others
    return {
        "is_registered": today.volunteer is not None,
        "has_turn": turn is not None,
        "has_forgotten": bool(today.forgotten),
        "has_others": bool(others),
        "has_records": bool(today.records),
        "forgotten": fill_each("volunteers/_forgotten.html", Forgotten._fields, (), map(_forgotten, today.forgotten)),
        "turn": turn and draw("volunteers/_turn.html", face=turn.face) + _step(turn),
        "others": fill_each("volunteers/_other_turn.html", ("url", "title", "when"), ("state",), map(_other, others)),
        "hours": today.hours,
        "records": fill_each(
            "volunteers/_line.html", ("url", "title", "day_words", "where", "hours"),
            ("source_word", "pill", "state_word"), map(_record, today.records),
        ),
    }  # fmt: skip


def _record(line: Line) -> Record:
    return Record(
        _address("my_record", line.id), line.title, _day(line.day, "n/j"), line.where, line.hours,
        str(line.source_word), line.pill, str(line.state_word),
    )  # fmt: skip


def _forgotten(line: Line) -> Forgotten:
    return Forgotten(_address("left", line.sign_up), line.title, _day(line.day, "n/j D"), line.where)


def _other(turn: Turn) -> Other:
    shift = turn.shift
    address = _address("lead_roster" if turn.leads else "check", shift.pk)
    return Other(address, turn.title, _span(shift.starts_at, shift.ends_at, get_language()), _state(turn))


def _state(turn: Turn) -> str:
    if turn.step == "done":
        return "done"
    return "leads" if turn.leads else "place" if turn.has_place else "waits"


def _step(turn: Turn) -> SafeString:
    """The one right thing to do, as a big button."""
    step, shift = turn.step, turn.shift.pk
    attends = turn.has_place and turn.attendance.next_kind is not None
    texts = {}
    if step in ("check_in", "check_out", "code"):
        names = ("check", "code", "roster")
        views = ("check", "lead_code", "lead_roster")
        texts = {f"{name}_url": _address(view, shift) for name, view in zip(names, views, strict=True)}
    elif step != "wait":
        opens_at = timezone.localtime(turn.attendance.opens_at)
        texts = {
            "detail_url": _address("activity_detail", turn.shift.activity),
            "time": clock(opens_at),
            "day": _day(opens_at.date(), "n/j"),
        }
    return fill("volunteers/_step.html", texts, step=step, attends=attends)


@lru_cache(maxsize=4096)
def _span(starts_at: datetime, ends_at: datetime, _language: str) -> str:
    return f"{date_format(timezone.localtime(starts_at), 'n/j D')} {clock(starts_at)}–{clock(ends_at)}"


def _day(day: date, pattern: str) -> str:
    return _day_in(day, pattern, get_language())


@lru_cache(maxsize=2048)
def _day_in(day: date, pattern: str, _language: str) -> str:
    return date_format(day, pattern)


def _address(name: str, pk: int) -> str:
    return _address_under(name, pk, get_language(), get_script_prefix())


@lru_cache(maxsize=4096)
def _address_under(name: str, pk: int, _language: str, _prefix: str) -> str:
    return reverse(name, args=[pk])
