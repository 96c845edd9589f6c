from django.db import models
from django.utils.translation import gettext_lazy as _

from volunteers.vocabulary import Source


class HourFigure(models.Model):
    """Confirmed minutes of the city by year and source, as counted at `counted_at`.

    `year` 0 is all years; without a `source` it is all of them, and there `volunteers` counts the registered.
    Public pages read this and not the records: those are written many times a minute.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=12, choices=Source, blank=True)
    minutes = models.PositiveBigIntegerField(_("minutes"))
    records = models.PositiveIntegerField(_("records"))
    volunteers = models.PositiveIntegerField(_("volunteers"))
    counted_at = models.DateTimeField(_("counted"))

    class Meta:
        verbose_name = _("figure of hours")
        verbose_name_plural = _("figures of hours")
        constraints = [models.UniqueConstraint(name="volunteers_hourfigure_once", fields=["year", "source"])]

    def __str__(self) -> str:
        return f"{self.year} · {self.get_source_display()}"
