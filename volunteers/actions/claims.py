"""One-time codes by which people whom somebody else entered take their registration over."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import give_consent, hand_over_identity
from accounts.models import Identity, PrivacyNotice, Purpose, User
from lib.codes import Codes
from lib.people_numbers import Document
from lib.rates import count_or_refuse
from lib.refusals import Forbidden, Refused
from lib.sealed import lookup_of
from volunteers.models import Claim, Volunteer

# Without what looks alike in print or sounds alike on the telephone.
CODES = Codes("ACDEFGHJKLMNPQRTUVWXY34679", length=10, group=5)
VALID = timedelta(days=90)
TRIES, HOUR = 5, 3600


class ClaimRefused(Refused):
    """The same words for an unknown code, a used one and another person's document."""

    def __init__(self):
        super().__init__(
            _("Code and document do not fit together. Please compare both with your slip and your document.")
        )


@transaction.atomic
def make_claim(*, volunteer: Volunteer, by: User) -> Claim:
    """A new code, valid for 90 days; an earlier one of the same person stops working.

    Raises Forbidden for a registration that its owner can open already.
    """
    volunteer = Volunteer.objects.select_for_update(of=("self",)).select_related("user").get(pk=volunteer.pk)
    if not can_be_claimed(volunteer):
        raise Forbidden(_("This person has their registration in their own hands already."))
    for earlier in volunteer.claims.filter(code_lookup__isnull=False):
        _use_up(earlier)
    return Claim.objects.create(volunteer=volunteer, code=CODES.new(), made_by=by, expires_at=timezone.now() + VALID)


def can_be_claimed(volunteer: Volunteer) -> bool:
    """Entered by somebody else, and its account still has no way in."""
    user = volunteer.user
    return (
        volunteer.entered_by_id is not None
        and volunteer.is_active
        and user.phone_lookup is None
        and not user.has_usable_password()
    )


def claim(*, user: User, code: str, document: Document, notice: PrivacyNotice) -> Volunteer:
    """The registration behind `code` becomes that of `user`, if `document` is the one that it was entered with.

    At most five tries an hour. Raises ClaimRefused, TooMany, or Refused where `user` is registered already.
    """
    count_or_refuse(what="volunteer-claim", who=str(user.pk), limit=TRIES, seconds=HOUR)
    return _claim(user, code, document, notice)


@transaction.atomic
def _claim(user: User, code: str, document: Document, notice: PrivacyNotice) -> Volunteer:
    if Volunteer.objects.filter(user=user).exists() or Identity.objects.filter(user=user).exists():
        raise Refused(_("You are registered already, or your identity stands here. Please ask the office for help."))
    found = _found(code)
    if found is None:
        raise ClaimRefused
    volunteer = Volunteer.objects.select_for_update(of=("self",)).select_related("user").get(pk=found.volunteer_id)
    fits = Identity.objects.with_document(document.type, document.number).filter(user=volunteer.user_id).exists()
    if not fits or not can_be_claimed(volunteer):
        raise ClaimRefused
    shell, volunteer.user = volunteer.user, user
    # First of all: the consents of the old account end in a moment, and must not end this registration.
    volunteer.save(update_fields=["user"])
    hand_over_identity(shell=shell, to=user, notice=notice)
    give_consent(user=user, purpose=Purpose.VOLUNTEERING, notice=notice)
    found.claimed_at = timezone.now()
    _use_up(found)
    return volunteer


def _found(code: str) -> Claim | None:
    lookup = lookup_of(CODES.read(code), kind="claim_code")
    return Claim.objects.select_for_update().filter(code_lookup=lookup, expires_at__gt=timezone.now()).first()


def _use_up(claim: Claim) -> None:
    claim.code = None
    claim.save(update_fields=["code", "code_lookup", "claimed_at"])
