"""What a table is: its columns by key, its rows by number, and how one is refused."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter

from lib.refusals import Invalid

STARTS_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


class TableRefused(Invalid, ValueError):
    """The file or one of its cells cannot be taken. `row` and `column` are as Excel counts them."""

    def __init__(self, sentence: Any, *, row: int | None = None, column: str | None = None):
        super().__init__(sentence, row=row, column=column)
        self.row = row
        self.column = column


def formula_refused(row: int, column: str) -> TableRefused:
    sentence = _("Cell {cell} holds a formula. Please copy the column and paste it as values.")
    return TableRefused(format_lazy(sentence, cell=f"{column}{row}"), row=row, column=column)


@dataclass(frozen=True, slots=True)
class Column:
    """`text` columns are written as text, so that codes keep their leading zeros.

    A heading is known in every language of the site, by its key, and by its aliases.
    """

    key: str
    header: Any
    required: bool = True
    text: bool = True
    aliases: tuple[str, ...] = ()

    def headings(self) -> set[str]:
        known = {self.key, *self.aliases}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                known.add(str(self.header))
        return {fold(heading) for heading in known}


class Row(dict[str, str]):
    """One row's text by column key. `number` is its row in the file, for messages."""

    def __init__(self, cells: dict[str, str], number: int):
        super().__init__(cells)
        self.number = number


def fold(heading: str) -> str:
    """Headings are the same whatever their width, case, spaces or mark for "required"."""
    return re.sub(r"[\s*:]", "", unicodedata.normalize("NFKC", heading)).casefold()


def match_headings(cells: Sequence[str], columns: Sequence[Column], row: int) -> list[Column | None]:
    """The column at each position; None where nothing stands."""
    known = {heading: column for column in columns for heading in column.headings()}
    found = [known.get(fold(cell)) if cell else None for cell in cells]
    _refuse_doubles(found, row)
    missing = [column for column in columns if column.required and column not in found]
    if missing:
        sentence = _("These headings are missing: {missing}. The table needs: {needed}.")
        raise TableRefused(format_lazy(sentence, missing=names(missing), needed=names(columns)), row=row)
    for position, cell in enumerate(cells, 1):
        if cell and found[position - 1] is None:
            letter = get_column_letter(position)
            sentence = _("The heading “{heading}” in column {column} is not known. Known are: {known}.")
            raise TableRefused(
                format_lazy(sentence, heading=cell[:40], column=letter, known=names(columns)),
                row=row,
                column=letter,
            )
    return found


def _refuse_doubles(found: Sequence[Column | None], row: int) -> None:
    for position, column in enumerate(found):
        if column and column in found[:position]:
            letter = get_column_letter(position + 1)
            sentence = _("The heading “{heading}” stands twice, again in column {column}.")
            raise TableRefused(format_lazy(sentence, heading=column.header, column=letter), row=row, column=letter)


def names(columns: Sequence[Column]) -> str:
    return ", ".join(str(column.header) for column in columns)


def defuse(text: str) -> str:
    """A cell that Excel would run as a formula gets a leading apostrophe."""
    return f"'{text}" if STARTS_FORMULA.match(text) else text


def undefuse(text: str) -> str:
    return text[1:] if text.startswith("'") and STARTS_FORMULA.match(text, 1) else text
