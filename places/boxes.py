"""A box of the map, as `bbox=west,south,east,north` in degrees (RFC 7946)."""

from math import isfinite

from django.utils.translation import gettext as _

from lib.refusals import Invalid

Box = tuple[float, float, float, float]


def read_box(text: str) -> Box:
    """Raises Invalid with a sentence that says what is wrong with the box."""
    if not text:
        raise Invalid(_("The box is missing: bbox=west,south,east,north, in degrees."))
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise Invalid(_("A box is four numbers: bbox=west,south,east,north, in degrees.")) from error
    if not all(isfinite(number) for number in (west, south, east, north)):
        raise Invalid(_("A box is four numbers: bbox=west,south,east,north, in degrees."))
    if max(abs(south), abs(north)) > 90 or max(abs(west), abs(east)) > 180:
        raise Invalid(_("This box leaves the earth. Longitude comes first: bbox=west,south,east,north."))
    if west > east or south > north:
        raise Invalid(_("The box is turned over: west comes before east, and south before north."))
    return west, south, east, north
