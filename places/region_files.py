"""Reading regions out of GeoJSON, Shapefile or GeoPackage, by GDAL. Nothing here touches the database."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.gis.gdal import DataSource, GDALException, OGRGeometry, SpatialReference
from django.contrib.gis.gdal.layer import Layer
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon, Polygon
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lib.datum import Datum, to_wgs84
from lib.refusals import Invalid
from lib.text import one_line
from places.shapes import WGS84, shapes_may_be_wrong
from places.validators import validate_in_city


@dataclass(frozen=True, slots=True)
class Fields:
    """Which field of the file holds what. An empty name means: the file does not have it."""

    code: str = "code"
    name: str = "name"
    name_en: str = ""
    level: str = ""
    parent: str = ""
    population: str = ""

    def named(self) -> list[str]:
        return [name for name in (self.code, self.name, self.name_en, self.level, self.parent, self.population) if name]


@dataclass(slots=True)
class Draft:
    """A region as the file has it, by its number in the file, with what is wrong with it."""

    index: int
    code: str = ""
    name: str = ""
    name_en: str = ""
    level: str = ""
    parent: str = ""
    population: int | None = None
    outline: MultiPolygon | None = None
    errors: list[str] = field(default_factory=list)


def read(
    path: Path, *, fields: Fields, datum: Datum | None = None, fix: bool = False, encoding: str = "",
    watch: Callable = lambda items, *, total: items,
) -> list[Draft]:  # fmt: skip
    """Every feature of the file's one layer. Raises Invalid where the file as a whole cannot be used."""
    with _gdal_speaks_by_exceptions(encoding):
        try:
            layer = _only_layer(path)
            reference = _reference(layer, datum)
            _check_fields(layer, fields)
            features = watch(layer, total=len(layer))
            return [_draft(number, feature, fields, reference, datum, fix) for number, feature in enumerate(features)]
        except GDALException as error:
            raise Invalid(_("This file cannot be read as a map: %(reason)s.") % {"reason": error}) from error


@contextmanager
def _gdal_speaks_by_exceptions(encoding: str) -> Iterator[None]:
    before = os.environ.get("SHAPE_ENCODING")
    if encoding:
        os.environ["SHAPE_ENCODING"] = encoding
    try:
        with shapes_may_be_wrong():
            yield
    finally:
        if encoding:
            os.environ.pop("SHAPE_ENCODING")
        if encoding and before is not None:
            os.environ["SHAPE_ENCODING"] = before


def _only_layer(path: Path) -> Layer:
    if not path.is_file():
        raise Invalid(_("There is no file %(path)s.") % {"path": path})
    source = DataSource(path)
    if source.layer_count != 1:
        raise Invalid(_("The file holds %(count)s layers; one is needed.") % {"count": source.layer_count})
    return source[0]


def _reference(layer: Layer, datum: Datum | None) -> SpatialReference | None:
    """None: the numbers are degrees already, of the datum that was named."""
    reference = layer.srs
    if reference is not None and (reference.geographic or reference.projected):
        return reference
    if datum:
        return None
    raise Invalid(
        _("The file does not say in which coordinate system it is. Name the datum: wgs84, cgcs2000, gcj02 or bd09.")
    )


def _check_fields(layer: Layer, fields: Fields) -> None:
    if missing := [name for name in fields.named() if name not in layer.fields]:
        raise Invalid(
            _("The file has no field %(missing)s; it has %(there)s.")
            % {"missing": ", ".join(missing), "there": ", ".join(layer.fields) or "–"}
        )


def _draft(number, feature, fields: Fields, reference, datum: Datum | None, fix: bool) -> Draft:
    draft = Draft(index=number)
    draft.code = _text(feature, fields.code)
    draft.name = _text(feature, fields.name)
    draft.name_en = _text(feature, fields.name_en)
    draft.level = _text(feature, fields.level).lower()
    draft.parent = _text(feature, fields.parent)
    try:
        draft.population = _whole(_text(feature, fields.population))
        draft.outline = _outline(feature, reference, datum, fix)
    except Invalid as refusal:
        draft.errors.append(str(refusal))
    except ValidationError as error:
        draft.errors.extend(error.messages)
    except (GDALException, GEOSException) as error:
        draft.errors.append(_("The outline cannot be read: %(reason)s.") % {"reason": error})
    return draft


def _text(feature, name: str) -> str:
    """Codes come as text, whole numbers or even floats: 320582100.0 is 320582100."""
    value = feature.get(name) if name else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else one_line(str(value))


def _whole(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Invalid(_("The number of residents is not a whole number: %(text)s.") % {"text": text[:40]})
    return int(text)


def _outline(feature, reference, datum: Datum | None, fix: bool) -> MultiPolygon | None:
    """In WGS-84, checked; None where the feature has no geometry."""
    try:
        shape: OGRGeometry = feature.geom
    except GDALException:
        return None
    shape.set_3d(False)
    if reference is not None:
        shape.srs = reference
        shape.transform(WGS84)
    outline = _whole_polygons(shape.geos, fix)
    outline.srid = WGS84
    if datum:
        outline = _moved(outline, datum)
    validate_in_city(outline.point_on_surface)
    return outline


def _whole_polygons(shape: GEOSGeometry, fix: bool) -> MultiPolygon:
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise Invalid(_("A region is a polygon, not a %(kind)s.") % {"kind": shape.geom_type})
    if shape.empty:
        raise Invalid(_("The polygon is empty."))
    if not shape.valid:
        if not fix:
            raise Invalid(
                _("The polygon is not sound: %(reason)s. Correct it, or let the loader mend it with --fix.")
                % {"reason": shape.valid_reason}
            )
        shape = shape.make_valid()
    parts = (
        [shape] if isinstance(shape, Polygon) else [part for part in shape if isinstance(part, Polygon | MultiPolygon)]
    )
    polygons = [polygon for part in parts for polygon in ([part] if isinstance(part, Polygon) else part)]
    if not polygons:
        raise Invalid(_("Nothing is left of the polygon once it is mended."))
    return MultiPolygon(polygons, srid=WGS84)


def _moved(outline: MultiPolygon, datum: Datum) -> MultiPolygon:
    polygons = [Polygon(*[[to_wgs84(x, y, datum) for x, y in ring] for ring in polygon]) for polygon in outline]
    return MultiPolygon(polygons, srid=WGS84)
