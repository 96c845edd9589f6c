"""A household's application for aid, from the first word to the last visit.

What holds it is in `migrations/0006_aid.sql`: five people, none of them of the household, the order of the steps, the
limits of the day's `AidRule`, the fund's purpose, the public notice, and that what was paid stands in the books.
"""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.saying import SAYS
from lib.sealed import LookupField, SealedField
from office.models import PublicNotice
from places.models import Region
from shop.aid_querysets import AidCaseQuerySet
from shop.models.boxes import person
from shop.models.funds import Fund
from shop.models.households import Household
from shop.models.ledger import Entry
from shop.vocabulary import AidSource, Cause, Ratification
from shop.workflow import AID_MOVES, AidState

SEALED = ("name", "phone", "address", "members", "bank_name", "bank_account", "story", "diagnosis", "follow_up_note")


def step_taken(verbose_name) -> models.DateTimeField:
    return models.DateTimeField(verbose_name, null=True, blank=True, editable=False)


def fen(verbose_name, **values) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(verbose_name, null=True, blank=True, **values)


@pghistory.track(exclude=[*SEALED, "bank_lookup"])
class AidCase(models.Model):
    """One application. The five: handler, two visitors, approver, payer; each step is taken from one's own account."""

    State = AidState

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="cases", verbose_name=_("household")
    )
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="aid_cases", verbose_name=_("fund"))
    cause = models.CharField(_("hardship"), max_length=12, choices=Cause)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("town or village"))
    family_size = models.PositiveSmallIntegerField(_("people in the household"))
    source = models.CharField(_("brought up by"), max_length=10, choices=AidSource)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="aid_cases",
        verbose_name=_("account of the household"),
    )  # fmt: skip
    entered_by = person(_("entered by"))
    entered_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    is_emergency = models.BooleanField(_("emergency: help first, papers later"), default=False)
    state = models.CharField(_("state"), max_length=12, choices=AidState, default=AidState.SUBMITTED, editable=False)
    # Held under a form's own mark, so that the second click finds what the first one sent.
    token = models.UUIDField(unique=True, editable=False)

    name = SealedField(_("real name"), kind="name")
    phone = SealedField(_("telephone"), kind="phone")
    address = SealedField(_("address"), kind="address")
    members = SealedField(_("who lives in the household"), kind="members", null=True, blank=True)
    story = SealedField(_("what has happened"), kind="story")
    diagnosis = SealedField(_("diagnosis"), kind="diagnosis", null=True, blank=True)
    bank_name = SealedField(_("bank"), kind="bank_name", null=True, blank=True)
    bank_account = SealedField(_("bank account"), kind="bank", null=True, blank=True)
    bank_lookup = LookupField(source="bank_account", db_index=True)
    # Who wrote the account down never pays into it.
    bank_set_by = person(_("bank account entered by"), null=True, blank=True, editable=False)
    asked_fen = fen(_("asked for, in fen"))

    handler = person(_("handler"), null=True, blank=True, db_index=True)
    taken_on_at = step_taken(_("taken on"))
    visitor_a = person(_("first visitor"), null=True, blank=True, db_index=True)
    visitor_b = person(_("second visitor"), null=True, blank=True, db_index=True)
    proposed_fen = fen(_("proposed, in fen"))
    discussed_at = step_taken(_("put up for discussion"))
    notice = models.OneToOneField(
        PublicNotice, on_delete=models.PROTECT, null=True, blank=True, related_name="aid_case",
        verbose_name=_("public notice"),
    )  # fmt: skip
    approver = person(_("approver"), null=True, blank=True)
    approved_fen = fen(_("approved, in fen"))
    approved_at = step_taken(_("approved on"))
    ratify_due_on = models.DateField(_("to be ratified by"), null=True, blank=True, editable=False)
    ratification = models.CharField(_("ratification"), max_length=10, choices=Ratification, blank=True)
    ratified_by = person(_("ratified by"), null=True, blank=True)
    ratified_at = step_taken(_("ratified on"))
    ratification_note = models.CharField(_("what the ratification says"), max_length=300, blank=True)
    payer = person(_("paid by"), null=True, blank=True)
    paid_at = step_taken(_("paid on"))
    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="aid_case",
        verbose_name=_("entry"),
    )  # fmt: skip
    receipted_by = person(_("receipt confirmed by"), null=True, blank=True)
    receipted_at = step_taken(_("receipt confirmed on"))
    receipt_no = models.CharField(_("number of the signed receipt"), max_length=60, blank=True)
    follow_up_due_on = models.DateField(_("to be looked in on by"), null=True, blank=True, editable=False)
    followed_up_by = person(_("followed up by"), null=True, blank=True)
    followed_up_at = step_taken(_("followed up on"))
    follow_up_note = SealedField(_("what was found afterwards"), kind="visit", null=True, blank=True)
    refused_by = person(_("refused by"), null=True, blank=True)
    refused_at = step_taken(_("refused on"))
    refused_from = models.CharField(max_length=12, choices=AidState, blank=True, editable=False)
    refusal_reason = models.CharField(_("why it was refused"), max_length=300, blank=True)
    withdrawn_at = step_taken(_("withdrawn on"))
    withdrawal_reason = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)

    objects = AidCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("application for aid")
        verbose_name_plural = _("applications for aid")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="shop_aidcase_one_under_way",
                fields=["household", "cause"],
                condition=Q(state__in=["submitted", "visiting", "discussing", "notice", "approved"]),
                violation_error_message=_("An application of this household for this hardship is under way already."),
            ),
            models.CheckConstraint(
                name="shop_aidcase_family",
                condition=Q(family_size__gte=1, family_size__lte=30),
                violation_error_message=_("A household has between 1 and 30 people."),
            ),
            models.CheckConstraint(
                name="shop_aidcase_taken_on",
                condition=Q(state__in=["submitted", "rejected", "withdrawn"])
                | Q(handler__isnull=False, taken_on_at__isnull=False),
                violation_error_message=_("Somebody of the office takes an application on first."),
            ),
            models.CheckConstraint(
                name="shop_aidcase_proposed",
                condition=Q(state__in=["submitted", "visiting", "rejected", "withdrawn"])
                | Q(proposed_fen__gt=0, visitor_a__isnull=False, visitor_b__isnull=False),
                violation_error_message=_("Two people visit, and an amount is proposed, before it is discussed."),
            ),
            models.CheckConstraint(
                name="shop_aidcase_approved",
                condition=~Q(state__in=["approved", "paid", "receipted", "followed_up"])
                | Q(approver__isnull=False, approved_at__isnull=False, approved_fen__gt=0),
                violation_error_message=_("An approval names an amount."),
            ),
            models.CheckConstraint(
                name="shop_aidcase_not_more",
                condition=Q(approved_fen__isnull=True) | Q(approved_fen__lte=models.F("proposed_fen")),
                violation_error_message=_("No more is approved than was discussed and shown to the public."),
            ),
            models.CheckConstraint(
                name="shop_aidcase_paid",
                condition=~Q(state__in=["paid", "receipted", "followed_up"])
                | Q(payer__isnull=False, paid_at__isnull=False, entry__isnull=False, bank_account__isnull=False),
                violation_error_message=_("A payment goes to a bank account and stands in the books."),
            ),
            models.CheckConstraint(
                name="shop_aidcase_receipted",
                condition=~Q(state__in=["receipted", "followed_up"])
                | Q(receipted_by__isnull=False, receipted_at__isnull=False),
                violation_error_message=_("The household confirms that the money has come, before you look in again."),
            ),
            models.CheckConstraint(
                name="shop_aidcase_followed_up",
                condition=~Q(state="followed_up")
                | Q(followed_up_by__isnull=False, followed_up_at__isnull=False, follow_up_note__isnull=False),
                violation_error_message=_("Say what you found when you looked in again."),
            ),
            models.CheckConstraint(
                name="shop_aidcase_refused",
                condition=~Q(state="rejected") | Q(refused_by__isnull=False, refusal_reason__regex=SAYS),
                violation_error_message=_("Say why; the household reads it."),
            ),
            models.CheckConstraint(
                name="shop_aidcase_ratified",
                condition=Q(ratification="", ratified_by__isnull=True)
                | Q(
                    is_emergency=True,
                    ratified_by__isnull=False,
                    ratified_at__isnull=False,
                    ratification_note__regex=SAYS,
                ),  # fmt: skip
                violation_error_message=_("A ratification says what it rests on."),
            ),
        ]
        indexes = [
            models.Index(name="shop_aidcase_by_step", fields=["state", "-id"]),
            models.Index(name="shop_aidcase_helped", fields=["fund", "paid_at"], condition=Q(paid_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The staff's page; the household has its own."""
        return reverse("aid_case", args=[self.pk])

    def get_household_url(self) -> str:
        return reverse("my_aid_case", args=[self.pk])

    @property
    def number(self) -> str:
        return f"{timezone.localdate(self.entered_at):%Y}-{self.pk:05}"

    @property
    def visitors(self) -> tuple[int | None, int | None]:
        return self.visitor_a_id, self.visitor_b_id

    @property
    def awaits_ratification(self) -> bool:
        return self.ratify_due_on is not None and not self.ratification and self.state != AidState.WITHDRAWN

    @property
    def may_be_withdrawn(self) -> bool:
        return AidState.WITHDRAWN in self._next

    @property
    def may_be_refused(self) -> bool:
        return AidState.REJECTED in self._next

    @property
    def _next(self) -> set[AidState]:
        return AID_MOVES[AidState(self.state)]
