"""The sample city's office: its registers, and what it has announced."""

from lib.sampling import SampleCity
from office.sample import notices, registers


def plant(city: SampleCity) -> None:
    registers.plant(city)
    notices.plant(city)
