"""Finding people at the desk, for every register in which they stand."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.admin.people import find_by_number
from lib.people_numbers import clean_real_name
from lib.text import bare_number
from volunteers.actions.registry import NUMBER
from volunteers.models import Volunteer

MOST_NAMESAKES = 100


def find_people(text: str) -> QuerySet[Volunteer]:
    """By a whole volunteer number, mobile number, document number or real name; nothing is unsealed.

    People of one name come by their accounts, newest first: an index has them in that order, so that a page of a name
    that thousands bear reads no more than it shows.
    """
    text = text.strip()
    if NUMBER.fullmatch(bare_number(text)):
        return Volunteer.objects.numbered(text)
    users = find_by_number(text)
    if users is not None:
        return Volunteer.objects.filter(user__in=list(users.values_list("pk", flat=True)))
    try:
        return Volunteer.objects.named(clean_real_name(text)).order_by("-user_id")
    except ValidationError:
        return Volunteer.objects.none()


def found_keys(request: HttpRequest, text: str) -> list[int]:
    """Keys of `find_people`, for lists of what people did. Of a name that more bear than `MOST_NAMESAKES` none is
    meant more than another, so nobody is found and the page says what to do."""
    keys = list(find_people(text).values_list("pk", flat=True)[: MOST_NAMESAKES + 1])
    if len(keys) <= MOST_NAMESAKES:
        return keys
    words = _("More than %(count)s people bear this name. Please search by volunteer, mobile or document number.")
    messages.warning(request, words % {"count": MOST_NAMESAKES})
    return []
