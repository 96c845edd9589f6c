"""The code that changes: six digits to type, a longer one to scan."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers import codes

secrets = st.text("0123456789abcdef", min_size=32, max_size=64)
shifts = st.integers(1, 10**9)
slots = st.integers(0, 10**9)


@given(secrets, shifts, slots)
def test_digits_are_always_six(secret, shift, slot):
    digits = codes.digits_of(secret, shift, slot)
    assert len(digits) == codes.DIGITS
    assert digits.isdigit()


@given(secrets, shifts, slots)
def test_what_is_written_is_read_back_and_genuine(secret, shift, slot):
    code = codes.code_of(secret, shift, slot)
    assert codes.read_code(str(code)) == code
    assert codes.is_genuine(code, secret)


@given(secrets, shifts, slots, shifts, slots)
def test_a_code_moved_to_another_shift_or_time_is_not_genuine(secret, shift, slot, other_shift, other_slot):
    code = codes.code_of(secret, shift, slot)
    moved = code._replace(shift=other_shift, slot=other_slot)
    assert codes.is_genuine(moved, secret) == (moved == code)
    assert not codes.is_genuine(code, secret + "0")


@given(st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_a_slot_is_the_half_minute_that_runs(at):
    begin = codes.begin_of(codes.slot_at(at))
    assert begin <= at < begin + timedelta(seconds=codes.SECONDS)


@given(slots, st.integers(0, 50), st.integers(0, 50))
def test_search_begins_near_and_misses_none(slot, before, after):
    first, last = max(0, slot - before), slot + after
    found = list(codes.nearest_first(slot, first, last))
    assert sorted(found) == list(range(first, last + 1))
    assert [abs(one - slot) for one in found] == sorted(abs(one - slot) for one in found)


@pytest.mark.parametrize(
    "text", ["", "1-2", "1-2-zz", "0-5-0123456789abcdef", "1-2-0123456789ABCDEF", "1-2-0123456789abcdef0", "a" * 3000]
)
def test_what_is_no_code_is_not_read(text):
    assert codes.read_code(text) is None


def test_a_known_code_stays_what_it_is():
    """The leader's browser derives the same without a signal (tests/volunteers/test_code_in_the_browser.py)."""
    assert codes.digits_of("geheim", 7, 58812345) == "877717"
    assert codes.code_of("geheim", 7, 58812345).mac == "356f0baefb2a1f31"
