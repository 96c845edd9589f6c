"""What the database refuses about regions and places, in words. Actions write inside `in_words()`."""

from django.utils.translation import gettext_lazy as _

from lib.constraints import Walls
from places.models.region import CODE_IN_PARENTS

# Constraints that only a trigger knows (migrations/0006_regions_hold.sql), and unique columns.
BY_TRIGGER = {
    "places_region_code_in_parents": CODE_IN_PARENTS,
    "places_region_code_key": _("A region with this code stands already."),
}

walls = Walls("places", by_trigger=BY_TRIGGER)
in_words = walls.in_words
