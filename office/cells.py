"""Cells of imported tables as values. Each function raises ValidationError with a sentence for whoever typed it."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from lib.datum import Datum, to_wgs84
from lib.spreadsheets.tables import fold
from lib.text import half_width

YES = {"1", "true", "yes", "y", "是", "有", "对"}
NO = {"0", "false", "no", "n", "否", "无", "不"}
BETWEEN = re.compile(r"[,，、;；|\n]+")
DATUM_LABEL = "WGS-84"


def whole_number(text: str) -> int:
    plain = half_width(text).replace(",", "").strip()
    if not re.fullmatch(r"\d{1,9}(\.0+)?", plain):
        raise ValidationError(_("“%(text)s” is not a whole number.") % {"text": text[:40]})
    return int(plain.partition(".")[0])


def day(text: str) -> date:
    numbers = re.fullmatch(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})日?", half_width(text).strip())
    try:
        return date(*map(int, numbers.groups()))
    except (AttributeError, ValueError) as error:
        raise ValidationError(_("“%(text)s” is not a day. Write it like 2021-12-31.") % {"text": text[:40]}) from error


def yes_no(text: str) -> bool:
    word = half_width(text).strip().lower()
    if word not in YES | NO:
        raise ValidationError(_("Write “是” or “否” (yes or no), not “%(text)s”.") % {"text": text[:40]})
    return word in YES


def one_of(text: str, choices: Sequence[tuple[str, Any]]) -> str:
    """A choice by its code or by its label in any language of the site."""
    known = _words(choices)
    if fold(text) not in known:
        labels = ", ".join(str(label) for _code, label in choices)
        raise _unknown(text, labels)
    return known[fold(text)]


def several_of(text: str, choices: Sequence[tuple[str, Any]]) -> list[str]:
    words = [word for word in BETWEEN.split(text) if word.strip()]
    return list(dict.fromkeys(one_of(word, choices) for word in words))


def point(longitude: str, latitude: str, datum: str) -> Point | None:
    """None where neither number is given; WGS-84 otherwise, whatever datum they were written in."""
    if not longitude and not latitude:
        return None
    if not longitude or not latitude:
        raise ValidationError(_("A place needs both longitude and latitude."))
    return Point(*to_wgs84(_degrees(longitude), _degrees(latitude), _datum(datum)), srid=4326)


def _degrees(text: str) -> float:
    plain = half_width(text).strip()
    if not re.fullmatch(r"-?\d{1,3}(\.\d{1,20})?", plain) or abs(float(plain)) > 180:
        raise ValidationError(_("“%(text)s” is not a number of degrees, like 120.5551.") % {"text": text[:40]})
    return float(plain)


def _datum(text: str) -> Datum:
    name = re.sub(r"[\W_]", "", half_width(text).lower()) or Datum.WGS84
    try:
        return Datum(name)
    except ValueError as error:
        raise _unknown(text, "WGS-84, CGCS2000, GCJ-02, BD-09") from error


def _unknown(text: str, labels: str) -> ValidationError:
    return ValidationError(_("“%(text)s” is not known. Known are: %(labels)s.") % {"text": text[:40], "labels": labels})


def _words(choices: Sequence[tuple[str, Any]]) -> dict[str, str]:
    known = {fold(code): code for code, _label in choices}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            known.update({fold(str(label)): code for code, label in choices})
    return known
