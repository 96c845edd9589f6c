"""What an objection needs from whoever raises it, and the code that they get for it."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.codes import Codes
from lib.people_numbers import DocumentType, clean_landline, clean_mobile, clean_real_name, parse_document
from lib.refusals import Invalid

LONGEST_OBJECTION = 1000
# The letters of base 32.
CODES = Codes("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", length=16)
NOBODY = frozenset({"匿名", "无名", "无名氏", "佚名", "群众", "市民", "居民", "知情人", "anonymous", "nobody"})
WHY_A_NAME = gettext_lazy(
    "An objection is raised in one's own name: the office calls back, and must be able to answer you. "
    "Name and number are sealed, and nobody outside the office learns who objected."
)


def in_ones_own_name(name: str, phone: str, document: str) -> dict[str, str]:
    if not name.strip() or not phone.strip():
        raise Invalid(WHY_A_NAME, field="phone" if name.strip() else "name")
    try:
        return {
            "name": own_name(name),
            "phone": own_phone(phone),
            "document": parse_document(DocumentType.RESIDENT_ID, document).number if document.strip() else "",
        }
    except ValidationError as error:
        raise Invalid(error.messages[0]) from error


def own_name(text: str) -> str:
    """A real name in one spelling. Raises ValidationError for what is none."""
    name = clean_real_name(text)
    if name.casefold() in NOBODY:
        raise ValidationError(WHY_A_NAME)
    return name


def own_phone(text: str) -> str:
    """A mobile number or a landline; a service number is nobody's own."""
    try:
        return clean_mobile(text)
    except ValidationError:
        return clean_landline(text)


def words_of(text: str) -> str:
    text = text.strip()
    if len(text) < 2:
        raise Invalid(_("Please write what you object to, and why."), field="text")
    if len(text) > LONGEST_OBJECTION:
        raise Invalid(_("This is too long."), field="text")
    return text


def code_of(token: UUID) -> str:
    """80 bits that only this site can make of a form's token: sixteen letters and digits, in fours."""
    digest = salted_hmac("office.objection", str(token), algorithm="sha256").digest()
    return CODES.in_groups(CODES.of(int.from_bytes(digest[:10])))
