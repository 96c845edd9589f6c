"""What is written down about a donor besides the goods: the charity's receipt, and a name while they agree."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from lib.refusals import Forbidden, Refused
from office.policies import Area, Power, can
from shop.models import Donation, DonorOpening
from shop.refusals import in_words


@transaction.atomic
def enter_receipt(*, donation: Donation, receipt_no: str) -> Donation:
    """The charity's own receipt for these goods, typed in from its paper."""
    donation.receipt_no = receipt_no.strip()
    with in_words():
        donation.save(update_fields=["receipt_no"])
    return donation


@transaction.atomic
def forget_donor(*, donation: Donation) -> Donation:
    """The donor has taken the consent back: name and number go, the goods stay. Twice is harmless."""
    donation = Donation.objects.select_for_update().get(pk=donation.pk)
    donation.donor_name = donation.donor_phone = None
    donation.has_consent = False
    with in_words():
        donation.save(update_fields=["donor_name", "donor_phone", "phone_lookup", "has_consent"])
    return donation


@transaction.atomic
def open_donor(*, donation: Donation, by: User, reason: str) -> tuple[str, str]:
    """Name and number (each may be empty), for a call about these goods. Noted before anything leaves this function."""
    if not can(by, Power.PUBLISH, Area.GOODS, code=donation.shop.region.code):
        raise Forbidden(_("You may not open personal data."))
    if donation.is_anonymous:
        raise Refused(_("This donor is anonymous."))
    with in_words():
        DonorOpening.objects.create(donation=donation, by=by, reason=reason.strip())
    return tuple(value.reveal() if value else "" for value in (donation.donor_name, donation.donor_phone))
