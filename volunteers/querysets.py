from datetime import date, datetime

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone

from lib.sealed import lookup_of
from lib.text import clean_search


class DatedQuerySet(models.QuerySet):
    def on(self, day: date) -> "DatedQuerySet":
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


class DuplicateQuerySet(models.QuerySet):
    def open(self) -> "DuplicateQuerySet":
        return self.filter(state="open")


class MergeQuerySet(models.QuerySet):
    def proposed(self) -> "MergeQuerySet":
        return self.filter(approved_at__isnull=True, undone_at__isnull=True)

    def carried_out(self) -> "MergeQuerySet":
        return self.filter(approved_at__isnull=False, undone_at__isnull=True)


class OrganizationQuerySet(models.QuerySet):
    def for_public(self) -> "OrganizationQuerySet":
        return self.filter(state="approved")

    def not_approved(self) -> "OrganizationQuerySet":
        """Applications on their way, and those that came back."""
        return self.filter(state__in=["applied", "rejected"])

    def with_region(self) -> "OrganizationQuerySet":
        return self.select_related("region").defer("region__outline")

    def named_like(self, text: str) -> "OrganizationQuerySet":
        text = clean_search(text)
        return self.filter(Q(name__icontains=text) | Q(name_en__icontains=text) | Q(pinyin__icontains=text))

    def matching(
        self, *, text: str | None = None, town: str | None = None, kind: str | None = None, category: str | None = None
    ) -> "OrganizationQuerySet":
        """`category`: those that have had an activity of that kind."""
        from volunteers.models import Activity

        found = self.named_like(text) if text else self
        if town:
            found = found.filter(region__code__startswith=town)
        if kind:
            found = found.filter(kind=kind)
        if category:
            of_kind = Activity.objects.for_public().filter(category=category, organization=OuterRef("pk"))
            found = found.filter(Exists(of_kind))
        return found

    def led_by(self, user) -> "OrganizationQuerySet":
        """Those that this person leads, and all below them."""
        from volunteers.models import Membership

        led = Membership.objects.leading(user).annotate(here=ExpressionWrapper(OuterRef("path"), models.CharField()))
        return self.filter(Exists(led.filter(here__startswith=F("organization__path"))))


class MembershipQuerySet(models.QuerySet):
    def standing_or_asked(self) -> "MembershipQuerySet":
        return self.filter(state__in=["applied", "active"])

    def with_names(self) -> "MembershipQuerySet":
        return self.select_related("volunteer__user__identity")

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
