from datetime import date

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User
from accounts.querysets import GuardianRequestQuerySet, IdentityQuerySet
from lib.people_numbers import DocumentType
from lib.saying import SAYS
from lib.sealed import LookupField, SealedField


@pghistory.track(exclude=["name", "name_lookup", "document", "document_lookup", "birth_date", "birth_date_lookup"])
class Identity(models.Model):
    """Who a person is by law: sealed, unique by document, shown masked."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="identity", verbose_name=_("account"))
    name = SealedField(_("real name"), kind="name")
    name_lookup = LookupField(source="name")
    document_type = models.CharField(_("document"), max_length=40, choices=DocumentType)
    document = SealedField(_("document number"), kind="document")
    document_lookup = LookupField(source="document", null=False)
    birth_date = SealedField(_("birth date"), kind="birth_date", help_text=_("ISO date."))
    birth_date_lookup = LookupField(source="birth_date")
    is_minor_until = models.DateField(
        _("minor until"),
        null=True,
        blank=True,
        help_text=_("Eighteenth birthday, for people who had not reached it."),
    )
    guardian = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="wards",
        verbose_name=_("guardian"),
    )
    guardian_consented_at = models.DateTimeField(_("guardian consented"), null=True, blank=True)
    created_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)

    objects = IdentityQuerySet.as_manager()

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        constraints = [
            models.UniqueConstraint(
                name="accounts_identity_document_once",
                fields=["document_type", "document_lookup"],
                violation_error_message=_("This document cannot be registered. Please ask the office for help."),
            ),
            models.CheckConstraint(
                name="accounts_identity_not_own_guardian",
                condition=~Q(guardian=models.F("user")),
                violation_error_message=_("Nobody is their own guardian."),
            ),
            models.CheckConstraint(
                name="accounts_identity_guardian_consent_dated",
                condition=Q(guardian__isnull=False) | Q(guardian_consented_at__isnull=True),
                violation_error_message=_("A guardian's consent needs a guardian."),
            ),
        ]
        indexes = [
            # The newest accounts of a name, however many bear it.
            models.Index(name="accounts_identity_named", fields=["name_lookup", "user"]),
            # Namesakes by the day that tells them apart.
            models.Index(name="accounts_identity_namesakes", fields=["name_lookup", "birth_date_lookup"]),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def is_adult(self, day: date) -> bool:
        return self.is_minor_until is None or self.is_minor_until <= day


@pghistory.track(exclude=["phone", "phone_lookup"])
class GuardianRequest(models.Model):
    """A minor asks the holder of a number to be their guardian here. Nothing says whether that number is known."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for the guardian")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    ward = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="guardian_requests",
        verbose_name=_("minor"),
    )
    phone = SealedField(_("guardian's mobile number"), kind="phone", null=True, blank=True)
    phone_lookup = LookupField(source="phone", db_index=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.ASKED)
    created_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)

    objects = GuardianRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("guardian request")
        verbose_name_plural = _("guardian requests")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="accounts_guardianrequest_one_waiting",
                fields=["ward"],
                condition=Q(state="asked"),
                violation_error_message=_("You have asked a guardian already. Withdraw that request first."),
            ),
            models.CheckConstraint(
                name="accounts_guardianrequest_number_until_decided",
                condition=Q(state="asked", phone__isnull=False, decided_at__isnull=True)
                | (~Q(state="asked") & Q(phone__isnull=True, decided_at__isnull=False)),
                violation_error_message=_("The number is kept only until the guardian has decided."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class IdentityAccess(models.Model):
    """Append-only log: who of the staff opened which sealed value, when and why."""

    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("opened by"))
    subject = models.ForeignKey(User, on_delete=models.PROTECT, related_name="accesses", verbose_name=_("person"))
    fields = models.CharField(_("what"), max_length=200)
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("when"), default=timezone.now)

    append_only = True

    class Meta:
        verbose_name = _("identity access")
        verbose_name_plural = _("identity-access log")
        ordering = ["-at", "-pk"]
        permissions = [("reveal_identity", "Can open sealed personal data, giving a reason")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            models.CheckConstraint(
                name="accounts_identityaccess_reason_given",
                condition=Q(reason__regex=SAYS),
                violation_error_message=_("Give a reason; it is logged."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} → {self.subject}: {self.fields}"
