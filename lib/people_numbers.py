"""Names, identity documents and phone numbers of people in China, in one stored spelling.

Every function returns the clean value or raises ValidationError, so that it can serve a form or a
model as a validator. No message repeats the number: messages end up in logs.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lib.text import HAN, half_width, without_hidden

LONGEST_NAME = 64
LONGEST_INPUT = 256
CHINA = ZoneInfo("Asia/Shanghai")


class DocumentType(TextChoices):
    RESIDENT_ID = "resident_id", _("Resident identity card")
    PASSPORT = "passport", _("Passport")
    HK_MACAO_PASS = "hk_macao_pass", _("Mainland travel permit for Hong Kong and Macao residents")
    TAIWAN_PASS = "taiwan_pass", _("Mainland travel permit for Taiwan residents")
    RESIDENCE_PERMIT = (
        "hk_macao_taiwan_residence_permit",
        _("Residence permit for Hong Kong, Macao and Taiwan residents"),
    )
    FOREIGN_PERMANENT_RESIDENT = "foreign_permanent_resident", _("Foreign permanent resident card")


class Sex(TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


@dataclass(frozen=True, slots=True)
class Document:
    """What a number says by itself. Those of passports and travel permits say no birth or sex."""

    type: DocumentType
    number: str = field(repr=False)
    born_on: date | None = field(default=None, repr=False)
    sex: Sex | None = None


def parse_document(document_type: DocumentType | str, text: str, *, today: date | None = None) -> Document:
    """`today` is the last birth date that can be true: the present day in China unless given."""
    document_type = DocumentType(document_type)
    number = re.sub(r"[\s\-()]", "", _plain(text)).upper()
    return PARSERS[document_type](document_type, number, today or datetime.now(CHINA).date())


def checksum_fits(number: str) -> bool:
    """GB 11643-1999 (ISO 7064 MOD 11-2) over 17 digits and the check character."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, number[:17], strict=True))
    return "10X98765432"[total % 11] == number[17]


def _citizen_number(document_type: DocumentType, number: str, today: date) -> Document:
    if len(number) != 18:
        raise ValidationError(_("This number has 18 characters. Please check whether one is missing."), code="length")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise ValidationError(_("This number holds digits only; the last character may be X."), code="shape")
    if not re.match(PREFIXES[document_type], number):
        raise ValidationError(_("This number belongs to another kind of document. Please choose it."), code="prefix")
    if not checksum_fits(number):
        raise ValidationError(_("This number has a typing mistake. Please compare it with the card."), code="checksum")
    return Document(
        type=document_type,
        number=number,
        born_on=_birth_date(number[6:14], today),
        sex=Sex.MALE if int(number[16]) % 2 else Sex.FEMALE,
    )


def _birth_date(digits: str, today: date) -> date:
    try:
        born_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        born_on = None
    # Numbers were first given in 1984; nobody born before 1870 was alive to get one.
    if born_on is None or born_on.year < 1870:
        raise ValidationError(_("The birth date in this number does not exist."), code="birth_date")
    if born_on > today:
        raise ValidationError(_("The birth date in this number lies in the future."), code="future")
    return born_on


def _permanent_resident(document_type: DocumentType, number: str, today: date) -> Document:
    """Cards since 2023 carry 18 digits like a citizen's; older ones three letters and 12 digits."""
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", number):
        return Document(document_type, number)
    return _citizen_number(document_type, number, today)


def _passport(document_type: DocumentType, number: str, today: date) -> Document:
    if not re.fullmatch(r"(?=.*[0-9])[A-Z0-9]{5,15}", number):
        raise ValidationError(_("A passport number has 5 to 15 letters and digits."), code="shape")
    return Document(document_type, number)


def _hk_macao_pass(document_type: DocumentType, number: str, today: date) -> Document:
    """Old permits added two digits that counted renewals; the nine before them stay for life."""
    if not re.fullmatch(r"[HM][0-9]{8}([0-9]{2})?", number):
        raise ValidationError(_("This permit's number is H or M and eight digits."), code="shape")
    return Document(document_type, number[:9])


def _taiwan_pass(document_type: DocumentType, number: str, today: date) -> Document:
    """Old permits added two digits and a letter for renewals; the first eight stay for life."""
    if not re.fullmatch(r"[0-9]{8}([0-9]{2}[A-Z]?)?", number):
        raise ValidationError(_("This permit's number has eight digits."), code="shape")
    return Document(document_type, number[:8])


PREFIXES = {
    DocumentType.RESIDENT_ID: r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71",
    DocumentType.RESIDENCE_PERMIT: r"8[123]",
    DocumentType.FOREIGN_PERMANENT_RESIDENT: r"9",
}
PARSERS: dict[DocumentType, Callable[[DocumentType, str, date], Document]] = {
    DocumentType.RESIDENT_ID: _citizen_number,
    DocumentType.PASSPORT: _passport,
    DocumentType.HK_MACAO_PASS: _hk_macao_pass,
    DocumentType.TAIWAN_PASS: _taiwan_pass,
    DocumentType.RESIDENCE_PERMIT: _citizen_number,
    DocumentType.FOREIGN_PERMANENT_RESIDENT: _permanent_resident,
}


def clean_real_name(text: str) -> str:
    """The name in NFC with one kind of middle dot (U+00B7); no spaces between Chinese characters.

    Rare characters of the CJK extensions are letters even where Python's tables lack them yet.
    """
    name = unicodedata.normalize("NFC", _plain(text))
    name = re.sub(r"\s*[·•‧・･∙⋅᛫]\s*", "·", " ".join(name.split()))
    name = re.sub(rf"(?<={HAN.pattern}) (?={HAN.pattern})", "", name)
    name = re.sub(rf"(?<={HAN.pattern})\.(?={HAN.pattern})", "·", name)
    if len(name) < 2:
        raise ValidationError(_("Please give the full name as it stands on the document."), code="too_short")
    if len(name) > LONGEST_NAME:
        raise ValidationError(_("A name has at most 64 characters."), code="too_long")
    if not all(_belongs_in_name(char) for char in name):
        raise ValidationError(
            _("A name holds letters, with “·”, a hyphen or a space between its parts."),
            code="characters",
        )
    if not (_is_letter(name[0]) and (_is_letter(name[-1]) or name[-1] in ".'’")) or "··" in name:
        raise ValidationError(_("A name begins and ends with a letter."), code="characters")
    return name


def _is_letter(char: str) -> bool:
    return bool(HAN.match(char)) or unicodedata.category(char)[0] in "LM"


def _belongs_in_name(char: str) -> bool:
    return _is_letter(char) or char in "· -'’."


def clean_mobile(text: str) -> str:
    """The 11 digits of a mainland mobile number, whatever prefix or spaces came with it."""
    digits = _without_country(_phone_signs(text))[0]
    if not re.fullmatch(r"1[3-9][0-9]{9}", digits):
        raise ValidationError(_("Please enter a mobile number of 11 digits, such as 138 0013 8000."), code="mobile")
    return digits


def clean_landline(text: str) -> str:
    """Area code, number and extension: 0512-58123456 or 0512-58123456-801."""
    signs = re.sub(r"(转|ext\.?|x)", "-", _phone_signs(text, keep="-"), flags=re.IGNORECASE)
    signs, from_abroad = _without_country(signs)
    if from_abroad and not signs.startswith("0"):
        signs = "0" + signs.lstrip("-")
    found = re.fullmatch(r"(010|02[0-9]|0[3-9][0-9]{2})-?([2-8][0-9]{2,3})-?([0-9]{4})(-[0-9]{1,6})?", signs)
    if not found:
        raise ValidationError(
            _("Please enter a landline number with its area code, such as 0512-58123456."),
            code="landline",
        )
    area, head, tail, extension = found.groups("")
    return f"{area}-{head}{tail}{extension}"


def clean_contact_phone(text: str) -> str:
    """A number that the public may ring: mobile, landline, 400/800, or short such as 12345."""
    digits = _without_country(_phone_signs(text))[0]
    if re.fullmatch(r"1[3-9][0-9]{9}|1[0-9]{2,4}|9[56][0-9]{3,4}", digits):
        return digits
    if re.fullmatch(r"[48]00[0-9]{7}", digits):
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    try:
        return clean_landline(text)
    except ValidationError:
        raise ValidationError(
            _("Please enter a mobile number, a landline with its area code, or a service number."),
            code="contact_phone",
        ) from None


def validate_contact_phone(text: str) -> None:
    """For a model field, which must hold a number that can be rung but keeps the spelling given."""
    clean_contact_phone(text)


def _phone_signs(text: str, keep: str = "") -> str:
    """Every kind of dash is `keep`; spaces and brackets go."""
    dashed = re.sub(r"[-‐‑‒–—―−]+", keep, _plain(text))
    return re.sub(r"[\s()]", "", dashed)


def _without_country(signs: str) -> tuple[str, bool]:
    bare = re.sub(r"^(\+86|0086|86(?=-?1[3-9][0-9]{9}$))-?", "", signs)
    return bare, bare != signs


def _plain(text: str) -> str:
    if len(text) > LONGEST_INPUT:
        raise ValidationError(_("This is too long."), code="too_long")
    return without_hidden(half_width(text))
