import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.saying import SAYS
from lib.sealed import LookupField, SealedField
from shop.codes import CODES, new_code
from shop.models.boxes import person
from shop.models.shops import Shop
from shop.querysets_goods import DonationQuerySet


@pghistory.track(pghistory.UpdateEvent(), model_name="DonationEvent", fields=["receipt_no"])
class Donation(models.Model):
    """What one person brought at one time, and the slip for it: a thank-you with a code, never a donation receipt.

    Who gave is not asked. Where somebody wants to be written down, name and number are sealed, with their consent
    (Charity Law art. 38, 54). The charity's own receipt has a number under the finance ministry's control; it is typed
    in here from the paper.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="donations", verbose_name=_("shop"))
    code = models.CharField(_("code of the slip"), max_length=16, unique=True, default=new_code, editable=False)
    received_by = person(_("taken in by"), editable=False)
    received_at = models.DateTimeField(_("taken in"), default=timezone.now, editable=False)
    donor_name = SealedField(_("donor's name"), kind="name", null=True, blank=True)
    donor_phone = SealedField(_("donor's mobile number"), kind="phone", null=True, blank=True)
    phone_lookup = LookupField(source="donor_phone", db_index=True)
    has_consent = models.BooleanField(_("the donor agreed to be written down"), default=False)
    receipt_no = models.CharField(_("number of the charity's receipt"), max_length=60, blank=True)
    token = models.UUIDField(_("form token"), unique=True, editable=False)

    objects = DonationQuerySet.as_manager()

    class Meta:
        verbose_name = _("donation of goods")
        verbose_name_plural = _("donations of goods")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="shop_donation_named_with_consent",
                condition=Q(has_consent=True)
                | Q(donor_name__isnull=True, donor_phone__isnull=True, phone_lookup__isnull=True),
                violation_error_message=_("A name or a number is kept only if the donor agrees."),
            ),
            models.CheckConstraint(
                name="shop_donation_consent_for_something",
                condition=Q(has_consent=False) | Q(donor_name__isnull=False),
                violation_error_message=_("Write the name down, or leave the donor anonymous."),
            ),
            models.CheckConstraint(
                name="shop_donation_code_shape",
                condition=Q(code__regex=CODES.shape),
                violation_error_message=_("A slip's code has sixteen letters and digits."),
            ),
        ]
        indexes = [models.Index(name="shop_donation_newest", fields=["shop", "-received_at"])]

    def __str__(self) -> str:
        return f"{self.shop} {timezone.localtime(self.received_at):%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        """Of the desk at the counter; the donor's own way is the slip's code."""
        return reverse("duty_slip", args=[self.shop_id, self.pk])

    @property
    def shown_code(self) -> str:
        return CODES.in_groups(self.code)

    @property
    def is_anonymous(self) -> bool:
        return not self.has_consent


class DonorOpening(models.Model):
    """Somebody of the office has read who gave: who, when, and what for. Written before anything is shown."""

    donation = models.ForeignKey(
        Donation, on_delete=models.PROTECT, related_name="openings", verbose_name=_("donation")
    )
    by = person(_("opened by"))
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    append_only = True

    class Meta:
        verbose_name = _("opening of a donor's data")
        verbose_name_plural = _("openings of donors' data")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="shop_donoropening_says_why",
                condition=Q(reason__regex=SAYS),
                violation_error_message=_("Give a reason; it is logged."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.donation} · {self.by}"
