"""Rules with dates: what was recorded keeps the rule that it was recorded under."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from volunteers.querysets import DatedQuerySet


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


DAYS = DateRange("valid_from", "valid_to", RangeBoundary(inclusive_lower=True, inclusive_upper=False))


class Dated(models.Model):
    """Valid from a day to a day; the last day is open while nothing has followed."""

    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True, help_text=_("First day on which it no longer holds."))

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


@pghistory.track()
class ServiceRule(Dated):
    """How service time is recorded. Minutes and working days; one rule on any day."""

    document = models.CharField(_("document"), max_length=200)
    one_up_to = models.PositiveSmallIntegerField(
        _("minutes a day that one person may confirm"), default=480, help_text=_("8 hours.")
    )
    two_up_to = models.PositiveSmallIntegerField(
        _("minutes a day that two people may confirm"), default=720, help_text=_("12 hours; beyond, the office.")
    )
    record_within = models.PositiveSmallIntegerField(
        _("working days to record in"), default=10, help_text=_("Order 67 of the Ministry of Civil Affairs, art. 11.")
    )
    answer_within = models.PositiveSmallIntegerField(_("working days to answer an objection in"), default=10)
    step = models.PositiveSmallIntegerField(
        _("counted in steps of minutes"), default=1, help_text=_("Rounded down; the measured minutes stay beside.")
    )
    early = models.PositiveSmallIntegerField(_("minutes before the shift to check in"), default=60)
    late = models.PositiveSmallIntegerField(_("minutes after the shift to check out"), default=120)
    sync_within = models.PositiveSmallIntegerField(_("hours after the shift to send proofs in"), default=72)

    class Meta:
        verbose_name = _("rule of recording")
        verbose_name_plural = _("rules of recording")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="volunteers_servicerule_span",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("A rule ends after it began."),
            ),
            models.CheckConstraint(
                name="volunteers_servicerule_caps_rise",
                condition=Q(one_up_to__gte=1, two_up_to__gte=F("one_up_to"), two_up_to__lte=1440, step__gte=1),
                violation_error_message=_("The second limit lies above the first, and both within a day."),
            ),
            ExclusionConstraint(
                name="volunteers_servicerule_one_a_day",
                expressions=[(DAYS, RangeOperators.OVERLAPS)],
                violation_error_message=_("Another rule holds on some of these days. End it first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} ({self.valid_from})"


@pghistory.track()
class AgeBand(Dated):
    """What somebody of an age may do. The bands of a day cover every age once."""

    from_age = models.PositiveSmallIntegerField(_("from the age of"))
    to_age = models.PositiveSmallIntegerField(_("up to the age of"), help_text=_("Not included."))
    document = models.CharField(_("document"), max_length=200)
    may_register = models.BooleanField(_("may register"))
    needs_guardian = models.BooleanField(_("needs a guardian's consent"))
    may_report = models.BooleanField(_("may report hours"))
    may_do_hazardous = models.BooleanField(_("may take part in hazardous activities"))

    class Meta:
        verbose_name = _("age band")
        verbose_name_plural = _("age bands")
        ordering = ["from_age", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="volunteers_ageband_span",
                condition=(Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))) & Q(to_age__gt=F("from_age")),
                violation_error_message=_("A band ends after it began."),
            ),
            # Every provincial regulation agrees: nobody under 18 does rescue work.
            models.CheckConstraint(
                name="volunteers_ageband_no_minors_in_danger",
                condition=Q(may_do_hazardous=False) | Q(from_age__gte=18),
                violation_error_message=_("Nobody under 18 takes part in hazardous activities."),
            ),
            ExclusionConstraint(
                name="volunteers_ageband_one_for_an_age",
                expressions=[
                    (DAYS, RangeOperators.OVERLAPS),
                    (
                        Func("from_age", "to_age", function="int4range", output_field=models.TextField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Another band covers some of these ages on some of these days."),
            ),
        ]

    def __str__(self) -> str:
        return _("from %(from)s to under %(to)s") % {"from": self.from_age, "to": self.to_age}
