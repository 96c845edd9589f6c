"""What an import came to, as rows of plain texts: for the page at once, or sealed until its owner looks."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.results import Result, RowResult

from lib.refusals import Refused
from office.actions.imports import Found

logger = logging.getLogger(__name__)

MOST_PROBLEMS = 200
MOST_SHOWN = 200
KINDS = {
    RowResult.IMPORT_TYPE_NEW: gettext_lazy("new"),
    RowResult.IMPORT_TYPE_UPDATE: gettext_lazy("changed"),
    RowResult.IMPORT_TYPE_SKIP: gettext_lazy("as before"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence about one cell or row; `row` is counted as the file's own program counts."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Line:
    """What happens to one row."""

    word: str
    region: str
    name: str
    changed: str


def problems_of(result: Result, labels: Mapping[str, Any] = MappingProxyType({})) -> list[Problem]:
    """Everything that stands against the import, in the order of the file."""
    found = [Problem(0, "", _whole(error.error)) for error in result.base_errors]
    for _number, errors in result.row_errors():
        found += [Problem(error.row["row"], "", _("This row cannot be saved as it is.")) for error in errors]
    for row in result.invalid_rows:
        for name, sentences in row.error_dict.items():
            found += [Problem(row.values[0], str(labels.get(name, "")), sentence) for sentence in sentences]
    return sorted(found, key=lambda problem: problem.row)


def preview_of(result: Result) -> Iterator[Line]:
    for row in result.rows:
        region = getattr(row.instance, "region", None) or ""
        yield Line(str(KINDS[row.import_type]), str(region), str(row.instance), ", ".join(map(str, row.changed)))


def found_in(result: Result, labels: Mapping[str, Any]) -> Found:
    problems = problems_of(result, labels)
    preview = [] if problems else list(islice(preview_of(result), MOST_SHOWN))
    return Found(
        rows=len(result.rows),
        new=result.totals[RowResult.IMPORT_TYPE_NEW],
        changed=result.totals[RowResult.IMPORT_TYPE_UPDATE],
        same=result.totals[RowResult.IMPORT_TYPE_SKIP],
        wrong=len(problems),
        problems=[[one.row, one.column, str(one.sentence)] for one in problems[:MOST_PROBLEMS]],
        preview=[[line.word, line.region, line.name, line.changed] for line in preview],
    )


def log_faults(result: Result, label: str) -> None:
    """What nobody foresaw; a refusal was foreseen and is a sentence for whoever uploaded the file."""
    for error in [*result.base_errors, *chain.from_iterable(row.errors for row in result.rows)]:
        if not isinstance(error.error, Refused):
            logger.error("Import of %s: %r", label, error.error, exc_info=error.error)


def _whole(error: Exception) -> str:
    return str(error.sentence) if isinstance(error, Refused) else _("The file cannot be imported.")
