import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.querysets import CodeTriesQuerySet


class CodeTries(models.Model):
    """How often a one-time code was tried. Whose it is, and which, the sealed session alone knows.

    It is not counted in the session: two requests of one browser write that over each other.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    taken = models.PositiveSmallIntegerField(_("tries"), default=0)
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)

    objects = CodeTriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("tries of a code")
        verbose_name_plural = _("tries of codes")

    def __str__(self) -> str:
        return f"{self.taken} ({self.begun_at:%Y-%m-%d %H:%M})"
