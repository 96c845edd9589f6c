"""GeoJSON files of points, in and out, as the same rows that a spreadsheet gives."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib.json_input import NotJSON, read_json
from lib.spreadsheets import Column, Row, TableRefused
from lib.spreadsheets.tables import fold
from lib.text import written
from places.shapes import NoShape, read_shape

WGS84_NAMES = re.compile(r"(CRS84|EPSG:+(\d*:)?4326)$")
# What `read_json` puts in place of half a character, and other programs in place of what they could not read.
UNREADABLE = "\ufffd"
PROBLEM = "problem"
LONGITUDE, LATITUDE, DATUM = "longitude", "latitude", "datum"
SHAPES = ("Polygon", "MultiPolygon")


def looks_like_json(data: bytes) -> bool:
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def read_features(data: bytes, *, columns: Sequence[Column], max_rows: int) -> list[Row]:
    """One row per feature; what is wrong with a feature alone stands in its `problem`. Raises TableRefused."""
    features = _features(data)
    if len(features) > max_rows:
        sentence = _("The file has more than {limit} features. Please split it into several files.")
        raise TableRefused(format_lazy(sentence, limit=max_rows))
    known = {heading: column.key for column in columns for heading in column.headings()}
    return [_row(number, feature, known, columns) for number, feature in enumerate(features, 1)]


def write_features(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A FeatureCollection in WGS-84, longitude first, as RFC 7946 has it."""
    keys = [column.key for column in columns if column.key not in (LONGITUDE, LATITUDE)]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row[LONGITUDE], row[LATITUDE]]},
            "properties": {key: _plain(row.get(key)) for key in keys},
        }
        for row in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1).encode()


def _features(data: bytes) -> list[Any]:
    try:
        collection = read_json(data)
    except NotJSON as error:
        raise TableRefused(_("This GeoJSON file is damaged: it is not JSON in UTF-8.")) from error
    if not isinstance(collection, dict) or not isinstance(collection.get("features"), list):
        raise TableRefused(_("This is not a GeoJSON collection of features."))
    crs = collection.get("crs")
    if crs is not None and not WGS84_NAMES.search(str(_inside(crs, "properties", "name"))):
        raise TableRefused(_("This file is not in WGS-84. Please convert it (EPSG:4326) and upload it again."))
    if not collection["features"]:
        raise TableRefused(_("There is no feature in this file."))
    return collection["features"]


def _inside(value: Any, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _row(number: int, feature: Any, known: Mapping[str, str], columns: Sequence[Column]) -> Row:
    row = Row(dict.fromkeys((column.key for column in columns), ""), number)
    properties = _inside(feature, "properties")
    damaged = False
    for name, value in (properties if isinstance(properties, dict) else {}).items():
        # Other programs add properties of their own; those that we do not know stay outside.
        if key := known.get(fold(str(name))):
            row[key], whole = _text(value)
            damaged = damaged or not whole
    row[LONGITUDE], row[LATITUDE], row[PROBLEM] = _point(_inside(feature, "geometry"))
    if damaged:
        row[PROBLEM] = _("This feature holds half a character, which cannot be read. Please write it anew.")
    row[DATUM] = ""
    return row


def _text(value: Any) -> tuple[str, bool]:
    """What can be stored of it, and whether that is all."""
    text = _joined(value)
    return written(text).strip(), UNREADABLE not in text


def _joined(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(_joined, value)) if isinstance(value, list) else str(value)


def _point(geometry: Any) -> tuple[str, str, Any]:
    """Longitude, latitude and what is wrong with the shape."""
    try:
        shape = read_shape(json.dumps(geometry))
    except (NoShape, RecursionError):
        return "", "", _("This feature has no shape that can be read.")
    if shape.geom_type in SHAPES:
        if not shape.valid:
            return "", "", _("This outline crosses itself. Please correct it and upload the file again.")
        shape = shape.point_on_surface
    if shape.geom_type != "Point":
        return "", "", _("A feature here is a point or an outline.")
    return repr(shape.x), repr(shape.y), ""


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, bool | int | float | list | type(None)) else str(value)
