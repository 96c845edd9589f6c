from django.db.models import Sum

from places.models import Facility
from places.querysets import PlaceQuerySet


class ParkQuerySet(PlaceQuerySet):
    def for_elderly(self) -> "ParkQuerySet":
        """Something made for older people is there."""
        return self.with_any_facility(*Facility.for_elderly())

    def for_children(self) -> "ParkQuerySet":
        return self.with_any_facility(*Facility.for_children())

    def step_free(self) -> "ParkQuerySet":
        return self.with_all_facilities(Facility.STEP_FREE)

    def total_area(self) -> int:
        """Square metres of all parks in the set."""
        return self.aggregate(total=Sum("area_m2", default=0))["total"]
