import uuid

import pghistory
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.querysets import UserQuerySet
from lib.sealed import LookupField, SealedField


def random_username() -> str:
    """Residents sign in by phone; their username is never shown and means nothing."""
    return f"r-{uuid.uuid4().hex[:20]}"


class AccountManager(UserManager.from_queryset(UserQuerySet)):
    """`create_user(username, password=…)` as Django's, without an e-mail address."""

    def _create_user(self, username, email, password, **extra):
        user = self.model(username=username or random_username(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user


# History is never deleted, so it may not hold what a person can ask us to delete.
@pghistory.track(exclude=["password", "last_login", "phone", "phone_lookup", "display_name"])
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

    @property
    def has_password_from_office(self) -> bool:
        return hasattr(self, "password_from_office")

    def get_short_name(self) -> str:
        return str(self)
