"""Text as people type it here: full-width forms, names found by sound, searches, large numbers."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language
from pypinyin import Style, lazy_pinyin

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
HAN = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]")
UNTYPED = ("Cf", "Cs")  # zero-width and direction marks, halves of surrogate pairs
NO_CHARACTERS = "\ufffe\uffff"  # Unicode calls nothing by these; XML cannot hold them
WAN = 10_000
YI = 100_000_000


def half_width(text: str) -> str:
    """Full-width Latin letters, digits and signs as ASCII; Chinese punctuation stays."""
    return text.translate(FULL_WIDTH)


def bare_number(text: str) -> str:
    """A number as people type it, in groups and in whatever width, as it is stored."""
    return re.sub(r"[\s-]", "", without_hidden(half_width(text)))


def without_hidden(text: str) -> str:
    """Control characters become spaces, invisible ones go: what is left can be stored and seen."""
    if text.isprintable():
        return text
    kinds = ((char, unicodedata.category(char)) for char in text if char not in NO_CHARACTERS)
    return "".join(" " if kind == "Cc" else char for char, kind in kinds if kind not in UNTYPED)


def one_line(text: str) -> str:
    """A name or a sentence as it can be stored and seen: on one line, single spaces; empty where nothing is seen."""
    return " ".join(without_hidden(text).split())


def written(text: str) -> str:
    """As `without_hidden`, with the ends of lines and tabs where they were typed."""
    return re.sub(r"[^\t\n\r]+", lambda line: without_hidden(line[0]), text)


def clean_search(text: str, limit: int = 100) -> str:
    """What was searched for, in one spelling (NFKC), on one line, at most `limit` characters."""
    # Cut before normalising, which is slow on endless combining marks.
    text = unicodedata.normalize("NFKC", without_hidden(text[: limit * 4]))
    return " ".join(text.split())[:limit].rstrip()


def pinyin(text: str) -> str:
    """Full pinyin and initials, to be searched: 新市河 is "xinshihe xsh"; Latin stays whole."""
    text = half_width(text).lower()
    full = "".join(lazy_pinyin(text, errors=_letters_and_digits))
    short = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors=_letters_and_digits))
    return full if full == short else f"{full} {short}"


def _letters_and_digits(text: str) -> str:
    return "".join(re.findall(r"[a-z0-9]+", text))


def wan(number: int | float | Decimal, language: str | None = None) -> str:
    """230000 is 23万 where people read Chinese and 230,000 elsewhere; one decimal at most."""
    exact = Decimal(str(number))
    chinese = (language or get_language() or "").startswith("zh")
    if not chinese or abs(exact) < WAN:
        return f"{exact:,f}"
    tenths = Decimal("0.1")
    rounded, unit = (exact / WAN).quantize(tenths, ROUND_HALF_UP), "万"
    if abs(rounded) >= WAN:
        rounded, unit = (exact / YI).quantize(tenths, ROUND_HALF_UP), "亿"
    return f"{rounded:,f}".removesuffix(".0") + unit
