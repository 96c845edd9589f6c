import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.saying import SAYS
from volunteers.hour_querysets import ObjectionQuerySet
from volunteers.models.activities import Shift
from volunteers.models.records import ServiceRecord
from volunteers.models.volunteers import Volunteer
from volunteers.workflow import OBJECTION_MOVES, ObjectionState, transitions


@pghistory.track()
class Objection(models.Model):
    """A volunteer says that a record is wrong or missing; the organization answers by a day (M67 art. 13)."""

    State = ObjectionState

    class Kind(models.TextChoices):
        ERROR = "error", _("Something in it is wrong")
        MISSING = "missing", _("A record is missing")
        REJECTED = "rejected", _("It was rejected wrongly")

    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, related_name="objections", verbose_name=_("volunteer")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    record = models.ForeignKey(
        ServiceRecord, on_delete=models.PROTECT, null=True, blank=True, related_name="objections",
        verbose_name=_("record"),
    )  # fmt: skip
    shift = models.ForeignKey(
        Shift, on_delete=models.PROTECT, null=True, blank=True, related_name="objections", verbose_name=_("shift")
    )
    organization = models.ForeignKey(
        "volunteers.Organization", on_delete=models.PROTECT, related_name="objections", verbose_name=_("asked")
    )
    text = models.CharField(_("what is wrong, and what is right"), max_length=500)
    state = models.CharField(_("state"), max_length=10, choices=ObjectionState, default=ObjectionState.OPEN)
    created_at = models.DateTimeField(_("sent"), default=timezone.now, editable=False)
    due_on = models.DateField(_("answer due"))
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("answered by"),
    )  # fmt: skip
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    correction = models.ForeignKey(
        ServiceRecord, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("correction"),
    )  # fmt: skip

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="volunteers_objection_one_open",
                fields=["record"],
                condition=Q(state="open"),
                violation_error_message=_("Your objection is waiting already; its answer has a date."),
            ),
            models.CheckConstraint(
                name="volunteers_objection_about_something",
                condition=Q(kind="missing") | Q(record__isnull=False),
                violation_error_message=_("An objection is about a record."),
            ),
            models.CheckConstraint(
                name="volunteers_objection_says_something",
                condition=Q(text__regex=SAYS),
                violation_error_message=_("Please say what is wrong and what is right."),
            ),
            models.CheckConstraint(
                name="volunteers_objection_answered_with_words",
                condition=Q(state__in=["open", "withdrawn"])
                | Q(answer__regex=SAYS, answered_by__isnull=False, answered_at__isnull=False),
                violation_error_message=_("An answer needs words, and somebody who gives it."),
            ),
        ]
        triggers = [pgtrigger.FSM(name="state_moves", field="state", transitions=transitions(OBJECTION_MOVES))]

    def __str__(self) -> str:
        return f"{self.volunteer} · {self.get_kind_display()}"
