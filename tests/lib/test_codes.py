"""Codes that people read from paper: `lib.codes`."""

import re

import pytest

from lib.codes import Codes

CODES = Codes("ABC234", length=6, group=3)


def test_a_new_code_has_its_shape():
    assert {len(CODES.new()) for _try in range(50)} == {6}
    assert all(re.match(CODES.shape, CODES.new()) for _try in range(50))


def test_a_number_has_one_code():
    assert [CODES.of(number) for number in (0, 1, 6, 6**6 - 1, 6**6)] == [
        "AAAAAA", "AAAAAB", "AAAABA", "444444", "AAAAAA",
    ]  # fmt: skip


def test_it_is_printed_in_groups():
    assert CODES.in_groups("ABC234") == "ABC-234"
    assert CODES.in_groups("ABC234", " ") == "ABC 234"


@pytest.mark.parametrize("text", ["ABC-234", "abc 234", " ａｂｃ－２３４\n", "ABC–234", "A B C 2 3 4"])
def test_it_is_read_however_it_is_typed(text):
    assert CODES.read(text) == "ABC234"


@pytest.mark.parametrize("text", ["", "ABC23", "ABC2344", "ABC23O", "ABC/234", "ABC234 " * 20])
def test_what_is_no_code_is_nothing(text):
    assert CODES.read(text) == ""
