from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from lib.sealed import lookup_of


class DatedQuerySet(models.QuerySet):
    def on(self, day: date) -> "DatedQuerySet":
        return self.not_ended(day).filter(valid_from__lte=day)

    def not_ended(self, day: date) -> "DatedQuerySet":
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))


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

        led = Membership.objects.leading(user).annotate(
            here=ExpressionWrapper(OuterRef("path"), output_field=models.CharField())
        )
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


class SignUpQuerySet(models.QuerySet):
    def standing(self) -> "SignUpQuerySet":
        return self.filter(state__in=["applied", "waiting", "confirmed"])

    def confirmed(self) -> "SignUpQuerySet":
        return self.filter(state="confirmed")

    def in_line(self) -> "SignUpQuerySet":
        """The waiting list in the order of arrival."""
        return self.filter(state="waiting").order_by("queued_at", "pk")


class ProofQuerySet(models.QuerySet):
    pass


class ServiceRecordQuerySet(models.QuerySet):
    def confirmed(self) -> "ServiceRecordQuerySet":
        return self.filter(state="confirmed")

    def pending(self) -> "ServiceRecordQuerySet":
        return self.filter(state="pending")

    def newest(self) -> "ServiceRecordQuerySet":
        return self.order_by("-day", "-pk")

    def of_user(self, user) -> "ServiceRecordQuerySet":
        return self.filter(volunteer__user=user)

    def decided_by(self, user) -> "ServiceRecordQuerySet":
        """Records of the organizations that this person leads."""
        from volunteers.models import Organization

        return self.filter(organization__in=Organization.objects.led_by(user).values("pk"))

    def to_weigh(self) -> "ServiceRecordQuerySet":
        """With what is looked at before confirming: see `volunteers/exceptions.py`."""
        from volunteers.models import Decision
        from volunteers.models.sign_ups import Period

        others = self.model.objects.confirmed().filter(
            ~Q(pk=Coalesce(OuterRef("replaces"), 0)), volunteer=OuterRef("volunteer")
        )
        others = others.order_by().values("volunteer")
        that_day = others.filter(day=OuterRef("day")).annotate(sum=Sum("minutes")).values("sum")
        # In the words of the exclusion constraint, so that its index answers.
        overlapping = others.annotate(
            period=Period("starts_at", "ends_at"), this=Period(OuterRef("starts_at"), OuterRef("ends_at"))
        ).filter(period__overlap=F("this"))
        confirmations = Decision.objects.filter(record=OuterRef("pk"), verdict="confirm").order_by()
        return self.select_related("service", "rule", "volunteer__user__identity").annotate(
            confirmed_that_day=Coalesce(Subquery(that_day), 0),
            overlapping=Exists(overlapping),
            confirmers=ArraySubquery(confirmations.values("by")),
        )


class ServiceTotalQuerySet(models.QuerySet):
    def lifetime(self) -> "ServiceTotalQuerySet":
        return self.filter(year=0)


class ObjectionQuerySet(models.QuerySet):
    def open(self) -> "ObjectionQuerySet":
        return self.filter(state="open")

    def answered_by_leader(self, user) -> "ObjectionQuerySet":
        """Those of the organizations that this person leads, except for their own."""
        from volunteers.models import Organization

        led = Organization.objects.led_by(user).values("pk")
        return self.filter(organization__in=led).exclude(volunteer__user=user)


def leaders_of(organization_id: int) -> list[int]:
    """Accounts of those who lead this organization itself, to be told of something."""
    from volunteers.models import Membership

    led = Membership.objects.standing().filter(organization=organization_id, role="leader", volunteer__state="active")
    return list(led.values_list("volunteer__user", flat=True))
