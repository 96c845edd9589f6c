from datetime import date

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import User
from shop.workflow import GoodsState


class PriceGuideQuerySet(models.QuerySet):
    def on(self, day: date) -> dict[tuple[str, str], int]:
        """Fen by category and condition, as they hold on that day."""
        begun = self.filter(valid_from__lte=day).order_by("category", "condition", "-valid_from")
        rows = begun.distinct("category", "condition").values_list("category", "condition", "price_fen")
        return {(category, condition): fen for category, condition, fen in rows}


class DatedQuerySet(models.QuerySet):
    def on(self, day: date) -> "DatedQuerySet":
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)

    def today(self) -> "DatedQuerySet":
        return self.on(timezone.localdate())


class RefusalRuleQuerySet(DatedQuerySet):
    pass


class DutyQuerySet(DatedQuerySet):
    def of(self, user: User) -> "DutyQuerySet":
        return self.filter(user=user)


class DonationQuerySet(models.QuerySet):
    def with_goods(self) -> "DonationQuerySet":
        return self.prefetch_related("goods").select_related("shop")


class GoodsQuerySet(models.QuerySet):
    def on_shelf(self) -> "GoodsQuerySet":
        return self.filter(state=GoodsState.SHELF)

    def waiting(self) -> "GoodsQuerySet":
        """Taken in, and not on the shelf yet: the oldest first."""
        return self.filter(state=GoodsState.TAKEN_IN).order_by("entered_at", "pk")

    def for_public(self) -> "GoodsQuerySet":
        """On the shelf or taken from it, in a shop that is shown. Where else a thing may be is nobody's business."""
        return self.filter(state__in=[GoodsState.SHELF, GoodsState.TAKEN], shop__is_public=True)

    def accepted(self) -> "GoodsQuerySet":
        """Everything that was ever taken in."""
        return self.exclude(state=GoodsState.REFUSED)

    def newest(self) -> "GoodsQuerySet":
        return self.order_by("-since", "-pk")

    def by_category(self) -> dict[str, int]:
        return dict(self.order_by().values_list("category").annotate(count=Count("pk")))
