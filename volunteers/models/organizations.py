import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.saying import SAYS
from lib.typed import Line, Lines
from volunteers.models.volunteers import Volunteer
from volunteers.querysets import MembershipQuerySet, OrganizationQuerySet
from volunteers.vocabulary import OrganizationKind
from volunteers.workflow import (
    MEMBERSHIP_MOVES,
    ORGANIZATION_MOVES,
    MembershipState,
    OrganizationState,
    transitions,
)


@pghistory.track(exclude=["path"])
class Organization(models.Model):
    """An organization or team that recruits, records and certifies. `path` holds its ancestors' keys and its own.

    The database keeps `path` (`volunteers_organization_path`), so a subtree is `path__startswith`.
    """

    State = OrganizationState

    kind = models.CharField(_("kind"), max_length=24, choices=OrganizationKind)
    name = Line(_("name"), max_length=80)
    name_en = Line(_("name in English"), max_length=120, blank=True)
    pinyin = models.CharField(_("pinyin"), max_length=250, blank=True, editable=False)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    path = models.CharField(_("path"), max_length=120, editable=False, default="")
    uscc = models.CharField(_("unified social credit code"), max_length=18, null=True, blank=True)  # noqa: DJ001
    sponsor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="sponsored",
        verbose_name=_("sponsor"), help_text=_("The body inside which an unregistered team works."),
    )  # fmt: skip
    region = models.ForeignKey("places.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region"))
    summary = Lines(_("what it does"), max_length=600, blank=True)
    summary_en = Lines(_("what it does, in English"), max_length=900, blank=True)
    phone = models.CharField(_("public telephone"), max_length=20, blank=True)
    founded_on = models.DateField(_("founded"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=OrganizationState, default=OrganizationState.APPLIED)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="organization_applications", verbose_name=_("applied for by"),
    )  # fmt: skip
    applied_at = models.DateTimeField(_("applied"), default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    is_sample = models.BooleanField(_("invented for the sample city"), default=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        constraints = [
            # Regulation art. 8 and 42: registered, or inside a body that answers for it.
            models.CheckConstraint(
                name="volunteers_organization_registered_or_sponsored",
                condition=Q(uscc__isnull=False) | Q(sponsor__isnull=False),
                violation_error_message=_("A team without a credit code needs a sponsor that answers for it."),
            ),
            models.CheckConstraint(
                name="volunteers_organization_uscc_shape",
                condition=Q(uscc__isnull=True) | Q(uscc__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                violation_error_message=_("A unified social credit code has 18 characters."),
            ),
            models.CheckConstraint(
                name="volunteers_organization_not_own_sponsor",
                condition=Q(sponsor__isnull=True) | ~Q(sponsor=F("pk")),
                violation_error_message=_("An organization cannot be its own sponsor."),
            ),
            models.UniqueConstraint(
                name="volunteers_organization_uscc_once",
                fields=["uscc"],
                violation_error_message=_("An organization with this credit code stands here already."),
            ),
            models.CheckConstraint(
                name="volunteers_organization_refused_with_reason",
                condition=~Q(state__in=["rejected", "suspended", "closed"]) | Q(reason__regex=SAYS),
                violation_error_message=_("Give the reason; the organization reads it."),
            ),
            models.CheckConstraint(
                name="volunteers_organization_decided_by_another",
                condition=Q(decided_by__isnull=True) | Q(applied_by__isnull=True) | ~Q(decided_by=F("applied_by")),
                violation_error_message=_("Nobody decides on their own application."),
            ),
        ]
        indexes = [
            models.Index(name="volunteers_organization_path", fields=["path"], opclasses=["varchar_pattern_ops"]),
        ]
        triggers = [pgtrigger.FSM(name="state_moves", field="state", transitions=transitions(ORGANIZATION_MOVES))]

    def __str__(self) -> str:
        return self.local_name

    def get_absolute_url(self) -> str:
        return reverse("organization_detail", args=[self.pk])

    @property
    def local_name(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name

    @property
    def local_summary(self) -> str:
        return self.summary_en if get_language() == "en" and self.summary_en else self.summary


@pghistory.track()
class Membership(models.Model):
    """A volunteer in an organization; a leader leads it and all below it."""

    State = MembershipState

    class Role(models.TextChoices):
        MEMBER = "member", _("Member")
        LEADER = "leader", _("Leader")

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("organization")
    )
    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("volunteer")
    )
    role = models.CharField(_("role"), max_length=8, choices=Role, default=Role.MEMBER)
    state = models.CharField(_("state"), max_length=8, choices=MembershipState, default=MembershipState.APPLIED)
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("admitted or appointed by"),
    )  # fmt: skip
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                name="volunteers_membership_once",
                fields=["organization", "volunteer"],
                violation_error_message=_("This volunteer belongs to the organization already."),
            ),
            models.CheckConstraint(
                name="volunteers_membership_leader_appointed",
                condition=~Q(role="leader") | Q(appointed_by__isnull=False),
                violation_error_message=_("A leader is appointed by somebody."),
            ),
        ]
        triggers = [pgtrigger.FSM(name="state_moves", field="state", transitions=transitions(MEMBERSHIP_MOVES))]

    def __str__(self) -> str:
        return f"{self.volunteer} · {self.organization}"
