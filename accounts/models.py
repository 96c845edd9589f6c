import uuid

import pghistory
import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.people_numbers import DocumentType
from lib.sealed import LookupField, SealedField


def random_username() -> str:
    """Residents sign in by phone; their username is never shown and means nothing."""
    return f"r-{uuid.uuid4().hex[:20]}"


class AccountManager(UserManager):
    """`create_user(username, password=…)` as Django's, without an e-mail address."""

    def _create_user(self, username, email, password, **extra):
        user = self.model(username=username or random_username(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user


@pghistory.track(exclude=["password", "last_login", "phone", "phone_lookup"])
class User(AbstractBaseUser, PermissionsMixin):
    """An account. Who the person is by law stands in `Identity`, and only where something needs it."""

    username = models.CharField(
        _("username"),
        max_length=64,
        unique=True,
        default=random_username,
        validators=[RegexValidator(r"^[\w.-]+\Z", _("Use letters, digits, dots and hyphens only."))],
    )
    display_name = models.CharField(_("display name"), max_length=64, blank=True)
    phone = SealedField(_("mobile number"), kind="phone", null=True, blank=True)
    phone_lookup = LookupField(source="phone", unique=True)
    phone_verified_at = models.DateTimeField(_("number verified"), null=True, blank=True)
    is_staff = models.BooleanField(_("office staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                name="accounts_user_phone_with_lookup",
                condition=Q(phone__isnull=True, phone_lookup__isnull=True)
                | Q(phone__isnull=False, phone_lookup__isnull=False),
                violation_error_message=_("A number and its lookup belong together."),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_short_name(self) -> str:
        return str(self)


@pghistory.track(exclude=["name", "document", "document_lookup", "birth_date"])
class Identity(models.Model):
    """Who a person is by law: sealed, unique by document, shown masked."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="identity", verbose_name=_("account"))
    name = SealedField(_("real name"), kind="name")
    document_type = models.CharField(_("document"), max_length=40, choices=DocumentType)
    document = SealedField(_("document number"), kind="document")
    document_lookup = LookupField(source="document", null=False)
    birth_date = SealedField(_("birth date"), kind="birth_date", help_text=_("ISO date."))
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

    def __str__(self) -> str:
        return str(self.name)


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
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            models.CheckConstraint(
                name="accounts_identityaccess_reason_given",
                condition=Q(reason__regex=r"\S{2,}"),
                violation_error_message=_("Give a reason; it is logged."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} → {self.subject}: {self.fields}"


class PrivacyNotice(models.Model):
    """One version of the privacy notice. What was published is never edited; the next version follows it."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    text = models.TextField(_("text"))
    text_en = models.TextField(_("text in English"))
    changes = models.CharField(_("what changed"), max_length=300, blank=True)
    changes_en = models.CharField(_("what changed, in English"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("published"), default=timezone.now)

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

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["purpose", "-given_at"]
        constraints = [
            models.UniqueConstraint(
                name="accounts_consent_one_standing",
                fields=["user", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                violation_error_message=_("This consent stands already."),
            ),
            models.CheckConstraint(
                name="accounts_consent_withdrawn_after_given",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("given_at")),
                violation_error_message=_("A consent cannot be withdrawn before it was given."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()


class DataRequest(models.Model):
    """A person's request about their own data, answered within 15 working days (PIPL art. 44-50)."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correct my data")
        DELETION = "deletion", _("Delete my account")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for the office")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused, with reasons")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="data_requests", verbose_name=_("account"))
    kind = models.CharField(_("request"), max_length=20, choices=Kind)
    text = models.TextField(_("what is wrong, and what is right"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(_("asked"), default=timezone.now)
    due_on = models.DateField(_("answer due"))
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("data request")
        verbose_name_plural = _("data requests")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="accounts_datarequest_one_open_of_a_kind",
                fields=["user", "kind"],
                condition=Q(state="open"),
                violation_error_message=_("Such a request is already waiting."),
            ),
            models.CheckConstraint(
                name="accounts_datarequest_answered_with_words",
                condition=Q(state__in=["open", "withdrawn"])
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                violation_error_message=_("An answered request needs an answer, who gave it and when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"
