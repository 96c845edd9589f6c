import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.sealed import LookupField, SealedField
from volunteers.models.volunteers import Volunteer


@pghistory.track(exclude=["code", "code_lookup"])
class Claim(models.Model):
    """A one-time code by which somebody whom a leader entered takes over their registration."""

    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, related_name="claims", verbose_name=_("volunteer")
    )
    code = SealedField(_("code"), kind="claim_code", null=True, blank=True)
    code_lookup = LookupField(source="code", unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("claim code")
        verbose_name_plural = _("claim codes")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.volunteer} · {self.made_at:%Y-%m-%d}"
