import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office.querysets import WorkdayOverrideQuerySet


@pghistory.track()
class WorkdayOverride(models.Model):
    """A day on which the office's calendar differs from the library's, or which the library does not know yet."""

    date = models.DateField(_("day"), unique=True)
    is_workday = models.BooleanField(_("is a working day"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    source = models.CharField(pgettext_lazy("plan", "document"), max_length=120, blank=True)

    objects = WorkdayOverrideQuerySet.as_manager()

    class Meta:
        verbose_name = _("working-day override")
        verbose_name_plural = _("working-day overrides")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
