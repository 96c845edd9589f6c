"""The sample city's shop, its box, its fund and its goods: two years through the same actions as in life."""

from lib.sampling import SampleCity
from shop.sample import books, disclosures, goods, shops


def plant(city: SampleCity) -> None:
    shops.plant(city)
    books.plant(city)
    disclosures.plant(city)
    goods.plant(city)
