"""A person's calendar, behind an address that nobody can guess and that its owner can change."""

import secrets

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from volunteers.models import Volunteer


@transaction.atomic
def reset(*, volunteer: Volunteer) -> Volunteer:
    """Make a new secret of 32 random bytes; with the old one nothing is found any more."""
    volunteer = Volunteer.objects.select_for_update(of=("self",)).get(pk=volunteer.pk)
    volunteer.feed_token = secrets.token_urlsafe(32)
    volunteer.save(update_fields=["feed_token", "feed_lookup"])
    return volunteer


def address_of(volunteer: Volunteer) -> str:
    """The whole address, for its owner's eyes only; empty where none was made yet."""
    if volunteer.feed_token is None:
        return ""
    return settings.SITE_ORIGIN + reverse("my_calendar", args=[volunteer.feed_token.reveal()])
