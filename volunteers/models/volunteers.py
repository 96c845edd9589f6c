import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.saying import SAYS
from lib.sealed import LookupField, SealedField
from volunteers.querysets import VolunteerQuerySet
from volunteers.vocabulary import Category, Gender, Skill
from volunteers.workflow import VOLUNTEER_MOVES, VolunteerState, transitions


@pghistory.track(exclude=["feed_token", "feed_lookup"])
class Volunteer(models.Model):
    """A registered volunteer. Who it is by law stands in the account's identity, sealed and unique.

    Somebody without a phone has an account that nobody can sign in to, until it is claimed.
    """

    State = VolunteerState

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="volunteer", verbose_name=_("account")
    )
    number = models.CharField(_("volunteer number"), max_length=20, unique=True, editable=False)
    region = models.ForeignKey(
        "places.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("area of residence")
    )
    gender = models.CharField(_("sex"), max_length=6, choices=Gender, blank=True)
    skills = ArrayField(
        models.CharField(max_length=20, choices=Skill), verbose_name=_("skills"), default=list, blank=True
    )
    categories = ArrayField(
        models.CharField(max_length=20, choices=Category),
        verbose_name=_("kinds of service"),
        default=list,
        blank=True,
    )
    state = models.CharField(_("state"), max_length=8, choices=VolunteerState, default=VolunteerState.ACTIVE)
    registered_at = models.DateTimeField(_("registered"), default=timezone.now, editable=False)
    left_at = models.DateTimeField(_("left"), null=True, blank=True, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("entered by"),
    )  # fmt: skip
    consent_note = models.CharField(
        _("how consent was given"),
        max_length=200,
        blank=True,
        help_text=_("For somebody without a phone: who was there, and where the signed form lies."),
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="aliases", verbose_name=_("merged into"),
    )  # fmt: skip
    feed_token = SealedField(_("secret of the calendar feed"), kind="feed_token", null=True, blank=True)
    feed_lookup = LookupField(source="feed_token", unique=True)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        verbose_name = _("volunteer")
        verbose_name_plural = _("volunteers")
        constraints = [
            # M67 art. 6: entered by the volunteer, or by an organization with consent.
            models.CheckConstraint(
                name="volunteers_volunteer_entered_with_consent",
                condition=Q(entered_by__isnull=True) | Q(consent_note__regex=SAYS),
                violation_error_message=_("Say how this person gave consent, and where the form lies."),
            ),
            models.CheckConstraint(
                name="volunteers_volunteer_merged_somewhere",
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                violation_error_message=_("A merged registration names the one that stands."),
            ),
            models.CheckConstraint(
                name="volunteers_volunteer_not_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
                violation_error_message=_("Nobody is merged with themself."),
            ),
            models.CheckConstraint(
                name="volunteers_volunteer_left_with_date",
                condition=~Q(state="left") | Q(left_at__isnull=False),
                violation_error_message=_("Who left has a day on which they left."),
            ),
        ]
        indexes = [
            # The few who left or were merged, newest first, without passing by all the others.
            models.Index(name="volunteers_volunteer_away", fields=["state", "-id"], condition=~Q(state="active")),
        ]
        triggers = [pgtrigger.FSM(name="state_moves", field="state", transitions=transitions(VOLUNTEER_MOVES))]

    def __str__(self) -> str:
        return self.number

    @property
    def is_active(self) -> bool:
        return self.state == VolunteerState.ACTIVE

    @property
    def shown_name(self) -> str:
        """For leaders and staff, masked; empty where the identity is gone. Load `user__identity` with lists."""
        identity = getattr(self.user, "identity", None)
        return str(identity.name) if identity else ""
