from datetime import date

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.saying import SAYS
from shop.aid_querysets import AidRuleQuerySet
from shop.vocabulary import Cause


def limit(verbose_name) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(verbose_name, help_text=_("In fen: 100 fen are one yuan."))


@pghistory.track()
class AidRule(models.Model):
    """How much a household may be given, from a day on. The newest that has begun holds (`shop_aid_rule_on`)."""

    valid_from = models.DateField(_("valid from"), unique=True)
    illness_fen = limit(_("most for one payment: illness"))
    disability_fen = limit(_("most for one payment: disability"))
    study_fen = limit(_("most for one payment: study"))
    accident_fen = limit(_("most for one payment: accident or disaster"))
    living_fen = limit(_("most for one payment: livelihood"))
    household_year_fen = limit(_("most for a household in a calendar year"))
    emergency_fen = limit(_("most for one payment in an emergency"))
    times_per_cause_a_year = models.PositiveSmallIntegerField(_("times for the same cause in a calendar year"))
    ratify_workdays = models.PositiveSmallIntegerField(_("working days to ratify an emergency"))
    answer_workdays = models.PositiveSmallIntegerField(_("working days to answer an objection to a refusal"))
    follow_up_days = models.PositiveSmallIntegerField(_("days after the payment in which to look in again"))
    source = models.CharField(_("source"), max_length=300)

    objects = AidRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of aid")
        verbose_name_plural = _("rules of aid")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="shop_aidrule_something",
                condition=Q(
                    household_year_fen__gt=0, times_per_cause_a_year__gte=1, ratify_workdays__gte=1,
                    answer_workdays__gte=1, follow_up_days__gte=1, source__regex=SAYS,
                ),
                violation_error_message=_("A rule has its limits, its deadlines and its source."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return _("Rule of aid from %(day)s") % {"day": date.isoformat(self.valid_from)}

    def payment_fen(self, cause: str) -> int:
        """The most for one payment for that cause."""
        return getattr(self, f"{Cause(cause).value}_fen")
