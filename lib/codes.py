"""Codes that lead to one thing: printed, read aloud, typed by hand, and guessed by nobody."""

import re
import secrets
import unicodedata
from typing import NamedTuple


class Codes(NamedTuple):
    """One kind of code. `letters` are capitals and digits, without those that its readers could mistake."""

    letters: str
    length: int
    group: int = 4

    @property
    def shape(self) -> str:
        """As a regular expression, for Python and PostgreSQL."""
        return rf"^[{self.letters}]{{{self.length}}}$"

    def new(self) -> str:
        return self.of(secrets.randbelow(len(self.letters) ** self.length))

    def of(self, number: int) -> str:
        """The same code for the same number; of a number that is too large, for its rest."""
        code = ""
        for _place in range(self.length):
            number, place = divmod(number, len(self.letters))
            code = self.letters[place] + code
        return code

    def in_groups(self, code: str, between: str = "-") -> str:
        return between.join(code[start : start + self.group] for start in range(0, len(code), self.group))

    def read(self, text: str) -> str:
        """As it was typed, with hyphens, spaces, small or full-width letters; `""` for what is no code at all."""
        plain = re.sub(r"[\s\-–—]", "", unicodedata.normalize("NFKC", text[:80])).upper()
        return plain if re.fullmatch(self.shape, plain) else ""
