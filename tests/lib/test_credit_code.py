import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from lib.credit_code import ALPHABET, check_character, clean_credit_code

GOOD = "91350100M000100Y43"


@pytest.mark.parametrize(
    "typed", [GOOD, GOOD.lower(), "９１３５０１００Ｍ０００１００Ｙ４３", " 91350100-M000100Y4-3 "]
)
def test_credit_code_has_one_spelling(typed):
    assert clean_credit_code(typed) == GOOD


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "length"),
        (GOOD[:-1], "length"),
        ("9" * 10_000, "length"),
        ("91350100I000100Y43", "shape"),
        ("9135O100M000100Y43", "shape"),
        ("91350100M000100Y44", "checksum"),
        ("93150100M000100Y43", "checksum"),
    ],
)
def test_credit_code_refuses(typed, code):
    with pytest.raises(ValidationError) as refusal:
        clean_credit_code(typed)
    assert refusal.value.code == code


CODES = st.from_regex(rf"[159][1-3][0-9]{{6}}[{ALPHABET}]{{9}}", fullmatch=True)


@given(CODES, st.integers(2, 7))
def test_one_wrong_digit_never_passes(body, place):
    code = body + check_character(body)
    assert clean_credit_code(code) == code
    wrong = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]
    with pytest.raises(ValidationError):
        clean_credit_code(wrong)
