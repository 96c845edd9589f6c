"""Reads about hours, as phrases."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce


class ServiceRecordQuerySet(models.QuerySet):
    def confirmed(self) -> "ServiceRecordQuerySet":
        return self.filter(state="confirmed")

    def pending(self) -> "ServiceRecordQuerySet":
        return self.filter(state="pending")

    def newest(self) -> "ServiceRecordQuerySet":
        return self.order_by("-day", "-pk")

    def in_queue(self, name: str) -> "ServiceRecordQuerySet":
        """As the desk asks; each has an index of its own, in the order of the list."""
        match name:
            case "office" | "second" | "void":
                return self.filter(needs=name)
            case "approve":
                return self.pending().filter(source__in=["back_office", "imported"])
            case "late":
                return self.pending().filter(is_late=True)
            case "flagged":
                return self.pending().exclude(flags=[])
            case "ever_flagged":
                return self.exclude(flags=[])
        return self.none()

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
