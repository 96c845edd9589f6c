"""What somebody at the door finds, by the clock of the city."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from places.holidays import with_announced_days
from places.hours import HoursUnreadable, State, now_at, parse, state_by_hours

CITY = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CITY)


def now(hours: str, when: str, operation: str = "open"):
    return now_at(operation=operation, hours=hours, at=at(when))


@pytest.mark.parametrize(
    ("hours", "when", "state", "until"),
    [
        ("Mo-Fr 09:00-17:00", "2026-11-23 10:00", State.OPEN, "2026-11-23 17:00"),
        ("Mo-Fr 09:00-17:00", "2026-11-23 17:00", State.CLOSED, "2026-11-24 09:00"),
        ("Mo-Fr 09:00-17:00", "2026-11-27 18:00", State.CLOSED, "2026-11-30 09:00"),
        ("22:00-02:00", "2026-11-23 23:30", State.OPEN, "2026-11-24 02:00"),
        ("22:00-02:00", "2026-11-24 01:30", State.OPEN, "2026-11-24 02:00"),
        ("22:00-02:00", "2026-11-24 02:00", State.CLOSED, "2026-11-24 22:00"),
        ("Mo-Su 06:00-22:00 unknown", "2026-11-23 10:00", State.UNKNOWN, "2026-11-23 22:00"),
        ("off", "2026-11-23 10:00", State.CLOSED, None),
        ("", "2026-11-23 10:00", State.UNKNOWN, None),
        ("whenever", "2026-11-23 10:00", State.UNKNOWN, None),
    ],
)
def test_state_and_next_change(hours, when, state, until):
    found = now(hours, when)
    assert (found.state, found.until) == (state, until and at(until))


@pytest.mark.parametrize("hours", ["24/7", "00:00-24:00", "Mo-Su 00:00-24:00"])
def test_always_open_has_no_next_change(hours):
    found = now(hours, "2026-11-23 03:00")
    assert (found.state, found.until, found.always) == (State.OPEN, None, True)


@pytest.mark.parametrize(
    ("operation", "state"),
    [
        ("self_service", State.SELF_SERVICE),
        ("maintenance", State.MAINTENANCE),
        ("unknown", State.UNKNOWN),
        ("closed", State.CLOSED),
    ],
)
def test_operation_comes_before_hours(operation, state):
    assert now("24/7", "2026-11-23 10:00", operation).state == state


def test_self_service_is_closed_outside_its_hours():
    assert now("06:00-22:00", "2026-11-23 23:00", "self_service").state == State.CLOSED


@pytest.mark.parametrize("day", ["2026-10-01", "2026-10-02", "2026-10-07"])
def test_announced_days_off_are_public_holidays(day):
    found = now("Mo-Fr 09:00-17:00; PH off", f"{day} 10:00")
    assert (found.state, found.until) == (State.CLOSED, at("2026-10-08 09:00"))


def test_the_day_after_the_holidays_is_an_ordinary_day():
    assert now("Mo-Fr 09:00-17:00; PH off", "2026-10-08 10:00").state == State.OPEN


def test_hours_of_their_own_on_public_holidays():
    found = now("Mo-Fr 08:00-18:00; PH,Sa 10:00-12:00", "2026-10-06 11:00")
    assert (found.state, found.until) == (State.OPEN, at("2026-10-06 12:00"))


def test_a_year_without_an_announcement_falls_back_to_the_library():
    assert with_announced_days("Mo-Fr 09:00-17:00; PH off", 2041) == "Mo-Fr 09:00-17:00; PH off"
    assert now("Mo-Fr 09:00-17:00; PH off", "2041-10-01 10:00").state == State.CLOSED


@pytest.mark.parametrize("hours", ["PH +1 day off", 'Mo 10:00-12:00 "not on PH; ask"', "SH,PH off", "PH-Mo off"])
def test_odd_mentions_of_holidays_still_answer(hours):
    assert state_by_hours(hours, at("2026-10-02 09:00"))[0] in ("open", "closed", "unknown")


def test_sunset_is_the_citys():
    """On 1 October the sun sets at 17:43 in Zhangjiagang, not at the library's 19:00."""
    until = now("sunrise-sunset", "2026-10-01 12:00").until
    assert abs(until - at("2026-10-01 17:43")) < timedelta(minutes=5)


@given(st.text(max_size=60) | st.from_regex(r"\A(Mo|PH|Jan|24/7|[0-9]{2}:[0-9]{2})[-,; 0-9:+a-zA-Z]{0,40}\Z"))
def test_reading_fails_in_one_way_only(text):
    try:
        parse(text)
    except HoursUnreadable:
        assert state_by_hours(text, at("2026-11-23 10:00")) == ("unknown", None)
    else:
        assert state_by_hours(text, at("2026-11-23 10:00"))[0] in ("open", "closed", "unknown")
