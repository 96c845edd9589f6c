import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.saying import SAYS
from volunteers.models.records import ServiceRecord
from volunteers.vocabulary import Source


@pghistory.track()
class SpotCheck(models.Model):
    """A random sample of records that anyone can draw again: same seed, same records (M67 art. 21).

    The population is the records entered before `drawn_at` that fit the filters; they are ordered by a digest of
    seed and record, and the first `size` are taken.
    """

    # The database throws it, whatever is written here.
    seed = models.CharField(_("seed"), max_length=64)
    size = models.PositiveSmallIntegerField(_("how many"))
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to"))
    source = models.CharField(_("source"), max_length=12, choices=Source, blank=True)
    region = models.ForeignKey("places.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region"))
    population = models.PositiveIntegerField(_("records to draw from"), editable=False)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+",
        verbose_name=_("drawn by"),
    )  # fmt: skip
    drawn_at = models.DateTimeField(_("drawn"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("spot check")
        verbose_name_plural = _("spot checks")
        ordering = ["-drawn_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="volunteers_spotcheck_span",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message=_("The last day lies after the first."),
            ),
            models.CheckConstraint(
                name="volunteers_spotcheck_size",
                condition=Q(size__gte=1, size__lte=500),
                violation_error_message=_("A sample has between 1 and 500 records."),
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.drawn_at):%Y-%m-%d} · {self.seed}"


@pghistory.track()
class Finding(models.Model):
    """What looking at one drawn record found."""

    class Result(models.TextChoices):
        OPEN = "open", _("Not looked at yet")
        RIGHT = "right", _("Right")
        WRONG = "wrong", _("Wrong")
        UNPROVEN = "unproven", _("Cannot be proved")

    spot_check = models.ForeignKey(
        SpotCheck, on_delete=models.PROTECT, related_name="findings", verbose_name=_("spot check")
    )
    record = models.ForeignKey(
        ServiceRecord, on_delete=models.PROTECT, related_name="findings", verbose_name=_("record")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    result = models.CharField(_("finding"), max_length=10, choices=Result, default=Result.OPEN)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("by"),
    )  # fmt: skip
    at = models.DateTimeField(_("when"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["spot_check", "position"]
        constraints = [
            models.UniqueConstraint(name="volunteers_finding_once", fields=["spot_check", "record"]),
            models.CheckConstraint(
                name="volunteers_finding_by_somebody",
                condition=Q(result="open") | Q(by__isnull=False, at__isnull=False),
                violation_error_message=_("A finding is somebody's."),
            ),
            models.CheckConstraint(
                name="volunteers_finding_explained",
                condition=Q(result__in=["open", "right"]) | Q(note__regex=SAYS),
                violation_error_message=_("Say what is wrong with it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.spot_check} · {self.position}"
