import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Greatest, Least
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.typed import Line
from places.models.place import Place
from places.validators import validate_hours


class DateSpan(Func):
    """`daterange(first, last, '[]')`"""

    function = "daterange"
    output_field = DateRangeField()


# A range with its ends swapped is an error of PostgreSQL's own, before the check constraint can say its sentence.
DAYS = DateSpan(Least("starts_on", "ends_on"), Greatest("starts_on", "ends_on"), Value("[]"))


@pghistory.track()
class HoursException(models.Model):
    """Days on which a place's usual hours do not hold; what stands here holds instead."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="hours_exceptions", verbose_name=_("place"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    hours = models.CharField(
        _("hours on these days"),
        max_length=250,
        blank=True,
        validators=[validate_hours],
        help_text=_("off means closed; empty means: not known."),
    )
    reason = Line(_("reason"), max_length=120, blank=True)
    reason_en = Line(_("reason in English"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("exception to the hours")
        verbose_name_plural = _("exceptions to the hours")
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                name="places_hoursexception_span",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day is not before the first."),
            ),
            ExclusionConstraint(
                name="places_hoursexception_no_overlap",
                expressions=[
                    (DAYS, RangeOperators.OVERLAPS),
                    ("place", RangeOperators.EQUAL),
                ],
                violation_error_message=_("Another exception already covers one of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"

    @property
    def local_reason(self) -> str:
        return self.reason_en if get_language() == "en" and self.reason_en else self.reason
