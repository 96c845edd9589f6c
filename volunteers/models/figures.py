from django.db import models
from django.utils.translation import gettext_lazy as _

from volunteers.vocabulary import Source


class HourFigure(models.Model):
    """Confirmed minutes of the city by year and source, as counted at `counted_at`.

    Public pages read this and not the records: those are written many times a minute.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=12, choices=Source)
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


class OrganizationFigure(models.Model):
    """Members and confirmed minutes of one organization, as counted at `counted_at`; what its public page shows."""

    organization = models.OneToOneField(
        "volunteers.Organization", on_delete=models.PROTECT, related_name="figure", verbose_name=_("organization")
    )
    members = models.PositiveIntegerField(_("members"))
    minutes = models.PositiveBigIntegerField(_("minutes"))
    counted_at = models.DateTimeField(_("counted"))

    class Meta:
        verbose_name = _("figure of an organization")
        verbose_name_plural = _("figures of organizations")

    def __str__(self) -> str:
        return f"{self.organization_id}: {self.members}, {self.minutes}"
