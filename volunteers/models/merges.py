import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.saying import SAYS
from volunteers.models.organizations import Membership
from volunteers.models.volunteers import Volunteer
from volunteers.querysets import MergeQuerySet
from volunteers.workflow import MembershipState


@pghistory.track()
class Merge(models.Model):
    """Two registrations of one person made one, proposed by one and carried out by another of the staff.

    Approving it moves the records and totals, in the database (`volunteers_merge_moves`); undoing it gives every
    record back to whom it was recorded for.
    """

    kept = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="merges", verbose_name=_("stands"))
    merged = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, related_name="merged_by", verbose_name=_("merged into it")
    )
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    at = models.DateTimeField(_("proposed"), default=timezone.now, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("approved by"),
    )  # fmt: skip
    approved_at = models.DateTimeField(_("carried out"), null=True, blank=True, editable=False)
    state_before = models.CharField(_("state before"), max_length=8, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("undone by"),
    )  # fmt: skip
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True, editable=False)
    undo_reason = models.CharField(_("why it was undone"), max_length=200, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of registrations")
        verbose_name_plural = _("merges of registrations")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="volunteers_merge_two_people",
                condition=~Q(kept=F("merged")),
                violation_error_message=_("Nobody is merged with themself."),
            ),
            models.CheckConstraint(
                name="volunteers_merge_with_reason",
                condition=Q(reason__regex=SAYS),
                violation_error_message=_("Say why these are one person."),
            ),
            models.UniqueConstraint(
                name="volunteers_merge_once_at_a_time",
                fields=["merged"],
                condition=Q(undone_at__isnull=True),
                violation_error_message=_("This registration is merged already."),
            ),
            # It changes whose confirmed hours they are, so nobody does it alone.
            models.CheckConstraint(
                name="volunteers_merge_approved_by_another",
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("by"))),
                violation_error_message=_("Somebody else of the office carries out a merge that you proposed."),
            ),
            models.CheckConstraint(
                name="volunteers_merge_undone_with_reason",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False, undo_reason__regex=SAYS),
                violation_error_message=_("Say why the merge is undone."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"


class MergedMembership(models.Model):
    """A membership that a merge made stronger: what it was, so that undoing gives it back, and what it became."""

    merge = models.ForeignKey(
        Merge, on_delete=models.PROTECT, db_index=False, related_name="promoted", verbose_name=_("merge")
    )
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="merges", verbose_name=_("membership")
    )
    role_before = models.CharField(_("role before"), max_length=8, choices=Membership.Role)
    state_before = models.CharField(_("state before"), max_length=8, choices=MembershipState)
    since_before = models.DateTimeField(_("since, before"))
    ended_before = models.DateTimeField(_("ended, before"), null=True)
    appointed_before = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+",
        verbose_name=_("admitted or appointed before by"),
    )  # fmt: skip
    role_given = models.CharField(_("role given"), max_length=8, choices=Membership.Role)
    state_given = models.CharField(_("state given"), max_length=8, choices=MembershipState)

    append_only = True

    class Meta:
        verbose_name = _("membership made stronger by a merge")
        verbose_name_plural = _("memberships made stronger by merges")
        constraints = [models.UniqueConstraint(name="volunteers_mergedmembership_once", fields=["merge", "membership"])]

    def __str__(self) -> str:
        return f"{self.merge_id}: {self.membership_id}"
