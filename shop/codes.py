"""Codes on labels and slips: whoever holds one may see what it leads to, so nobody can guess one."""

import secrets
import unicodedata
from uuid import UUID

# 31 letters and digits that nobody mistakes for one another, on paper or aloud.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH, GROUP = 16, 4
SHAPE = rf"^[{LETTERS}]{{{LENGTH}}}$"


def new_code() -> str:
    """79 bits: at a million tries a second, longer than the universe has stood."""
    return _letters(secrets.randbelow(len(LETTERS) ** LENGTH))


def _letters(number: int) -> str:
    code = ""
    for _place in range(LENGTH):
        number, place = divmod(number, len(LETTERS))
        code += LETTERS[place]
    return code


def in_groups(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(text: str) -> str:
    """As it was typed, with hyphens, spaces or full-width letters, or `""` for what is no code at all."""
    plain = unicodedata.normalize("NFKC", text[:80]).upper()
    code = "".join(letter for letter in plain if letter in LETTERS)
    rest = [letter for letter in plain if letter not in LETTERS and letter not in "- \t–—"]
    return code if len(code) == LENGTH and not rest else ""


def code_of(token: UUID) -> str:
    """The same code for the same form, so that a second click is known by it."""
    return _letters(token.int)
