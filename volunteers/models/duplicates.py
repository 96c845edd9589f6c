import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteers.models.volunteers import Volunteer
from volunteers.querysets import DuplicateQuerySet


@pghistory.track()
class Duplicate(models.Model):
    """Two registrations with the same name and birth date under different documents: perhaps one person.

    A candidate, no more: somebody of the office looks, and either proposes a merge or sets them apart for good.
    """

    class State(models.TextChoices):
        OPEN = "open", _("To be looked at")
        APART = "apart", _("Two people")
        MERGED = "merged", _("Merged")

    first = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="+", verbose_name=_("first"))
    second = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="+", verbose_name=_("second"))
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(_("found"), default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="volunteers_duplicate_in_order",
                condition=Q(first__lt=F("second")),
                violation_error_message=_("A pair is named once, the older registration first."),
            ),
            models.UniqueConstraint(
                name="volunteers_duplicate_once",
                fields=["first", "second"],
                violation_error_message=_("These two are known already."),
            ),
        ]
        indexes = [models.Index(name="volunteers_duplicate_open", fields=["-id"], condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.first} · {self.second}"
