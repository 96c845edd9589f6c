"""The sample city's shop, its box and its fund: two years of counts through the same actions as in life."""

from lib.sampling import SampleCity
from shop.sample import books, disclosures, shops


def plant(city: SampleCity) -> None:
    shops.plant(city)
    books.plant(city)
    disclosures.plant(city)
