"""Search over everything that has a page: places of every kind, and the regions that they lie in."""

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from places.models import Place, Region

LONGEST = 100
MOST_WORDS = 6
MOST_REGIONS = 6


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
