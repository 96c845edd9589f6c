import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.saying import SAYS
from lib.sealed import SealedField
from lib.typed import Line, Lines
from volunteers.models.organizations import Organization
from volunteers.querysets import ActivityQuerySet, ShiftQuerySet
from volunteers.vocabulary import Category, Skill
from volunteers.workflow import ACTIVITY_MOVES, ActivityState, transitions

MOST_COMPANIONS = 5


@pghistory.track()
class Activity(models.Model):
    """What an organization asks volunteers for: where, whom it serves, and its risks (Regulation art. 12)."""

    State = ActivityState

    class Admission(models.TextChoices):
        INSTANT = "instant", _("A place at once")
        APPROVAL = "approval", _("The leader answers")

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="activities", verbose_name=_("organization")
    )
    title = Line(_("title"), max_length=80)
    title_en = Line(_("title in English"), max_length=120, blank=True)
    category = models.CharField(_("kind of service"), max_length=20, choices=Category)
    content = Lines(_("what volunteers do"), max_length=2000)
    content_en = Lines(_("what volunteers do, in English"), max_length=3000, blank=True)
    served = Line(_("whom it serves"), max_length=80, blank=True)
    served_en = Line(_("whom it serves, in English"), max_length=120, blank=True)
    place = models.ForeignKey(
        "places.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    place_name = Line(_("where"), max_length=120, blank=True, help_text=_("Where it is no known place."))
    place_name_en = Line(_("where, in English"), max_length=160, blank=True)
    region = models.ForeignKey("places.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region"))
    point = models.PointField(_("point on the map"), geography=True)
    radius_m = models.PositiveSmallIntegerField(
        _("radius in metres"), default=200, help_text=_("How near a check-in by location must be.")
    )
    person_in_charge = Line(_("person in charge"), max_length=40)
    contact = models.CharField(_("telephone for questions"), max_length=20, blank=True)
    risk_notice = models.CharField(_("risks"), max_length=500, blank=True)
    risk_notice_en = models.CharField(_("risks, in English"), max_length=800, blank=True)
    is_hazardous = models.BooleanField(_("bodily danger is possible"), default=False)
    insurance_no = Line(_("insurance policy"), max_length=60, blank=True)
    insured_from = models.DateField(_("insured from"), null=True, blank=True)
    insured_to = models.DateField(_("insured to"), null=True, blank=True, help_text=_("Last day, included."))
    min_age = models.PositiveSmallIntegerField(_("from the age of"), null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(_("up to the age of"), null=True, blank=True)
    required_skills = ArrayField(
        models.CharField(max_length=20, choices=Skill), verbose_name=_("skills needed"), default=list, blank=True
    )
    required_certificate = Line(_("licence needed"), max_length=80, blank=True)
    admission = models.CharField(_("sign-up"), max_length=10, choices=Admission, default=Admission.INSTANT)
    members_only = models.BooleanField(_("for members only"), default=False)
    most_companions = models.PositiveSmallIntegerField(_("companions allowed"), default=0)
    by_location = models.BooleanField(
        _("check-in by location allowed"), default=False, help_text=_("Confirmed by the leader afterwards.")
    )
    state = models.CharField(_("state"), max_length=10, choices=ActivityState, default=ActivityState.DRAFT)
    reason = models.CharField(_("why it was cancelled"), max_length=300, blank=True)
    series = models.UUIDField(_("series"), null=True, blank=True, editable=False, db_index=True)
    token = models.UUIDField(_("form token"), unique=True, default=uuid.uuid4, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("created by"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    is_sample = models.BooleanField(_("invented for the sample city"), default=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(
                name="volunteers_activity_somewhere",
                condition=Q(place__isnull=False) | Q(place_name__regex=r"\S"),
                violation_error_message=_("Say where it takes place."),
            ),
            models.CheckConstraint(
                name="volunteers_activity_radius",
                condition=Q(radius_m__gte=30, radius_m__lte=3000),
                violation_error_message=_("The radius lies between 30 and 3,000 metres."),
            ),
            models.CheckConstraint(
                name="volunteers_activity_ages",
                condition=Q(min_age__isnull=True) | Q(max_age__isnull=True) | Q(max_age__gte=F("min_age")),
                violation_error_message=_("The upper age lies above the lower."),
            ),
            models.CheckConstraint(
                name="volunteers_activity_risks_told",
                condition=Q(state__in=["draft", "cancelled"]) | Q(risk_notice__regex=r"\S"),
                violation_error_message=_("Tell the risks, or that there are none, before it opens."),
            ),
            # Regulation art. 17: insured before, not after.
            models.CheckConstraint(
                name="volunteers_activity_insured",
                condition=Q(is_hazardous=False)
                | Q(state__in=["draft", "cancelled"])
                | Q(insurance_no__regex=r"\S", insured_from__isnull=False, insured_to__gte=F("insured_from")),
                violation_error_message=_("An activity with bodily danger opens only when everyone is insured."),
            ),
            models.CheckConstraint(
                name="volunteers_activity_hazardous_for_adults",
                condition=Q(is_hazardous=False) | Q(state="draft") | Q(min_age__gte=18),
                violation_error_message=_("Nobody under 18 takes part in hazardous activities: set the age to 18."),
            ),
            models.CheckConstraint(
                name="volunteers_activity_companions",
                condition=Q(most_companions__lte=MOST_COMPANIONS),
                violation_error_message=_("At most five companions to one volunteer."),
            ),
            models.CheckConstraint(
                name="volunteers_activity_cancelled_with_reason",
                condition=~Q(state="cancelled") | Q(reason__regex=SAYS),
                violation_error_message=_("Say why it is cancelled; everyone signed up reads it."),
            ),
        ]
        triggers = [pgtrigger.FSM(name="state_moves", field="state", transitions=transitions(ACTIVITY_MOVES))]

    def __str__(self) -> str:
        return self.local_title

    def get_absolute_url(self) -> str:
        return reverse("activity_detail", args=[self.pk])

    def _local(self, field: str) -> str:
        english = getattr(self, f"{field}_en") if get_language() == "en" else ""
        return english or getattr(self, field)

    @property
    def local_title(self) -> str:
        return self._local("title")

    @property
    def local_content(self) -> str:
        return self._local("content")

    @property
    def local_served(self) -> str:
        return self._local("served")

    @property
    def local_risk_notice(self) -> str:
        return self._local("risk_notice")

    @property
    def skill_labels(self) -> list[str]:
        return [str(Skill(skill).label) for skill in self.required_skills]

    @property
    def local_where(self) -> str:
        return self._local("place_name") or (self.place.local_name if self.place else "")


def new_secret() -> str:
    return uuid.uuid4().hex + uuid.uuid4().hex


@pghistory.track(exclude=["secret", "taken", "shown_by", "shown_at", "timed_at"])
class Shift(models.Model):
    """One time of an activity, with its places. `taken` is kept by the database from the sign-ups."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="shifts", verbose_name=_("activity"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    capacity = models.PositiveIntegerField(_("places"))
    taken = models.PositiveIntegerField(_("taken"), default=0, editable=False)
    meeting = Line(_("where to meet"), max_length=200, blank=True)
    meeting_en = Line(_("where to meet, in English"), max_length=300, blank=True)
    closes_at = models.DateTimeField(_("sign-up until"), help_text=_("Until it begins, where nothing is said."))
    withdraw_until = models.DateTimeField(_("withdrawal until"))
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    reason = models.CharField(_("why it was cancelled"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(_("calendar sequence"), default=0, editable=False)
    secret = SealedField(_("secret of the code"), kind="shift_secret", default=new_secret, editable=False)
    shown_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("code shown by"),
    )  # fmt: skip
    shown_at = models.DateTimeField(_("code first shown"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("settled"), null=True, blank=True, editable=False)
    # Kept by the database (`volunteers_shift_timed`): who checked in before was not told of this shift in time.
    timed_at = models.DateTimeField(_("times set"), db_default=Now(), editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="volunteers_shift_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A shift ends after it began."),
            ),
            models.CheckConstraint(
                name="volunteers_shift_at_most_a_day",
                condition=Q(
                    ends_at__lte=Func(F("starts_at"), template="%(expressions)s + interval '24 hours'",
                                      output_field=models.DateTimeField())
                ),
                violation_error_message=_("A shift lasts at most 24 hours. Make one shift for each day."),
            ),
            models.CheckConstraint(
                name="volunteers_shift_capacity",
                condition=Q(capacity__gte=1, capacity__lte=5000),
                violation_error_message=_("A shift has between 1 and 5,000 places."),
            ),
            models.CheckConstraint(
                name="volunteers_shift_never_overbooked",
                condition=Q(taken__lte=F("capacity")),
                violation_error_message=_("More places are taken than that."),
            ),
            models.CheckConstraint(
                name="volunteers_shift_deadlines",
                condition=Q(closes_at__lte=F("ends_at"), withdraw_until__lte=F("ends_at")),
                violation_error_message=_("Sign-up and withdrawal end before the shift does."),
            ),
            models.CheckConstraint(
                name="volunteers_shift_cancelled_with_reason",
                condition=Q(is_cancelled=False) | Q(reason__regex=SAYS),
                violation_error_message=_("Say why it is cancelled; everyone signed up reads it."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(name="volunteers_shift_when", fields=["starts_at"]),
            models.Index(
                name="volunteers_shift_unsettled",
                fields=["ends_at"],
                condition=Q(closed_at__isnull=True, is_cancelled=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity} · {timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.taken)

    @property
    def local_meeting(self) -> str:
        return self.meeting_en if get_language() == "en" and self.meeting_en else self.meeting
