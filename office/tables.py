"""What every resource shares whose rows go out to a table and come back from one (`office.admin.tables`)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Model
from import_export.resources import ModelResource
from import_export.results import Result

from accounts.models import User
from lib.refusals import Refused
from lib.spreadsheets import Column


class Reading:
    """Every cell of a row is looked at before the row is refused."""

    def __init__(self):
        self.errors: dict[str, Any] = {}

    def read(self, key: str, look: Callable[[], Any]) -> Any:
        """What `look` finds; None where it raises ValidationError, which then stands for `key`."""
        try:
            return look()
        except ValidationError as error:
            self.errors[key] = error
            return None

    def set(self, instance: Model, name: str, look: Callable[[], Any]) -> None:
        found = self.read(name, look)
        if name not in self.errors:
            setattr(instance, name, found)

    def refuse_if_wrong(self) -> None:
        if self.errors:
            raise ValidationError(self.errors)


class TableResource(ModelResource):
    """Rows are read by hand, so the package knows no fields. `labels` names what a problem may stand for."""

    columns: ClassVar[tuple[Column, ...]]
    labels: ClassVar[Mapping[str, Any]]

    class Meta:
        fields: list[str] = []
        import_id_fields: list[str] = []
        skip_diff = True

    def __init__(self, *, user: User, **kwargs):
        super().__init__(**kwargs)
        self.user = user

    def get_diff_headers(self) -> list[str]:
        return ["row"]


class NewRows(TableResource):
    """Each row is somebody or something new."""

    def get_instance(self, instance_loader, row) -> None:
        return None

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True) -> None:
        """Read and compared already; the database has its say when the rows are written."""
        if import_validation_errors:
            raise ValidationError(import_validation_errors)

    def after_import_row(self, row, row_result, **kwargs) -> None:
        row_result.changed = []


class RowsWrittenTogether(NewRows):
    """`import_instance` leaves what it read in `entry`; all entries of the file are written in one go, or none.

    `mark` and `written`, if the import was given them, are called after each row that was read, and with how many were
    written since: how far a worker is. `walls` says which cell a constraint of the database is about.
    """

    walls: ClassVar[Mapping[str, str]] = {}

    def write(self, entries: Sequence[Any], written: Callable[[int], None]) -> None:
        """Raises Refused; nothing of `entries` is written then."""
        raise NotImplementedError

    def import_data(self, *args, **kwargs):
        self.entries: list[Any] = []
        self.rows_of_entries: list[Mapping[str, Any]] = []
        return super().import_data(*args, **kwargs)

    def import_data_inner(self, dataset, dry_run, raise_errors, using_transactions, collect_failed_rows, **kwargs):
        """Without a savepoint for each row: until the end rows are only read."""
        return super().import_data_inner(dataset, dry_run, raise_errors, False, collect_failed_rows, **kwargs)

    def before_import_row(self, row, **kwargs) -> None:
        self.row = row

    def do_instance_save(self, instance, is_create) -> None:
        self.entries.append(self.entry)
        self.rows_of_entries.append(self.row)

    def after_import_row(self, row, row_result, **kwargs) -> None:
        super().after_import_row(row, row_result, **kwargs)
        mark = kwargs.get("mark")
        if mark is not None:
            mark()

    def after_import(self, dataset, result, **kwargs) -> None:
        if kwargs.get("dry_run") or result.has_errors() or result.has_validation_errors():
            return
        try:
            self.write(self.entries, kwargs.get("written") or _nobody_counts)
        except Refused as refusal:
            self._name_row(result, refusal)

    def _name_row(self, result: Result, refusal: Refused) -> None:
        """The look beforehand found nothing, the database did: which row it means, and which cell."""
        found = first_refused(self.entries, lambda entries: self.write(entries, _nobody_counts))
        if found is None:
            raise refusal
        number, refusal = found
        key = self.walls.get(refusal.details.get("constraint", ""), NON_FIELD_ERRORS)
        error = ValidationError({key: [refusal.sentence]})
        result.append_invalid_row(number + 1, self.rows_of_entries[number], error)


def first_refused(entries: Sequence[Any], write: Callable[[Sequence[Any]], None]) -> tuple[int, Refused] | None:
    """The place of the first entry that is refused on its own; None where only several together are.

    Halves are written and taken back, so that it costs little more than writing all of them once.
    """
    low, high = 0, len(entries)
    refusal = _refusal_of(entries, write)
    while refusal is not None and high - low > 1:
        middle = (low + high) // 2
        of_first = _refusal_of(entries[low:middle], write)
        if of_first is not None:
            high, refusal = middle, of_first
        else:
            low, refusal = middle, _refusal_of(entries[middle:high], write)
    return None if refusal is None else (low, refusal)


class _TakenBack(Exception):
    pass


def _refusal_of(entries: Sequence[Any], write: Callable[[Sequence[Any]], None]) -> Refused | None:
    try:
        with transaction.atomic():
            write(entries)
            raise _TakenBack
    except _TakenBack:
        return None
    except Refused as refusal:
        return refusal


def _nobody_counts(number: int) -> None:
    pass


class KnownRows(TableResource):
    """A row may be new or change what stands; one that changes nothing is skipped."""

    def values(self, instance: Model) -> dict[str, Any]:
        """What a row can change, in a form that can be compared."""
        raise NotImplementedError

    def after_init_instance(self, instance, new, row, **kwargs) -> None:
        self.is_new = new
        self.before = self.values(instance)

    def changed(self, instance: Model) -> dict[str, Any]:
        return {name: value for name, value in self.values(instance).items() if value != self.before[name]}

    def skip_row(self, instance, original, row, import_validation_errors=None) -> bool:
        return not (self.is_new or import_validation_errors or self.changed(instance))

    def after_import_row(self, row, row_result, **kwargs) -> None:
        row_result.changed = []
        if row_result.is_update():
            row_result.changed = [str(self.labels[name]) for name in self.changed(row_result.instance)]
