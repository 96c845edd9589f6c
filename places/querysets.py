from datetime import datetime

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from lib.text import clean_search
from places import hours


class RegionQuerySet(models.QuerySet):
    def subtree(self, code: str) -> "RegionQuerySet":
        """The region with that code and everything below it."""
        return self.filter(code__startswith=code)

    def towns(self) -> "RegionQuerySet":
        return self.filter(level__in=self.model.TOWN_LEVELS)

    def current(self) -> "RegionQuerySet":
        today = timezone.localdate()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=today),
            Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        )

    def named_like(self, text: str) -> "RegionQuerySet":
        text = clean_search(text)
        return self.filter(Q(name__icontains=text) | Q(name_en__icontains=text) | Q(pinyin__icontains=text))


class PlaceQuerySet(models.QuerySet):
    """Reads of places; parks, stations and shops inherit them."""

    def for_public(self) -> "PlaceQuerySet":
        return self.filter(is_public=True).exclude(operation="closed")

    def of_kind(self, *kinds: str) -> "PlaceQuerySet":
        return self.filter(kind__in=kinds)

    def in_region(self, code: str) -> "PlaceQuerySet":
        return self.filter(region__code__startswith=code)

    def with_all_facilities(self, *facilities: str) -> "PlaceQuerySet":
        return self.filter(facilities__contains=list(facilities))

    def with_any_facility(self, *facilities: str) -> "PlaceQuerySet":
        return self.filter(facilities__overlap=list(facilities))

    def named_like(self, text: str) -> "PlaceQuerySet":
        """Name in Chinese, English or pinyin, or address; two characters are enough."""
        text = clean_search(text)
        return self.filter(
            Q(name__icontains=text)
            | Q(name_en__icontains=text)
            | Q(pinyin__icontains=text)
            | Q(address__icontains=text)
        )

    def near(self, point: Point, *, within_m: float | None = None) -> "PlaceQuerySet":
        """Nearest entrance first. `distance` is in metres, straight; `within_m` likewise."""
        places = self.annotate(distance=Distance("access", point))
        if within_m is not None:
            places = places.filter(access__dwithin=(point, D(m=within_m)))
        return places.order_by("distance", "pk")

    def with_hours_today(self, at: datetime | None = None) -> "PlaceQuerySet":
        """`hours_today`: the exception that covers the local day of `at`, else the usual hours."""
        from places.models import HoursException

        day = timezone.localdate(at) if at else timezone.localdate()
        exception = HoursException.objects.filter(place=OuterRef("pk"), starts_on__lte=day, ends_on__gte=day).values(
            "hours"
        )[:1]
        return self.annotate(hours_today=Coalesce(Subquery(exception), F("hours")))

    def open_at(self, at: datetime) -> "PlaceQuerySet":
        """Open at that moment, for certain: places of unknown state are left out. Reads the distinct hours first."""
        running = self.filter(operation__in=["open", "self_service"]).with_hours_today(at)
        strings = set(running.order_by().values_list("hours_today", flat=True).distinct())
        return running.filter(hours_today__in=hours.open_strings(strings, at))

    def open_now(self) -> "PlaceQuerySet":
        return self.open_at(timezone.now())


class FeedbackQuerySet(models.QuerySet):
    def published(self) -> "FeedbackQuerySet":
        """Answered, and the sender agreed. Nothing else is ever public."""
        return self.filter(state="answered", may_publish=True)

    def waiting(self) -> "FeedbackQuerySet":
        return self.filter(state="received").order_by("created_at")
