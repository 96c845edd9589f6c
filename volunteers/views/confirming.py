"""The leader decides: pending records in bulk with exceptions apart, one record, objections. Never their own."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.refusals import Forbidden, Refused
from volunteers.actions import decisions, objections
from volunteers.exceptions import exceptions_of
from volunteers.forms.records import AnswerForm, CorrectionForm, ReasonForm
from volunteers.models import Membership, Objection, ServiceRecord
from volunteers.my_record import Sheet
from volunteers.service_time import hours_of

MOST = 200


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lead_confirm(request: HttpRequest) -> HttpResponse:
    """What waits for me, by shift; POST confirms the ticked ones that have nothing remarkable."""
    _must_lead(request)
    waiting = ServiceRecord.objects.pending().decided_by(request.user).to_weigh()
    if request.method == "POST":
        ticked = [int(key) for key in request.POST.getlist("record")[:MOST] if key.isdecimal()]
        _say(request, decisions.confirm_many(records=waiting.filter(pk__in=ticked), by=request.user))
        return redirect("lead_confirm")
    found = list(waiting.order_by("due_on", "service_id", "pk")[: MOST + 1])
    void = ServiceRecord.objects.confirmed().filter(needs="void").decided_by(request.user)
    context = {
        "section": "volunteer",
        "shifts": _by_service(found[:MOST], request),
        "is_more": len(found) > MOST,
        "void": [_line(record) for record in void.select_related("service", "volunteer__user__identity")[:MOST]],
        "objections": Objection.objects.open().answered_by_leader(request.user).count(),
    }
    return render(request, "volunteers/lead_confirm.html", context)


@never_cache
@login_required
@require_safe
def lead_record(request: HttpRequest, pk: int) -> HttpResponse:
    return _record_page(request, _led(request, pk), ReasonForm())


@never_cache
@login_required
@require_POST
def lead_decide(request: HttpRequest, pk: int, verdict: str) -> HttpResponse:
    record = _led(request, pk)
    form = ReasonForm(request.POST)
    if verdict != "confirm" and not form.is_valid():
        return _record_page(request, record, form, status=400)
    try:
        if verdict == "confirm":
            record = decisions.confirm(record=record, by=request.user)
        elif verdict == "reject":
            record = decisions.reject(record=record, by=request.user, reason=form.cleaned_data["reason"])
        else:
            record = decisions.make_void(record=record, by=request.user, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        return _record_page(request, record, ReasonForm(), status=refusal.status, refusal=refusal)
    messages.success(request, _after(record))
    return redirect("lead_confirm")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lead_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A new row in place of this one, for somebody else to confirm."""
    record = _led(request, pk)
    form = CorrectionForm(request.POST or None, initial=_times_of(record))
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            objections.correct_service(record=record, by=request.user, times=cleaned["times"], note=cleaned["note"])
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The correction waits for another person's confirmation."))
            return redirect("lead_confirm")
    context = {"section": "volunteer", "form": form, **_line(record)}
    return render(request, "volunteers/lead_correct.html", context, status=400 if form.errors else 200)


@never_cache
@login_required
@require_safe
def lead_objections(request: HttpRequest) -> HttpResponse:
    _must_lead(request)
    today = timezone.localdate()
    rows = Objection.objects.open().answered_by_leader(request.user)
    rows = rows.select_related("record__service", "shift__activity", "volunteer__user__identity")[:MOST]
    lines = [{"objection": row, "late": row.due_on < today} for row in rows]
    return render(request, "volunteers/lead_objections.html", {"section": "volunteer", "lines": lines})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lead_objection(request: HttpRequest, pk: int) -> HttpResponse:
    mine = Objection.objects.answered_by_leader(request.user)
    mine = mine.select_related("record__service", "record__volunteer", "shift__activity", "volunteer__user__identity")
    objection = get_object_or_404(mine, pk=pk)
    record = objection.record
    may_be_void = record is not None and record.state == ServiceRecord.State.CONFIRMED
    span = record or objection.shift
    form = AnswerForm(request.POST or None, initial=_times_of(span) if span else {}, may_be_void=may_be_void)
    if request.method == "POST" and form.is_valid():
        try:
            _answer(objection, form, request.user)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Your answer is sent."))
            return redirect("lead_objections")
    context = {"section": "volunteer", "objection": objection, "form": form, **(_line(record) if record else {})}
    return render(request, "volunteers/lead_objection.html", context, status=400 if form.errors else 200)


def _answer(objection: Objection, form: AnswerForm, by) -> None:
    cleaned = form.cleaned_data
    if cleaned["outcome"] == AnswerForm.REFUSE:
        objections.refuse_objection(objection=objection, by=by, answer=cleaned["answer"])
        return
    times = cleaned["times"] if cleaned["outcome"] == AnswerForm.CORRECT else None
    objections.accept_objection(objection=objection, by=by, answer=cleaned["answer"], times=times)


def _must_lead(request: HttpRequest) -> None:
    if not Membership.objects.leading(request.user).exists():
        raise Forbidden(_("This page is for leaders of an organization."))


def _led(request: HttpRequest, pk: int) -> ServiceRecord:
    records = ServiceRecord.objects.decided_by(request.user).to_weigh().select_related("evidence", "replaces")
    record = records.filter(pk=pk).first()
    if record is None:
        raise Http404
    return record


def _record_page(
    request: HttpRequest, record: ServiceRecord, form: ReasonForm, status: int = 200, refusal: Refused | None = None
) -> HttpResponse:
    record = _led(request, record.pk)
    [(_record, reasons)] = exceptions_of([record], request.user)
    context = {
        "section": "volunteer", "sheet": Sheet(record), "record": record, "form": form, "refusal": refusal,
        "reasons": reasons if record.state == ServiceRecord.State.PENDING else [],
        "is_own": record.volunteer.user_id == request.user.pk, **_line(record),
    }  # fmt: skip
    return render(request, "volunteers/lead_record.html", context, status=status)


def _by_service(records: list[ServiceRecord], request: HttpRequest) -> list[dict[str, Any]]:
    lines = [
        {**_line(record), "reasons": reasons, "is_own": record.volunteer.user_id == request.user.pk}
        for record, reasons in exceptions_of(records, request.user)
    ]
    groups = groupby(lines, key=lambda line: line["record"].service_id)
    return [_group(list(group)) for _service, group in groups]


def _group(lines: list[dict[str, Any]]) -> dict[str, Any]:
    service = lines[0]["record"].service
    return {
        "service": service,
        "due_on": lines[0]["record"].due_on,
        "is_late": lines[0]["record"].due_on < timezone.localdate(),
        "clean": [line for line in lines if not line["reasons"]],
        "apart": [line for line in lines if line["reasons"]],
    }


def _line(record: ServiceRecord) -> dict[str, Any]:
    identity = getattr(record.volunteer.user, "identity", None)
    return {
        "record": record,
        "who": identity.name if identity else record.volunteer.number,
        "hours": hours_of(record.minutes),
        "begins": timezone.localtime(record.starts_at),
        "ends": timezone.localtime(record.ends_at),
    }


def _times_of(span: Any) -> dict[str, Any]:
    begins, ends = timezone.localtime(span.starts_at), timezone.localtime(span.ends_at)
    return {"day": begins.date(), "begins": begins.time(), "ends": ends.time()}


def _say(request: HttpRequest, outcome: decisions.Outcome) -> None:
    if outcome.confirmed:
        words = ngettext("%(count)s record is confirmed.", "%(count)s records are confirmed.", len(outcome.confirmed))
        messages.success(request, words % {"count": len(outcome.confirmed)})
    if outcome.waiting or outcome.apart:
        count = len(outcome.waiting) + len(outcome.apart)
        words = ngettext(
            "%(count)s record still waits; the list says for what.",
            "%(count)s records still wait; the list says for what.",
            count,
        )
        messages.warning(request, words % {"count": count})


def _after(record: ServiceRecord) -> str:
    if record.needs == "second":
        return _("Noted. A second person's confirmation is needed: it was a long day.")
    if record.needs == "office":
        return _("Noted. The office's confirmation is needed: more than the day's limit.")
    if record.needs == "void":
        return _("Noted. It is void once a second person agrees.")
    return _("Done.")
