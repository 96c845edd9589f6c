"""Search over everything that has a page: places of every kind, their regions, activities, public notices."""

from datetime import datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from office.models import PublicNotice
from places.models import Place, Region
from volunteers.models import Shift
from volunteers.querysets import ShiftQuerySet

LONGEST = 100
MOST_WORDS = 6
MOST_REGIONS = 6
MOST_ACTIVITIES = 6
MOST_NOTICES = 6


def find_places(text: str) -> QuerySet:
    """Every word is found in the place's names, pinyin or address; those whose name says it stand first."""
    places = Place.objects.for_public()
    for word in text.split()[:MOST_WORDS]:
        places = places.named_like(word)
    in_name = Q(name__icontains=text) | Q(name_en__icontains=text) | Q(pinyin__icontains=text)
    rank = Case(When(in_name, then=Value(0)), default=Value(1), output_field=IntegerField())
    return places.with_total().order_by(rank, "pinyin", "pk")


def find_regions(text: str) -> QuerySet:
    return Region.objects.current().named_like(text).filter(centre__isnull=False).order_by("code")[:MOST_REGIONS]


def find_activities(text: str, at: datetime) -> ShiftQuerySet:
    """The next shift of every activity whose title says it; what is over is not looked for."""
    called = Q(activity__title__icontains=text) | Q(activity__title_en__icontains=text)
    coming = Shift.objects.standing().of_open_activities().upcoming(at).filter(called).with_activity()
    return coming.next_of_each().order_by("starts_at", "pk")[:MOST_ACTIVITIES]


def find_notices(text: str) -> QuerySet:
    """Public notices whose title says it, the newest first."""
    called = Q(title__icontains=text) | Q(title_en__icontains=text)
    return PublicNotice.objects.filter(called).order_by("-opened_at")[:MOST_NOTICES]
