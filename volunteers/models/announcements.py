from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.saying import SAYS
from volunteers.models.activities import Activity, Shift


class Announcement(models.Model):
    """What a leader told everybody who is signed up. The form's token makes sending it twice harmless."""

    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="announcements", verbose_name=_("activity")
    )
    shift = models.ForeignKey(
        Shift, on_delete=models.PROTECT, null=True, blank=True, related_name="announcements",
        verbose_name=_("shift"), help_text=_("Empty: all shifts that are still to come."),
    )  # fmt: skip
    text = models.CharField(_("text"), max_length=300)
    token = models.UUIDField(_("form token"), unique=True)
    reached = models.PositiveIntegerField(_("people told"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    append_only = True

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="volunteers_announcement_says_something",
                condition=Q(text__regex=SAYS),
                violation_error_message=_("Write what everybody should know."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]
