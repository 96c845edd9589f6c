"""The sample city's pocket parks, and what residents said about them."""

from lib.sampling import SampleCity
from parks.sample import feedback, gardens


def plant(city: SampleCity) -> None:
    gardens.plant(city)
    feedback.plant(city)
