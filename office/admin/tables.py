"""Import with a look beforehand, all or nothing, and export, for any register that has a resource."""

import logging
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from types import MappingProxyType
from typing import Any

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm
from import_export.results import Result, RowResult

from lib.refusals import Refused
from lib.spreadsheets import TableRefused, write_xlsx
from office.admin.formats import LARGEST_FILE, MOST_ROWS, Excel, GeoJSON, Text, as_dataset, read_rows
from office.policies import Power

logger = logging.getLogger(__name__)

PREVIEW_SECONDS = 1800
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


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File (.xlsx, .csv or .geojson)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.geojson,.json"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 5 MB. Please split it into several files."))
        return file


class TableRegister(ImportExportMixin):
    """Mixed in before a ScopedAdmin. `resource_classes` holds one resource with `columns`.

    `most_import_rows` and `most_export_rows` are what one request can take; no limit of export where it is None.
    """

    most_import_rows = MOST_ROWS
    most_export_rows: int | None = None
    import_hint = gettext_lazy(
        "A row is known by its region code and its name. An empty cell leaves what stands as it is."
    )
    formats = [Excel, GeoJSON, Text]
    export_form_class = ExportForm
    skip_admin_log = True
    export_template_name = "admin/table_export.html"
    import_template_name = "admin/table_import.html"
    import_export_change_list_template = "admin/table_change_list.html"

    def has_import_permission(self, request) -> bool:
        return self.may(request, Power.ADD) and self.may(request, Power.CHANGE)

    def has_export_permission(self, request) -> bool:
        return self.may(request, Power.VIEW)

    @property
    def table(self):
        return self.resource_classes[0]

    def get_export_resource_kwargs(self, request, **kwargs) -> dict:
        return {"user": request.user}

    def import_action(self, request, **kwargs):
        """Read the file and show what it would do; nothing is written."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if "template" in request.GET:
            return self._empty_table()
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method != "POST" or not form.is_valid():
            return self._import_page(request, form=form)
        data = form.cleaned_data["file"].read()
        try:
            result = self._run(request, data, dry_run=True)
        except TableRefused as refusal:
            form.add_error("file", refusal.sentence)
            return self._import_page(request, form=form)
        return self._import_page(request, form=form, result=result, token=self._keep(request, data))

    def process_import(self, request, **kwargs):
        """Do what was shown. A second click finds nothing left to do."""
        if request.method != "POST":
            return HttpResponseRedirect(self._address("import"))
        if not self.has_import_permission(request):
            raise PermissionDenied
        key = self._key(request, request.POST.get("token", ""))
        data = cache.get(key)
        if data is None:
            messages.error(request, _("This preview is used up or too old. Please upload the file again."))
            return HttpResponseRedirect(self._address("import"))
        result = self._run(request, data, dry_run=False)
        if problems_of(result):
            return self._import_page(request, form=UploadForm(), result=result)
        cache.delete(key)
        return self.process_result(result, request)

    def add_success_message(self, result, request) -> None:
        words = _("Imported: %(new)s new, %(update)s changed, %(skip)s as before.")
        messages.success(request, words % {kind: result.totals[kind] for kind in KINDS})

    def get_export_data(self, file_format, request, queryset, **kwargs):
        if not self.has_export_permission(request):
            raise PermissionDenied
        resource = self.table(user=request.user)
        most = self.most_export_rows
        if most and queryset.order_by()[: most + 1].count() > most:
            raise Refused(_("These are too many rows for one file. Please narrow the list first, then export it."))
        return file_format.write(resource.columns, resource.rows(queryset))

    def _run(self, request, data: bytes, *, dry_run: bool) -> Result:
        resource = self.table(user=request.user)
        dataset = as_dataset(read_rows(data, resource.columns, self.most_import_rows), resource.columns)
        result = resource.import_data(
            dataset,
            dry_run=dry_run,
            use_transactions=True,
            rollback_on_validation_errors=True,
            retain_instance_in_row_result=True,
        )
        for error in [*result.base_errors, *chain.from_iterable(row.errors for row in result.rows)]:
            logger.error("Import of %s: %r", self.opts.label, error.error, exc_info=error.error)
        return result

    def _keep(self, request, data: bytes) -> str:
        token = secrets.token_urlsafe(16)
        cache.set(self._key(request, token), data, PREVIEW_SECONDS)
        return token

    def _key(self, request, token: str) -> str:
        return f"import:{self.opts.label_lower}:{request.user.pk}:{token[:40]}"

    def _address(self, name: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}")

    def _empty_table(self) -> HttpResponse:
        response = HttpResponse(write_xlsx(self.table.columns, []), content_type=Excel.content_type)
        response["Content-Disposition"] = f'attachment; filename="{self.opts.model_name}-template.xlsx"'
        return response

    def _import_page(self, request, *, form, result: Result | None = None, token: str = "") -> TemplateResponse:
        problems = problems_of(result, self.table.labels) if result else []
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import"),
            "opts": self.opts,
            "form": form,
            "columns": self.table.columns,
            "hint": self.import_hint,
            "problems": problems[:MOST_PROBLEMS],
            "problem_count": len(problems),
            "preview": list(islice(preview_of(result), MOST_SHOWN)) if result and not problems else [],
            "totals": result.totals if result else {},
            "unshown": max(0, len(result.rows) - MOST_SHOWN) if result else 0,
            "token": "" if problems else token,
        }
        response = TemplateResponse(request, self.import_template_name, context)
        response.status_code = 400 if problems or form.errors else 200
        return response


def problems_of(result: Result, labels: Mapping[str, Any] = MappingProxyType({})) -> list[Problem]:
    """Everything that stands against the import, in the order of the file."""
    found = [Problem(0, "", _("The file cannot be imported.")) for _error in result.base_errors]
    for _number, errors in result.row_errors():
        found += [Problem(error.row["row"], "", _("This row cannot be saved as it is.")) for error in errors]
    for row in result.invalid_rows:
        for name, sentences in row.error_dict.items():
            found += [Problem(row.values[0], str(labels.get(name, "")), sentence) for sentence in sentences]
    return sorted(found, key=lambda problem: problem.row)


def preview_of(result: Result) -> Iterator[dict[str, Any]]:
    for row in result.rows:
        yield {"word": KINDS[row.import_type], "instance": row.instance, "changed": row.changed}
