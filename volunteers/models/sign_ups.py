import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.saying import SAYS
from volunteers.models.activities import MOST_COMPANIONS, Shift
from volunteers.models.volunteers import Volunteer
from volunteers.querysets import SignUpQuerySet
from volunteers.workflow import SIGN_UP_MOVES, SignUpState, transitions


class Period(Func):
    function = "tstzrange"
    output_field = DateTimeRangeField()

    def __init__(self, *expressions, **extra):
        super().__init__(*expressions, RangeBoundary(inclusive_lower=True, inclusive_upper=False), **extra)


@pghistory.track()
class SignUp(models.Model):
    """A volunteer, with companions, for a shift. One row per person and shift; its state moves.

    `starts_at` and `ends_at` are the shift's own: a foreign key over all three carries a moved shift along.
    """

    State = SignUpState

    # Both begin an index that is declared below.
    shift = models.ForeignKey(
        Shift, on_delete=models.PROTECT, db_index=False, related_name="sign_ups", verbose_name=_("shift")
    )
    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, db_index=False, related_name="sign_ups", verbose_name=_("volunteer")
    )
    companions = models.PositiveSmallIntegerField(_("companions"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=SignUpState)
    starts_at = models.DateTimeField(_("begins"), editable=False)
    ends_at = models.DateTimeField(_("ends"), editable=False)
    queued_at = models.DateTimeField(_("in line since"), editable=False)
    risk_told_at = models.DateTimeField(_("risks read"), null=True, blank=True, editable=False)
    walked_up = models.BooleanField(_("came without signing up"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("answered by"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("signed up"), default=timezone.now, editable=False)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        constraints = [
            models.UniqueConstraint(
                name="volunteers_signup_once",
                fields=["shift", "volunteer"],
                violation_error_message=_("You are signed up for this shift already."),
            ),
            models.CheckConstraint(
                name="volunteers_signup_companions",
                condition=Q(companions__lte=MOST_COMPANIONS),
                violation_error_message=_("At most five companions to one volunteer."),
            ),
            models.CheckConstraint(
                name="volunteers_signup_rejected_with_reason",
                condition=~Q(state="rejected") | Q(reason__regex=SAYS),
                violation_error_message=_("Say why; the volunteer reads it."),
            ),
            ExclusionConstraint(
                name="volunteers_signup_one_place_at_a_time",
                expressions=[
                    ("volunteer", RangeOperators.EQUAL),
                    (Period("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state="confirmed"),
                violation_error_message=_("You have a place in another shift at that time."),
            ),
        ]
        indexes = [
            models.Index(
                name="volunteers_signup_line", fields=["shift", "queued_at", "id"], condition=Q(state="waiting")
            ),
            models.Index(name="volunteers_signup_mine", fields=["volunteer", "-starts_at"]),
        ]
        triggers = [pgtrigger.FSM(name="state_moves", field="state", transitions=transitions(SIGN_UP_MOVES))]

    def __str__(self) -> str:
        return f"{self.volunteer} · {self.shift}"

    @property
    def seats(self) -> int:
        return 1 + self.companions
