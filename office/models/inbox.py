from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.sealed import LookupField, SealedField
from office.querysets import MessageQuerySet


class Message(models.Model):
    """A notice to a person, or, in the sample city only, a one-time code that no telephone network carries."""

    class Kind(models.TextChoices):
        CODE = "code", _("One-time code")
        NOTICE = "notice", _("Notice")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("account"),
    )
    phone = SealedField(_("mobile number"), kind="phone", null=True, blank=True)
    phone_lookup = LookupField(source="phone", db_index=True)
    text = models.CharField(_("text"), max_length=500)
    url = models.CharField(_("link"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("sent"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="office_message_has_recipient",
                condition=models.Q(user__isnull=False) | models.Q(phone__isnull=False),
                violation_error_message=_("A message goes to somebody."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
