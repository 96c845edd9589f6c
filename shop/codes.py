"""Codes on labels and slips: whoever holds one may see what it leads to, so nobody can guess one."""

from lib.codes import Codes

# 31 letters and digits that nobody mistakes for one another, on paper or aloud; 79 bits: at a million tries a second,
# longer than the universe has stood.
CODES = Codes("23456789ABCDEFGHJKMNPQRSTUVWXYZ", length=16)


def new_code() -> str:
    return CODES.new()
