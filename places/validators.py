"""Sentences for what a place may not be."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from places.hours import HoursUnreadable, parse

# Degrees beyond the tolerance: a box is drawn round where people live, a boundary follows the middle of a river.
OUTLINE_REACHES = 0.08


def validate_in_city(point) -> None:
    """A WGS-84 point (longitude, latitude in degrees) within the city's box and its tolerance."""
    if is_in_city(point.x, point.y):
        return
    if is_in_city(point.y, point.x):
        raise ValidationError(_("Longitude and latitude are swapped: longitude comes first."), code="swapped")
    raise ValidationError(_("This point lies outside the city."), code="outside")


def validate_outline(outline) -> None:
    """A sound outline in WGS-84 that lies in the city and reaches no more than a few kilometres over its box."""
    if not outline.valid:
        raise ValidationError(_("This outline crosses itself. Please correct it."), code="crossing")
    validate_in_city(outline.point_on_surface)
    west, south, east, north = outline.extent
    if not (is_in_city(west, south, OUTLINE_REACHES) and is_in_city(east, north, OUTLINE_REACHES)):
        raise ValidationError(_("This outline lies outside the city, or reaches far beyond it."), code="outside")


def is_in_city(longitude: float, latitude: float, beyond: float = 0) -> bool:
    west, south, east, north = settings.CITY_BOX
    margin = settings.CITY_BOX_TOLERANCE + beyond
    return west - margin <= longitude <= east + margin and south - margin <= latitude <= north + margin


def validate_hours(text: str) -> None:
    try:
        parse(text)
    except HoursUnreadable as error:
        raise ValidationError(
            _("These opening hours cannot be read. Write them like: Mo-Fr 09:00-17:00; Sa 10:00-16:00."),
            code="hours",
        ) from error
