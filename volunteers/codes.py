"""The code that changes, on the leader's phone: six digits to type, and a longer one inside a QR.

Both are derived from the shift's secret and the number of the half minute, on the server and, without a signal, in the
leader's browser (`static/js/volunteer-code.js`). Whoever reads one was where that phone was, within that minute.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

SECONDS = 30
DIGITS = 6
# "It still fits": the half minute that runs, and the one before.
LIVE = (0, -1)
# For what waited in a phone: the leader's clock may have been half a minute off in both directions.
NEAR = (0, -1, 1)
WRITTEN = re.compile(r"([1-9][0-9]{0,17})-([0-9]{1,12})-([0-9a-f]{16})")


class Code(NamedTuple):
    """What stands in the QR: shift, half minute, and the proof that its secret made it."""

    shift: int
    slot: int
    mac: str

    def __str__(self) -> str:
        return f"{self.shift}-{self.slot}-{self.mac}"


def slot_at(at: datetime) -> int:
    return int(at.timestamp()) // SECONDS


def begin_of(slot: int) -> datetime:
    return datetime.fromtimestamp(slot * SECONDS, UTC)


def digits_of(secret: str, shift: int, slot: int) -> str:
    return f"{int.from_bytes(_digest(secret, shift, slot)[:6]) % 10**DIGITS:0{DIGITS}}"


def code_of(secret: str, shift: int, slot: int) -> Code:
    return Code(shift, slot, _digest(secret, shift, slot)[8:16].hex())


def read_code(text: str) -> Code | None:
    found = WRITTEN.fullmatch(text)
    return Code(int(found[1]), int(found[2]), found[3]) if found else None


def is_genuine(code: Code, secret: str) -> bool:
    """Made with this secret; says nothing about when it is used."""
    return hmac.compare_digest(code_of(secret, code.shift, code.slot).mac, code.mac)


def slot_of_digits(digits: str, *, secret: str, shift: int, slots: Iterator[int] | list[int]) -> int | None:
    """The first of `slots` whose six digits these are."""
    typed = digits.encode()
    return next((slot for slot in slots if hmac.compare_digest(digits_of(secret, shift, slot).encode(), typed)), None)


def nearest_first(slot: int, first: int, last: int) -> Iterator[int]:
    """Every slot from `first` to `last`, those near `slot` before those far from it."""
    return iter(sorted(range(first, last + 1), key=lambda one: abs(one - slot)))


def _digest(secret: str, shift: int, slot: int) -> bytes:
    return hmac.digest(secret.encode(), f"{shift}:{slot}".encode(), hashlib.sha256)
