from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject, TruncDate
from django.utils import timezone

from lib.sealed import lookup_of


def outer_text(path: str) -> ExpressionWrapper:
    """A text of the outer row, to be compared by `startswith` and the like."""
    return ExpressionWrapper(OuterRef(path), output_field=models.CharField())


class DatedQuerySet(models.QuerySet):
    def on(self, day: date | OuterRef) -> "DatedQuerySet":
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


class VolunteerQuerySet(models.QuerySet):
    def active(self) -> "VolunteerQuerySet":
        return self.filter(state="active")

    def numbered(self, number: str) -> "VolunteerQuerySet":
        return self.filter(number=number)

    def named(self, name: str) -> "VolunteerQuerySet":
        """By exact real name; nothing is unsealed."""
        return self.filter(user__identity__name_lookup=lookup_of(name, kind="name"))

    def with_phone(self, phone: str) -> "VolunteerQuerySet":
        return self.filter(user__phone_lookup=lookup_of(phone, kind="phone"))


class OrganizationQuerySet(models.QuerySet):
    def for_public(self) -> "OrganizationQuerySet":
        return self.filter(state="approved")

    def led_by(self, user) -> "OrganizationQuerySet":
        """Those that this person leads, and all below them."""
        from volunteers.models import Membership

        led = Membership.objects.leading(user).annotate(here=outer_text("path"))
        return self.filter(Exists(led.filter(here__startswith=F("organization__path"))))


class MembershipQuerySet(models.QuerySet):
    def standing(self) -> "MembershipQuerySet":
        return self.filter(state="active")

    def leading(self, user) -> "MembershipQuerySet":
        return self.standing().filter(
            role="leader", volunteer__user=user, volunteer__state="active", organization__state="approved"
        )


class ActivityQuerySet(models.QuerySet):
    def for_public(self) -> "ActivityQuerySet":
        """Drafts are the organizer's own; what was cancelled stays visible, with its reason."""
        return self.exclude(state="draft").filter(organization__state__in=["approved", "closed"])

    def open(self) -> "ActivityQuerySet":
        return self.filter(state__in=["open", "running"], organization__state="approved")


class ShiftQuerySet(models.QuerySet):
    def for_public(self) -> "ShiftQuerySet":
        return self.exclude(activity__state="draft").filter(activity__organization__state__in=["approved", "closed"])

    def upcoming(self, at: datetime | None = None) -> "ShiftQuerySet":
        return self.filter(ends_at__gt=at or timezone.now())

    def standing(self) -> "ShiftQuerySet":
        return self.filter(is_cancelled=False)

    def with_places(self) -> "ShiftQuerySet":
        return self.filter(taken__lt=F("capacity"))

    def led_by(self, user) -> "ShiftQuerySet":
        from volunteers.models import Organization

        led = Organization.objects.led_by(user).filter(pk=OuterRef("activity__organization"))
        return self.filter(Exists(led))

    def unsettled(self, at: datetime) -> "ShiftQuerySet":
        """Over, and nobody has looked yet who forgot to check out."""
        return self.standing().filter(closed_at__isnull=True, ends_at__lt=at).order_by("ends_at", "pk")


class SignUpQuerySet(models.QuerySet):
    def standing(self) -> "SignUpQuerySet":
        return self.filter(state__in=["applied", "waiting", "confirmed"])

    def confirmed(self) -> "SignUpQuerySet":
        return self.filter(state="confirmed")

    def in_line(self) -> "SignUpQuerySet":
        """The waiting list in the order of arrival."""
        return self.filter(state="waiting").order_by("queued_at", "pk")

    def with_presence(self) -> "SignUpQuerySet":
        """Beside each row, in the same statement: `proof_rows`, `rule_row` (of the shift's last day), `service_row`
        (the snapshot, if it was taken) and `is_own_leader` (this person leads the organization, or one above it).
        """
        from volunteers.models import Membership, Proof, Service, ServiceRule

        mark = JSONObject(kind="kind", at="at", way="way", flag="flag", vouched_by="vouched_by_id",
                          received_at="received_at")  # fmt: skip
        rule = JSONObject(id="id", early="early", late="late", step="step", sync_within="sync_within")
        service = JSONObject(id="id", organization_id="organization_id", rule_id="rule_id", due_on="due_on")
        leads = Membership.objects.standing().annotate(here=outer_text("shift__activity__organization__path"))
        return self.annotate(last_day=TruncDate("ends_at", tzinfo=timezone.get_default_timezone())).annotate(
            proof_rows=ArraySubquery(Proof.objects.filter(sign_up=OuterRef("pk")).order_by().values(row=mark)),
            rule_row=Subquery(ServiceRule.objects.on(OuterRef("last_day")).values(row=rule)[:1]),
            service_row=Subquery(
                Service.objects.filter(shift=OuterRef("shift")).order_by("-pk").values(row=service)[:1]
            ),
            is_own_leader=Exists(
                leads.filter(
                    role="leader", volunteer=OuterRef("volunteer"), organization__state="approved",
                    here__startswith=F("organization__path"),
                )
            ),
        )  # fmt: skip


class ProofQuerySet(models.QuerySet):
    def of_kind(self, kind: str) -> "ProofQuerySet":
        return self.filter(kind=kind)


class ServiceRecordQuerySet(models.QuerySet):
    def confirmed(self) -> "ServiceRecordQuerySet":
        return self.filter(state="confirmed")

    def pending(self) -> "ServiceRecordQuerySet":
        return self.filter(state="pending")

    def newest(self) -> "ServiceRecordQuerySet":
        return self.order_by("-day", "-pk")


class ServiceTotalQuerySet(models.QuerySet):
    def lifetime(self) -> "ServiceTotalQuerySet":
        return self.filter(year=0)


class ObjectionQuerySet(models.QuerySet):
    def open(self) -> "ObjectionQuerySet":
        return self.filter(state="open")
