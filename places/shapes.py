"""Shapes that somebody sent, as text: read, or refused without a word in our error log."""

import logging
import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, WKBWriter

WGS84 = 4326

# Django logs what GEOS and GDAL say as errors of ours; a shape that somebody else made badly is none.
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)
logging.getLogger("django.contrib.gis").addFilter(lambda _record: not _quiet.get())


class NoShape(ValueError):
    """The text is no shape, or one without a place on earth."""


@contextmanager
def shapes_may_be_wrong() -> Iterator[None]:
    """What the libraries complain about inside is not logged; their exceptions say it."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def read_shape(text: str) -> GEOSGeometry:
    """A flat shape in WGS-84 degrees from WKT, EWKT or GeoJSON; heights are left out. Raises NoShape.

    Text without a reference system is taken as WGS-84.
    """
    with shapes_may_be_wrong():
        try:
            shape = GEOSGeometry(text)
            if shape.empty:
                raise NoShape("empty")
            shape = GEOSGeometry(WKBWriter(dim=2).write(shape), srid=shape.srid or WGS84)
            if shape.srid != WGS84:
                shape.transform(WGS84)
            # Read again, since a point that is not a number turns into an empty one on the way.
            if shape.empty or not all(map(math.isfinite, shape.extent)):
                raise NoShape("nowhere")
        except (GEOSException, GDALException, ValueError, TypeError) as error:
            raise NoShape(str(error)) from error
    return shape
