from datetime import datetime

from django.contrib.gis.db.models import PointField
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point, Polygon
from django.contrib.gis.measure import D
from django.db import models
from django.db.models import F, Func, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from lib.text import clean_search
from places import hours


class Nearness(Distance):
    """Metres by PostGIS's `<->`: the one distance that an ORDER BY with LIMIT can read off the spatial index."""

    template = "(%(expressions)s)"
    arg_joiner = " <-> "


def flat(field: str) -> Cast:
    """A geography as plain degrees; the expression of the index `places_place_flat`."""
    return Cast(field, PointField(srid=4326))


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

    def within_box(self, box: tuple[float, float, float, float]) -> "PlaceQuerySet":
        """Their point lies in (west, south, east, north), in degrees, edges included."""
        return self.alias(flat_point=flat("point")).filter(flat_point__bboverlaps=_envelope(box))

    def near(self, point: Point, *, within_m: float | None = None) -> "PlaceQuerySet":
        """Nearest entrance first. `distance` is in metres, straight; `within_m` likewise.

        Ordered by distance alone: a second key would make the database sort every place.
        """
        places = self.annotate(distance=Nearness("access", point))
        if within_m is not None:
            places = places.filter(access__dwithin=(point, D(m=within_m)))
        return places.order_by("distance")

    def with_total(self) -> "PlaceQuerySet":
        """`total`: how many there are in all, in the same statement as a page of them."""
        count = self.order_by().values(n=Func(template="COUNT(*)", output_field=IntegerField()))
        return self.annotate(total=Subquery(count, output_field=IntegerField()))

    def with_hours_today(self, at: datetime | None = None) -> "PlaceQuerySet":
        """`hours_today`: the exception that covers the local day of `at`, else the usual hours."""
        day = timezone.localdate(at) if at else timezone.localdate()
        exceptions = self.model._meta.get_field("hours_exceptions").related_model.objects
        today = exceptions.filter(place=OuterRef("pk"), starts_on__lte=day, ends_on__gte=day).values("hours")[:1]
        return self.annotate(hours_today=Coalesce(Subquery(today), F("hours")))

    def open_at(self, at: datetime) -> "PlaceQuerySet":
        """Open at that moment, for certain: places of unknown state are left out. Reads the distinct hours first."""
        running = self.filter(operation__in=["open", "self_service"]).with_hours_today(at)
        strings = set(running.order_by().values_list("hours_today", flat=True).distinct())
        return running.filter(hours_today__in=sorted(hours.open_strings(strings, at)))

    def open_now(self) -> "PlaceQuerySet":
        return self.open_at(timezone.now())


def _envelope(box: tuple[float, float, float, float]) -> Polygon:
    envelope = Polygon.from_bbox(box)
    envelope.srid = 4326
    return envelope


class FeedbackQuerySet(models.QuerySet):
    def published(self) -> "FeedbackQuerySet":
        """Answered, with the sender's consent, and let through by the office. Nothing else is ever public."""
        return self.filter(is_published=True)

    def phones_to_forget(self, at: datetime) -> "FeedbackQuerySet":
        """Decided, or left waiting, so long before `at` that nobody needs to call any more."""
        decided = Q(answered_at__lte=at - self.model.PHONE_KEPT)
        left_waiting = Q(answered_at__isnull=True, created_at__lte=at - self.model.PHONE_KEPT_UNANSWERED)
        return self.filter(decided | left_waiting, phone__isnull=False)

    def photos_to_withdraw(self, at: datetime) -> "FeedbackQuerySet":
        """With a picture that no page shows, and that nobody needs to look at any more."""
        decided = Q(state="declined") | Q(answered_at__lte=at - self.model.PHOTO_KEPT)
        return self.filter(decided, is_published=False, photo__isnull=False).exclude(photo__state="withdrawn")

    def about(self, place: models.Model) -> "FeedbackQuerySet":
        return self.filter(place_id=place.pk)

    def waiting(self) -> "FeedbackQuerySet":
        return self.filter(state="received").order_by("created_at")
