"""JSON from strangers, read in one place."""

import pytest

from lib.json_input import DEEPEST, NotJSON, read_json


def test_what_is_sound_is_read_as_it_stands():
    text = '\ufeff{"name": "新市河", "smile": "\\ud83d\\ude00", "path": "\\\\ud800", "list": [1, 2.5, null, true]}'
    found = {"name": "新市河", "smile": "😀", "path": "\\ud800", "list": [1, 2.5, None, True]}
    assert read_json(text.encode()) == found


@pytest.mark.parametrize("half", ["\\ud800", "\\uDFFF", "\\udc00\\ud800"])
def test_half_a_character_becomes_one_that_can_be_kept(half):
    found = read_json(f'{{"{half}": ["a{half}b", 1]}}'.encode())
    [(key, [text, number])] = found.items()
    whole = "\ufffd" * half.count("u")
    assert (key, text, number) == (whole, f"a{whole}b", 1)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"\xff", b"[NaN]", b"[" * 100_000, b'{"a":' * 50_000, b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1)],
)
def test_what_is_damaged_or_without_end_is_refused(data):
    with pytest.raises(NotJSON):
        read_json(data)


def test_as_deep_as_any_shape_is_taken():
    assert read_json(b"[" * DEEPEST + b"]" * DEEPEST)
