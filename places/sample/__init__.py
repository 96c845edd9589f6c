"""The sample city's regions, and the places that have no room of their own yet."""

from lib.sampling import SampleCity
from places.sample import regions, venues


def plant(city: SampleCity) -> None:
    regions.plant(city)
    venues.plant(city)
