"""Reading .xlsx files that strangers may have made: openpyxl, behind a gate of our own."""

import io
import re
import zlib
from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from lib.spreadsheets.tables import TableRefused, formula_refused

MOST_UNPACKED = 32 * 1024 * 1024
MOST_PARTS = 500
MOST_COLUMNS = 64
LAST_ROW = 1_048_576
EXACT = 10**15  # Excel keeps 15 digits of a number; longer identity numbers come out wrong
MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]+[0-9]+:[A-Z]+[0-9]+)["']""")
ENTITIES = tuple(
    marker.encode(encoding) for marker in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
# What zipfile, expat and openpyxl raise on files that are broken, by accident or on purpose.
BROKEN = (
    ArithmeticError, AssertionError, AttributeError, BadZipFile, EOFError, LookupError,
    NotImplementedError, OSError, ParseError, RuntimeError, TypeError, ValueError, zlib.error,
)  # fmt: skip


def workbook_lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Numbered rows of the first visible sheet, as text."""
    try:
        safe = _repacked(data)
        workbook = load_workbook(safe, read_only=True, keep_links=False)
        sheet = next(sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible")
        # Read-only sheets do not know of merged cells, so they are looked for in the XML.
        _refuse_merged(ZipFile(safe).read(sheet._worksheet_path))
        rows = sheet.iter_rows(min_row=1, max_row=LAST_ROW, min_col=1, max_col=MOST_COLUMNS)
        for number, cells in enumerate(rows, 1):
            if any(cell.value is not None for cell in cells):
                yield number, _texts(number, cells)
    except TableRefused:
        raise
    except (*BROKEN, StopIteration) as error:
        raise TableRefused(
            _("This Excel file is damaged. Please open it in Excel and save it again as .xlsx.")
        ) from error


def _repacked(data: bytes) -> io.BytesIO:
    """The parts in a new archive, so that openpyxl unpacks no byte that was not counted here.

    An archive's own sizes may lie, and zipfile unpacks all before it cuts to the size declared.
    """
    safe = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as archive, ZipFile(safe, "w") as copy:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise TableRefused(_("This Excel file holds too much. Please copy the table alone into a new file."))
        if len({part.filename for part in parts}) < len(parts):
            raise BadZipFile("two parts of one name")
        for part in parts:
            copy.writestr(part.filename, _content(archive, part))
    return safe


def _content(archive: ZipFile, part: ZipInfo) -> bytes:
    if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile("not a compression that spreadsheets use")
    with archive.open(part) as source:
        content = source.read(part.file_size + 1)
    if any(marker in content for marker in ENTITIES):
        raise BadZipFile("a part declares entities")
    return content


def _refuse_merged(sheet_xml: bytes) -> None:
    merged = MERGED.search(sheet_xml)
    if merged:
        area = merged[1].decode()
        column, row = re.match(r"([A-Z]+)([0-9]+)", area).groups()
        sentence = _("The cells {area} are merged. Please split them and upload the file again.")
        raise TableRefused(format_lazy(sentence, area=area), row=int(row), column=column)


def _texts(number: int, cells: tuple) -> list[str]:
    return [_text(cell, number, get_column_letter(place)) for place, cell in enumerate(cells, 1)]


def _text(cell: Any, row: int, column: str) -> str:
    if cell.value is None:
        return ""
    if cell.data_type == "f":
        raise formula_refused(row, column)
    if cell.data_type == "e":
        sentence = _("Cell {cell} shows an error of Excel’s ({error}). Please correct it.")
        label = f"{column}{row}"
        raise TableRefused(format_lazy(sentence, cell=label, error=str(cell.value)[:20]), row=row, column=column)
    if isinstance(cell.value, int | float) and abs(cell.value) >= EXACT:
        sentence = _(
            "Cell {cell} is stored as a number, and Excel has lost its last digits. "
            "Please format the column as text and type the number again."
        )
        raise TableRefused(format_lazy(sentence, cell=f"{column}{row}"), row=row, column=column)
    return value_text(cell.value)


def value_text(value: Any) -> str:
    """As Excel shows it, except that dates are always ISO 8601."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{Decimal(f'{value:.15g}'):f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    return str(value)
