"""What every resource shares whose rows go out to a table and come back from one (`office.admin.tables`)."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from import_export.resources import ModelResource

from accounts.models import User
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

    `mark`, if the import was given one, is called after each row: how far a worker is.
    """

    def write(self, entries: list[Any]) -> None:
        raise NotImplementedError

    def import_data(self, *args, **kwargs):
        self.entries: list[Any] = []
        return super().import_data(*args, **kwargs)

    def import_data_inner(self, dataset, dry_run, raise_errors, using_transactions, collect_failed_rows, **kwargs):
        """Without a savepoint for each row: until the end rows are only read."""
        return super().import_data_inner(dataset, dry_run, raise_errors, False, collect_failed_rows, **kwargs)

    def do_instance_save(self, instance, is_create) -> None:
        self.entries.append(self.entry)

    def after_import_row(self, row, row_result, **kwargs) -> None:
        super().after_import_row(row, row_result, **kwargs)
        mark = kwargs.get("mark")
        if mark is not None:
            mark()

    def after_import(self, dataset, result, **kwargs) -> None:
        if not (kwargs.get("dry_run") or result.has_errors() or result.has_validation_errors()):
            self.write(self.entries)


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
