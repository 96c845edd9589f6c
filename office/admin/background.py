"""Large tables, read and taken in by a worker: the register's own resource, with a mark of how far it is."""

from typing import Any, NamedTuple

from django.apps import apps
from django.contrib import admin
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.spreadsheets import TableRefused
from office.actions import imports, tell
from office.actions.imports import Found
from office.admin.formats import as_dataset, read_rows
from office.admin.table_results import found_in, log_faults
from office.models import TableImport
from office.workflow import ImportState

MARK_EVERY = 200
MARK_SECONDS = 3600
TELLING = {
    ImportState.TAKEN: gettext_lazy("Your import is done."),
    ImportState.WRONG: gettext_lazy("Your import has mistakes; nothing was taken. The page names the rows."),
}


class HowFar(NamedTuple):
    done: int = 0
    total: int = 0
    written: int = 0


class Progress:
    """Rows looked at, and then written, of so many; beside the transaction, so that a page can see it."""

    def __init__(self, job: int):
        self.key = f"import-progress:{job}"
        self.done = self.total = self.written = 0

    def begin(self, total: int) -> None:
        self.done, self.total, self.written = 0, total, 0
        self._keep()

    def mark(self) -> None:
        self.done += 1
        if self.done % MARK_EVERY == 0:
            self._keep()

    def all_seen(self) -> None:
        """Rows with a mistake are not marked one by one."""
        self.done = self.total
        self._keep()

    def mark_written(self, number: int) -> None:
        self.done, self.written = self.total, self.written + number
        self._keep()

    def _keep(self) -> None:
        cache.set(self.key, (self.done, self.total, self.written), MARK_SECONDS)

    @classmethod
    def of(cls, job: int) -> HowFar:
        return HowFar(*(cache.get(f"import-progress:{job}") or ()))


def run_import(pk: int) -> None:
    """Look at a file, or take it in. Run twice, or at once, it is one; killed halfway, it begins again."""
    if not imports.begin(pk=pk):
        return
    with imports.at_work(pk=pk) as job:
        if job is None:
            return
        with translation.override(job.language):
            imports.end(job=job, found=_found(job))
            _tell(job)


def _found(job: TableImport) -> Found:
    register = admin.site.get_model_admin(apps.get_model(job.register))
    if not job.by.is_active:
        return _refused(_("This account is closed."))
    try:
        rows = read_rows(job.file(), register.table.columns, register.most_import_rows)
    except TableRefused as refusal:
        return _refused(refusal.sentence, refusal.row or 0, refusal.column or "")
    progress = Progress(job.pk)
    progress.begin(len(rows))
    result = register.table(user=job.by).import_data(
        as_dataset(rows, register.table.columns), dry_run=job.state == ImportState.LOOKING, use_transactions=True,
        rollback_on_validation_errors=True, retain_instance_in_row_result=True, mark=progress.mark,
        written=progress.mark_written,
    )  # fmt: skip
    progress.all_seen()
    log_faults(result, job.register)
    return found_in(result, register.table.labels)


def _refused(sentence: Any, row: int = 0, column: str = "") -> Found:
    return Found(wrong=1, problems=[[row, column, str(sentence)]])


def _tell(job: TableImport) -> None:
    words = TELLING.get(ImportState(job.state))
    if words is not None:
        model = apps.get_model(job.register)._meta
        address = reverse(f"admin:{model.app_label}_{model.model_name}_import_job", args=[job.pk])
        tell(users=[job.by_id], text=words, url=address)
