"""An uploaded .xlsx or .csv as rows of text. Its bytes say which of the two it is, not its name."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import IO

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter

from lib.spreadsheets.tables import (
    Column,
    Row,
    TableRefused,
    formula_refused,
    match_headings,
    undefuse,
)
from lib.spreadsheets.workbooks import workbook_lines
from lib.text import written

MEGABYTE = 1024 * 1024
LARGEST_FILE = 5 * MEGABYTE
MOST_ROWS = 5000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Lines = Iterator[tuple[int, list[str]]]


def read_table(file: IO[bytes], *, columns: Sequence[Column], max_rows: int = MOST_ROWS) -> list[Row]:
    """Every row under the headings except blank ones; nothing unless all can be read.

    The headings are the first row that holds anything, in any order. Raises TableRefused.
    """
    lines = _lines(file)
    heading_row, cells = next(lines, (1, []))
    if not cells:
        raise TableRefused(_("The file is empty. Please fill in the template and upload it again."))
    found = match_headings(cells, columns, heading_row)
    rows = []
    for number, cells in lines:
        if len(rows) == max_rows:
            sentence = _("The table has more than {limit} rows. Please split it into several files.")
            raise TableRefused(format_lazy(sentence, limit=max_rows), row=number)
        rows.append(_row(number, cells, found))
    if not rows:
        raise TableRefused(_("There is no row below the headings."), row=heading_row)
    for row in rows:
        for column in columns:
            row.setdefault(column.key, "")
    return rows


def _row(number: int, cells: list[str], found: Sequence[Column | None]) -> Row:
    row = Row({}, number)
    for position, text in enumerate(cells):
        column = found[position] if position < len(found) else None
        if column:
            row[column.key] = text
        elif text:
            letter = get_column_letter(position + 1)
            sentence = _("Row {row} has something in column {column}, which has no heading.")
            raise TableRefused(format_lazy(sentence, row=number, column=letter), row=number, column=letter)
    return row


def _lines(file: IO[bytes]) -> Lines:
    """Numbered rows that hold anything, as clean text."""
    data = _bytes(file)
    lines = workbook_lines(data) if data.startswith(ZIP) else _csv_lines(data)
    for number, cells in lines:
        cleaned = [clean_cell(cell) for cell in cells]
        if any(cleaned):
            yield number, cleaned


def clean_cell(text: str) -> str:
    """Line breaks stay; what cannot be seen or stored goes, and so does our own apostrophe."""
    return undefuse(written(text.replace("\r\n", "\n").replace("\r", "\n")).strip()).strip()


def _bytes(file: IO[bytes]) -> bytes:
    file.seek(0)
    data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        sentence = _("The file is larger than {limit} MB. Please split it into several files.")
        raise TableRefused(format_lazy(sentence, limit=LARGEST_FILE // MEGABYTE))
    if data.startswith(OLE):
        raise TableRefused(_("This is an old Excel file (.xls) or one with a password. Please save it as .xlsx."))
    if data.removeprefix(BYTE_ORDER_MARK).lstrip().startswith(b"<"):
        raise TableRefused(_("This is a web page, not a table. Please open it in Excel and save it as .xlsx."))
    return data


def _csv_lines(data: bytes) -> Lines:
    text = _decoded(data)
    first_line = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            _refuse_formulas(number, cells)
            yield number, cells
    except csv.Error as error:
        sentence = _("Row {row} cannot be read: please check its quotation marks.")
        raise TableRefused(format_lazy(sentence, row=number + 1), row=number + 1) from error


def _decoded(data: bytes) -> str:
    """UTF-8, or what Excel in Chinese saves as "CSV"."""
    if b"\0" not in data:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise TableRefused(_("This is neither an Excel file (.xlsx) nor a text table (.csv)."))


def _refuse_formulas(number: int, cells: Sequence[str]) -> None:
    for position, cell in enumerate(cells, 1):
        if cell.startswith("="):
            raise formula_refused(number, get_column_letter(position))
