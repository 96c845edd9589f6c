"""A volunteer's own hours: the list, one record, a report, an objection, the export. Signed in, never kept."""

from datetime import timedelta
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.recognition import beside
from lib.drawing import draw
from lib.frames import render_personal
from lib.pages import moment, personal_page
from lib.refusals import Refused
from lib.spreadsheets import stream_csv, write_xlsx
from lib.stencils import fill, fill_each
from photos.actions import PhotoRefused
from volunteers import hours
from volunteers.actions import objections, reports
from volunteers.forms.records import MissingForm, ObjectionForm, ReportForm
from volunteers.hours import Filters
from volunteers.models import Membership, Objection, ServiceRecord, Volunteer
from volunteers.my_record import COLUMNS, OBJECTION_PILLS, Sheet, rows_of
from volunteers.reporters import reporter_of
from volunteers.service_time import hours_of

LOOK_BACK = timedelta(days=90)
MOST_SHIFTS = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@personal_page(beside=hours.with_totals)
@never_cache
@login_required
@require_safe
def my_hours(request: HttpRequest) -> HttpResponse:
    filters = Filters.read(request.GET)
    totals = hours.totals_of(beside(request))
    if not totals.volunteer:
        return render(request, "volunteers/my_hours.html", {"section": "volunteer", "is_registered": False})
    rows, more = hours.page_of(totals.volunteer, filters)
    context = {
        "section": "volunteer",
        "is_registered": True,
        "sum": _sum(totals),
        "choices": draw(
            "volunteers/_hours_choices.html", years=hours.chosen(filters, totals.years), year=filters.year,
            state=filters.state, states=hours.state_words(),
        ),
        "has_rows": bool(rows),
        "rows": fill_each("volunteers/_my_hours_row.html", *hours.DRAWN, rows),
        "pager": _pager(request.GET, filters, more),
    }  # fmt: skip
    return render_personal(request, "volunteers/my_hours.html", context, by=("section", "is_registered", "has_rows"))


def _sum(totals: hours.Totals) -> SafeString:
    texts = {
        "lifetime": hours_of(totals.minutes),
        "this_year": hours_of(totals.of(timezone.localdate().year)),
        "number": totals.number,
    }
    return fill("volunteers/_hours_sum.html", texts)


def _pager(query: QueryDict, filters: Filters, more: str) -> SafeString:
    newest, older = query.copy(), query.copy()
    newest.pop("before", None)
    older["before"] = more
    texts = {"newest": f"?{newest.urlencode()}", "older": f"?{older.urlencode()}"}
    return fill("volunteers/_my_hours_pager.html", texts, is_first=filters.before is None, is_last=not more)


@never_cache
@login_required
@require_safe
def my_record(request: HttpRequest, pk: int) -> HttpResponse:
    return _record_page(request, _own(request, pk), ObjectionForm())


@never_cache
@login_required
@require_POST
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    record = _own(request, pk)
    form = ObjectionForm(request.POST, is_rejected=record.state == ServiceRecord.State.REJECTED)
    if not form.is_valid():
        return _record_page(request, record, form, status=400)
    try:
        objection = objections.object_to(
            volunteer=record.volunteer, record=record, kind=form.kind, text=form.cleaned_data["text"]
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _record_page(request, record, form, status=refusal.status)
    words = _("Your objection is sent. The answer is due by %(day)s.")
    messages.success(request, words % {"day": objection.due_on})
    return redirect("my_record", pk=record.pk)


@never_cache
@login_required
@require_POST
def withdraw_objection(request: HttpRequest, pk: int) -> HttpResponse:
    objection = get_object_or_404(Objection.objects.filter(volunteer__user=request.user), pk=pk)
    objections.withdraw_objection(objection=objection)
    messages.success(request, _("Your objection is withdrawn."))
    return redirect("my_record", pk=objection.record_id) if objection.record_id else redirect("hours_missing")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def missing(request: HttpRequest) -> HttpResponse:
    """A shift was served and stands in no record: the organization is asked, and answers by a day."""
    volunteer = get_object_or_404(Volunteer, user=request.user)
    served = volunteer.sign_ups.unrecorded(timezone.now() - LOOK_BACK).select_related("shift__activity")
    shifts = {one.shift_id: one.shift for one in served.order_by("-starts_at")[:MOST_SHIFTS]}
    form = MissingForm(request.POST or None, shifts=[(key, hours.shift_words(shift)) for key, shift in shifts.items()])
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        objection = objections.object_to(
            volunteer=volunteer, shift=shifts[chosen["shift"]], kind=Objection.Kind.MISSING, text=chosen["text"]
        )
        messages.success(request, _("It is sent. The answer is due by %(day)s.") % {"day": objection.due_on})
        return redirect("hours_missing")
    asked = volunteer.objections.filter(kind=Objection.Kind.MISSING).select_related("shift__activity")
    lines = [{"objection": one, "pill": OBJECTION_PILLS[one.state]} for one in asked.order_by("-pk")[:MOST_SHIFTS]]
    context = {"section": "volunteer", "form": form, "shifts": shifts, "lines": lines}
    return render(request, "volunteers/hours_missing.html", context, status=400 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Service that no shift recorded. The organization confirms it."""
    volunteer = reporter_of(request.user)
    if volunteer is None:
        return render(request, "volunteers/my_hours.html", {"section": "volunteer", "is_registered": False})
    if request.method != "POST":
        return _report_page(request, ReportForm(initial={"token": uuid4(), "day": timezone.localdate()}))
    form = ReportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _report_page(request, form, status=400)
    try:
        with moment():
            record = reports.report_service(volunteer=volunteer, **form.report)
    except Refused as refusal:
        form.add_error("photo" if isinstance(refusal, PhotoRefused) else None, refusal.sentence)
        return _report_page(request, form, status=refusal.status)
    messages.success(request, _("Your report is sent. The organization confirms it; you see here when it has."))
    return redirect("my_record", pk=record.pk)


@never_cache
@login_required
@require_safe
def export(request: HttpRequest, ending: str) -> HttpResponse | StreamingHttpResponse:
    """The own record with the columns of M67 art. 7, every row with its source and state."""
    volunteer = get_object_or_404(Volunteer, user=request.user)
    rows = rows_of(volunteer)
    name = f"{volunteer.number}-{timezone.localdate():%Y%m%d}.{ending}"
    if ending == "xlsx":
        response = HttpResponse(write_xlsx(COLUMNS, rows), content_type=XLSX)
    else:
        response = StreamingHttpResponse(stream_csv(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _own(request: HttpRequest, pk: int) -> ServiceRecord:
    records = ServiceRecord.objects.of_user(request.user).select_related(
        "service", "volunteer", "evidence", "rule", "replaces"
    )
    return get_object_or_404(records, pk=pk)


def _record_page(request: HttpRequest, record: ServiceRecord, form: ObjectionForm, status: int = 200) -> HttpResponse:
    sheet = Sheet(record)
    context = {"section": "volunteer", "sheet": sheet, "record": record, "form": form}
    return render(request, "volunteers/my_record.html", context, status=status)


def _report_page(request: HttpRequest, form: ReportForm, status: int = 200) -> HttpResponse:
    mine = Membership.objects.standing().filter(volunteer__user=request.user, organization__state="approved")
    mine = mine.select_related("organization").order_by("organization__pinyin", "organization__name")
    form.offer([(one.organization_id, one.organization.local_name) for one in mine])
    return render(request, "volunteers/report_form.html", {"section": "volunteer", "form": form}, status=status)
