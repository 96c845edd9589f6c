from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone


class PostQuerySet(models.QuerySet):
    def held_on(self, day: date) -> "PostQuerySet":
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)

    def held_today(self) -> "PostQuerySet":
        return self.held_on(timezone.localdate())

    def unagreed(self) -> "PostQuerySet":
        """Not over, and an audit administrator has not agreed."""
        still = Q(valid_to__isnull=True) | Q(valid_to__gt=timezone.localdate())
        return self.filter(still, agreed_by__isnull=True)

    def for_agreement_by(self, user) -> "PostQuerySet":
        """With an audit administrator, all but their own; with the security administrator, the first auditor's."""
        held = set(self.model.objects.held_today().filter(user=user).values_list("role", flat=True))
        waiting = self.unagreed().exclude(user=user)
        if "auditor" in held:
            return waiting.filter(Q(role="security") | Q(given_by__isnull=False))
        agreed = set(self.model.objects.filter(agreed_by__isnull=False).values_list("role", flat=True))
        if "security" in held and "auditor" not in agreed:
            return waiting.filter(role="auditor")
        return waiting.none()


class WorkdayOverrideQuerySet(models.QuerySet):
    def in_years(self, first: int, last: int) -> "WorkdayOverrideQuerySet":
        return self.filter(date__range=(date(first, 1, 1), date(last, 12, 31)))

    def planned_years(self) -> set[int]:
        """Years that hold at least one day."""
        return set(self.order_by().values_list("date__year", flat=True).distinct())


class MessageQuerySet(models.QuerySet):
    def codes(self) -> "MessageQuerySet":
        return self.filter(kind="code")

    def notices_for(self, user) -> "MessageQuerySet":
        return self.filter(kind="notice", user=user)


class TableImportQuerySet(models.QuerySet):
    def running(self) -> "TableImportQuerySet":
        return self.filter(state__in=["looking", "taking"])

    def shown(self) -> "TableImportQuerySet":
        return self.filter(state="shown")

    def of(self, user, register: str) -> "TableImportQuerySet":
        return self.filter(by=user, register=register)

    def without_file(self) -> "TableImportQuerySet":
        return self.defer("content", "told")
