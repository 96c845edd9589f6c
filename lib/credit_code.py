"""Unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lib.text import bare_number

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# Issuing department, kind of organisation, region (GB/T 2260), organisation code, check.
SHAPE = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")


def clean_credit_code(text: str) -> str:
    """The code in capitals without spaces, or ValidationError."""
    code = bare_number(text[:64]).upper()
    if len(code) != 18:
        raise ValidationError(
            _("A unified social credit code has 18 characters. Please copy it from the licence."),
            code="length",
        )
    if not SHAPE.fullmatch(code):
        raise ValidationError(
            _("A unified social credit code never holds I, O, S, V or Z, nor any sign."),
            code="shape",
        )
    if check_character(code[:17]) != code[17]:
        raise ValidationError(
            _("This unified social credit code has a typing mistake. Please compare it."),
            code="checksum",
        )
    return code


def check_character(body: str) -> str:
    total = sum(weight * ALPHABET.index(char) for weight, char in zip(WEIGHTS, body, strict=True))
    return ALPHABET[-total % 31]
