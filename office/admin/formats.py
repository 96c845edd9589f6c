"""File formats of the registers' import and export, for django-import-export."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import tablib
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from import_export.formats.base_formats import Format

from lib.spreadsheets import Column, Row, TableRefused, read_table, stream_csv, write_xlsx
from office.geojson_files import LONGITUDE, PROBLEM, looks_like_json, read_features, write_features

LARGEST_FILE = 5 * 1024 * 1024
MOST_ROWS = 1000
ROW_NUMBER = "row"


def have_places(columns: Sequence[Column]) -> bool:
    """Whether a row of them lies somewhere, and so has a shape in a GeoJSON file."""
    return any(column.key == LONGITUDE for column in columns)


def read_rows(data: bytes, columns: Sequence[Column], most: int = MOST_ROWS) -> list[Row]:
    """The rows of an .xlsx or .csv, or of a .geojson if they have places; its bytes say which. Raises TableRefused."""
    if len(data) > LARGEST_FILE:
        sentence = _("The file is larger than {limit} MB. Please split it into several files.")
        raise TableRefused(format_lazy(sentence, limit=LARGEST_FILE // 1024**2))
    if looks_like_json(data):
        if not have_places(columns):
            raise TableRefused(_("Nothing here has a place on the map. Please upload the table as .xlsx or .csv."))
        return read_features(data, columns=columns, max_rows=most)
    return read_table(io.BytesIO(data), columns=columns, max_rows=most)


def as_dataset(rows: Sequence[Row], columns: Sequence[Column]) -> tablib.Dataset:
    """What a resource reads: the cells, the row's number in the file, and what is wrong with it already."""
    keys = [column.key for column in columns]
    dataset = tablib.Dataset(headers=[*keys, ROW_NUMBER, PROBLEM])
    for row in rows:
        dataset.append([*(row.get(key, "") for key in keys), row.number, row.get(PROBLEM, "")])
    return dataset


class RowFormat(Format):
    """Written from rows of native values; reading goes through `read_rows`."""

    title: str
    extension: str
    content_type: str

    def get_title(self) -> str:
        return self.title

    def get_extension(self) -> str:
        return self.extension

    def get_content_type(self) -> str:
        return self.content_type

    def can_export(self) -> bool:
        return True

    def can_import(self) -> bool:
        return True


class Excel(RowFormat):
    title = "Excel (.xlsx)"
    extension = "xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def write(self, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> bytes:
        return write_xlsx(columns, rows)


class GeoJSON(RowFormat):
    title = "GeoJSON (WGS-84)"
    extension = "geojson"
    content_type = "application/geo+json"

    def write(self, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> bytes:
        return write_features(columns, rows)


class Text(RowFormat):
    title = "CSV (UTF-8)"
    extension = "csv"
    content_type = "text/csv; charset=utf-8"

    def write(self, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> bytes:
        return b"".join(stream_csv(columns, rows))
