from datetime import date, datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
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

        led = Membership.objects.leading(user).annotate(here=OuterRef("path"))
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


class ServiceTotalQuerySet(models.QuerySet):
    def lifetime(self) -> "ServiceTotalQuerySet":
        return self.filter(year=0)


class ObjectionQuerySet(models.QuerySet):
    def open(self) -> "ObjectionQuerySet":
        return self.filter(state="open")
