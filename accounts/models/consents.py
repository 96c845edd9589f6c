import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User
from accounts.querysets import ConsentQuerySet, PrivacyNoticeQuerySet


class PrivacyNotice(models.Model):
    """One version of the privacy notice. What was published is never edited; the next version follows it."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    text = models.TextField(_("text"))
    text_en = models.TextField(_("text in English"))
    changes = models.CharField(_("what changed"), max_length=300, blank=True)
    changes_en = models.CharField(_("what changed, in English"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("published"), default=timezone.now)

    objects = PrivacyNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("privacy notice")
        verbose_name_plural = _("privacy notices")
        ordering = ["-version"]
        get_latest_by = "version"
        triggers = [pgtrigger.Protect(name="published_is_final", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return _("Privacy notice, version %(version)s") % {"version": self.version}

    def get_absolute_url(self) -> str:
        return reverse("privacy_version", args=[self.version])


class Purpose(models.TextChoices):
    """What a consent is for: one purpose, one tick, never bundled (PIPL art. 14, 23, 25, 29, 31)."""

    ACCOUNT = "account", _("Keeping an account with my mobile number")
    IDENTITY = "identity", _("Checking who I am by my identity document")
    GUARDIAN = "guardian", _("As guardian: a child's account and data")
    AID = "aid", _("Checking my household's hardship and helping it from a fund")
    VOLUNTEERING = "volunteering", _("Keeping my volunteer registration and the record of my service")
    CONTACT = "contact", _("Calling me back about what I sent in")
    PUBLISH_NAME = "publish_name", _("Showing my name, masked, beside what I did")


@pghistory.track()
class Consent(models.Model):
    """Given once, withdrawn at most once; giving it again is a new row."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="consents", verbose_name=_("account"))
    purpose = models.CharField(_("purpose"), max_length=40, choices=Purpose)
    notice = models.ForeignKey(PrivacyNotice, on_delete=models.PROTECT, verbose_name=_("notice"))
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    ward = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="guardian_consents",
        verbose_name=_("for the minor"),
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["purpose", "-given_at"]
        constraints = [
            models.UniqueConstraint(
                name="accounts_consent_one_standing",
                fields=["user", "purpose", "ward"],
                condition=Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                violation_error_message=_("This consent stands already."),
            ),
            models.CheckConstraint(
                name="accounts_consent_guardian_for_a_ward",
                condition=Q(purpose="guardian", ward__isnull=False) | (~Q(purpose="guardian") & Q(ward__isnull=True)),
                violation_error_message=_("A guardian's consent names the minor; no other consent does."),
            ),
            models.CheckConstraint(
                name="accounts_consent_not_own_ward",
                condition=Q(ward__isnull=True) | ~Q(ward=models.F("user")),
                violation_error_message=_("Nobody is their own guardian."),
            ),
            models.CheckConstraint(
                name="accounts_consent_withdrawn_after_given",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("given_at")),
                violation_error_message=_("A consent cannot be withdrawn before it was given."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()
