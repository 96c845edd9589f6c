"""Import with a look beforehand, all or nothing, and export, for any register that has a resource."""

import base64
import secrets

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm
from import_export.results import Result

from lib.refusals import Refused
from lib.sealed import Sealed
from lib.spreadsheets import TableRefused, write_xlsx
from office.actions import imports
from office.admin.background import HowFar, Progress
from office.admin.formats import LARGEST_FILE, MOST_ROWS, Excel, GeoJSON, Text, as_dataset, have_places, read_rows
from office.admin.table_results import KINDS, Line, Problem, found_in, log_faults
from office.models import TableImport
from office.policies import Power
from office.workflow import ImportState

PREVIEW_SECONDS = 1800
# A file beyond this is looked at by a worker: about a thousand rows, a second or two of a request.
BACKGROUND_FROM = 64 * 1024
LATEST = 5


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File (.xlsx or .csv)"), widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"})
    )

    def __init__(self, *args, have_places: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if have_places:
            self.fields["file"].label = _("File (.xlsx, .csv or .geojson)")
            self.fields["file"].widget.attrs["accept"] += ",.geojson,.json"

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 5 MB. Please split it into several files."))
        return file


class TableRegister(ImportExportMixin):
    """Mixed in before a ScopedAdmin. `resource_classes` holds one resource with `columns`.

    `most_import_rows` and `most_export_rows` are what one file may hold; no limit of export where it is None. With
    `in_background` a worker takes a large file in, and its page says how far it is.
    """

    most_import_rows = MOST_ROWS
    most_export_rows: int | None = None
    in_background = False
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

    def get_export_formats(self) -> list[type]:
        return [one for one in super().get_export_formats() if one is not GeoJSON or have_places(self.table.columns)]

    def get_export_resource_kwargs(self, request, **kwargs) -> dict:
        return {"user": request.user}

    def import_action(self, request, **kwargs):
        """Read the file and show what it would do; nothing is written."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if "template" in request.GET:
            return self._empty_table()
        form = self._upload_form(request.POST or None, request.FILES or None)
        if request.method != "POST" or not form.is_valid():
            return self._import_page(request, form=form)
        data = form.cleaned_data["file"].read()
        if self.in_background and len(data) > BACKGROUND_FROM:
            job = imports.ask_for_look(
                register=self.opts.label_lower, data=data, by=request.user, language=get_language()
            )
            return HttpResponseRedirect(self._job_address(job))
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
        kept = cache.get(key)
        if kept is None:
            messages.error(request, _("This preview is used up or too old. Please upload the file again."))
            return HttpResponseRedirect(self._address("import"))
        result = self._run(request, base64.b64decode(kept.reveal()), dry_run=False)
        if found_in(result, {}).wrong:
            return self._import_page(request, form=self._upload_form(), result=result)
        cache.delete(key)
        return self.process_result(result, request)

    def import_job(self, request, pk: int):
        """How far a large file is; POST is the word to take it in. Its owner's alone."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        mine = TableImport.objects.of(request.user, self.opts.label_lower).defer("content")
        job = get_object_or_404(mine, pk=pk)
        if request.method == "POST":
            imports.give_word(job=job)
            return HttpResponseRedirect(self._job_address(job))
        found = job.findings()
        far = Progress.of(job.pk) if job.is_running else HowFar()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import"),
            "opts": self.opts,
            "job": job,
            "done": far.done,
            "total": far.total,
            "written": far.written,
            # Every row is right, so as many are written as were read.
            "is_writing": job.state == ImportState.TAKING and far.total > 0 and far.done == far.total,
            "problems": [Problem(*row) for row in found["problems"]],
            "problem_count": job.wrong,
            "preview": [Line(*row) for row in found["preview"]],
            "totals": {"new": job.new, "update": job.changed, "skip": job.same},
            "unshown": max(0, job.rows - len(found["preview"])),
            "take_url": self._job_address(job),
            "token": "",
        }
        response = TemplateResponse(request, "admin/table_import_job.html", context)
        if job.is_running:
            # The page is asked for again without a script.
            response["Refresh"] = "3"
        return response

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_import_job"
        job = path("import/<int:pk>/", self.admin_site.admin_view(self.import_job), name=name)
        return [job, *super().get_urls()]

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

    def _upload_form(self, *data) -> UploadForm:
        return UploadForm(*data, have_places=have_places(self.table.columns))

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
        log_faults(result, self.opts.label)
        return result

    def _keep(self, request, data: bytes) -> str:
        token = secrets.token_urlsafe(16)
        sealed = Sealed(kind="import_file", plain=base64.b64encode(data).decode())
        cache.set(self._key(request, token), sealed, PREVIEW_SECONDS)
        return token

    def _key(self, request, token: str) -> str:
        return f"import:{self.opts.label_lower}:{request.user.pk}:{token[:40]}"

    def _address(self, name: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}")

    def _job_address(self, job: TableImport) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import_job", args=[job.pk])

    def _jobs(self, request) -> list[tuple[TableImport, str]]:
        """The latest of this person's large files."""
        if not self.in_background:
            return []
        mine = TableImport.objects.of(request.user, self.opts.label_lower).without_file().order_by("-pk")[:LATEST]
        return [(job, self._job_address(job)) for job in mine]

    def _empty_table(self) -> HttpResponse:
        response = HttpResponse(write_xlsx(self.table.columns, []), content_type=Excel.content_type)
        response["Content-Disposition"] = f'attachment; filename="{self.opts.model_name}-template.xlsx"'
        return response

    def _import_page(self, request, *, form, result: Result | None = None, token: str = "") -> TemplateResponse:
        found = found_in(result, self.table.labels) if result else imports.Found()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import"),
            "opts": self.opts,
            "form": form,
            "columns": self.table.columns,
            "hint": self.import_hint,
            "problems": [Problem(*row) for row in found.problems],
            "problem_count": found.wrong,
            "preview": [Line(*row) for row in found.preview],
            "totals": result.totals if result else {},
            "unshown": max(0, found.rows - len(found.preview)),
            "take_url": self._address("process_import"),
            "token": "" if found.wrong else token,
            "jobs": self._jobs(request),
        }
        response = TemplateResponse(request, self.import_template_name, context)
        response.status_code = 400 if found.wrong or form.errors else 200
        return response
