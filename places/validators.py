"""Sentences for what a place may not be."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from places.hours import HoursUnreadable, parse


def validate_in_city(point) -> None:
    """A WGS-84 point (longitude, latitude in degrees) within the city's box and its tolerance."""
    if is_in_city(point.x, point.y):
        return
    if is_in_city(point.y, point.x):
        raise ValidationError(_("Longitude and latitude are swapped: longitude comes first."), code="swapped")
    raise ValidationError(_("This point lies outside the city."), code="outside")


def is_in_city(longitude: float, latitude: float) -> bool:
    west, south, east, north = settings.CITY_BOX
    margin = settings.CITY_BOX_TOLERANCE
    return west - margin <= longitude <= east + margin and south - margin <= latitude <= north + margin


def validate_hours(text: str) -> None:
    try:
        parse(text)
    except HoursUnreadable as error:
        raise ValidationError(
            _("These opening hours cannot be read. Write them like: Mo-Fr 09:00-17:00; Sa 10:00-16:00."),
            code="hours",
        ) from error
