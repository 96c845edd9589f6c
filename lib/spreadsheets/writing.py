"""Tables for staff (.xlsx, where codes stay text) and for everyone (.csv, streamed)."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from lib.spreadsheets.tables import Column, defuse

TEXT = "@"
COLUMN_WIDTH = 20
CHUNK = 64 * 1024


def write_xlsx(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """One sheet with its headings; without rows it is a template to fill in."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.freeze_panes = "A2"
    for position, column in enumerate(columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(position)]
        dimension.width = COLUMN_WIDTH
        if column.text:
            dimension.number_format = TEXT
    sheet.append([_heading(sheet, column) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, column, row.get(column.key)) for column in columns])
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def stream_csv(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, without which Excel shows Chinese as noise."""
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    page.write("\ufeff")
    writer.writerow([_safe(column.header) for column in columns])
    for row in rows:
        writer.writerow([_csv_value(row.get(column.key)) for column in columns])
        if page.tell() >= CHUNK:
            yield page.getvalue().encode()
            page.seek(0)
            page.truncate()
    yield page.getvalue().encode()


def _heading(sheet: Any, column: Column) -> Cell:
    cell = _text_cell(sheet, column.header)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, column: Column, value: Any) -> Cell | None:
    if value is None or value == "":
        return None
    if column.text or not isinstance(value, int | float | Decimal | date):
        return _text_cell(sheet, value)
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.make_naive(value)
    return WriteOnlyCell(sheet, value)


def _text_cell(sheet: Any, value: Any) -> Cell:
    cell = WriteOnlyCell(sheet, _safe(value))
    cell.data_type = "s"  # openpyxl would take "#N/A" for an error
    cell.number_format = TEXT
    return cell


def _csv_value(value: Any) -> str:
    number = isinstance(value, int | float | Decimal)
    return plain_text(value) if number else _safe(value)


def _safe(value: Any) -> str:
    return defuse(ILLEGAL_CHARACTERS_RE.sub("", plain_text(value)))


def plain_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{local:%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)
