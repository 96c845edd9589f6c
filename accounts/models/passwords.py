from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User


class PasswordFromOffice(models.Model):
    """A password that somebody else set: until its owner chooses another, it opens no desk."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="password_from_office", verbose_name=_("account")
    )
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("set by"))
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("password from the office")
        verbose_name_plural = _("passwords from the office")

    def __str__(self) -> str:
        return f"{self.user} ({self.at:%Y-%m-%d})"
