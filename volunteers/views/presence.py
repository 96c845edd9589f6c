"""The volunteer's phone: today, checking in and out, saying when one left."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.recognition import beside
from lib.frames import render_personal
from lib.pages import personal_page
from lib.refusals import Invalid, Refused
from volunteers import codes
from volunteers.actions import presence, settling
from volunteers.actions.proofs import Outcome, Sent
from volunteers.attendance import Attendance
from volunteers.forms.presence import DigitsForm, HereForm, LeftForm, ProofForm
from volunteers.models import Shift, SignUp
from volunteers.seen_codes import first_seen
from volunteers.today import Turn, today_of, turn_of, with_person
from volunteers.today_page import FRAMED, fragments
from volunteers.words import phone

SECTION = {"section": "volunteer"}


@personal_page(beside=with_person)
@never_cache
@login_required
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    shown = today_of(request.user, timezone.now(), beside(request))
    context = {**SECTION, **phone(request.user.pk), **fragments(shown)}
    return render_personal(request, "volunteers/today.html", context, by=("section", "words", *FRAMED))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Six digits, and in or out: whichever comes next."""
    form = DigitsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _done(request, pk, form, lambda **proof: presence.check_by_digits(
            shift=pk, digits=form.cleaned_data["digits"], **proof))  # fmt: skip
    return _check_page(request, pk, form, status=400 if form.errors else 200)


@never_cache
@login_required
@require_POST
def check_here(request: HttpRequest, pk: int) -> HttpResponse:
    """Near enough? The position comes once, with this tap, and is not kept."""
    form = HereForm(request.POST)
    if not form.is_valid():
        return _check_page(request, pk, DigitsForm(), status=400, sentence=next(iter(form.errors.values()))[0])
    place = {"point": form.cleaned_data["point"], "accuracy_m": form.cleaned_data["accuracy"]}
    return _done(request, pk, form, lambda **proof: presence.check_by_location(shift=pk, **place, **proof))


def _done(request: HttpRequest, pk: int, form: ProofForm, act) -> HttpResponse:
    sent = Sent(id=form.cleaned_data["id"], by=request.user, now=timezone.now())
    try:
        outcome = act(kind=form.cleaned_data["kind"], sent=sent)
    except Refused as refusal:
        if isinstance(form, DigitsForm):
            form.add_error("digits", refusal.sentence)
        again = form if isinstance(form, DigitsForm) else DigitsForm()
        return _check_page(request, pk, again, status=refusal.status, sentence=refusal.sentence)
    return _told(request, pk, outcome)


def _told(request: HttpRequest, pk: int, outcome: Outcome) -> HttpResponse:
    level = messages.INFO if outcome.state == "already" else messages.SUCCESS
    messages.add_message(request, level, str(outcome.sentence))
    return redirect("check", pk=pk)


def _check_page(request: HttpRequest, pk: int, form: DigitsForm, *, status: int, sentence="") -> HttpResponse:
    turn = turn_of(request.user, pk, timezone.now())
    if turn is None or not turn.has_place:
        raise Http404
    context = {**SECTION, **_proof(turn), "form": form, "sentence": sentence, **phone(request.user.pk)}
    return render(request, "volunteers/check.html", context, status=status)


def _proof(turn: Turn) -> dict:
    return {"turn": turn, "kind": turn.attendance.next_kind, "proof_id": uuid4()}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR leads: one tap more, and it is done. Who must sign in first keeps the time of scanning."""
    parsed = codes.read_code(code)
    if parsed is None:
        raise Invalid(_("This code cannot be read. Scan it again, or type the six digits."))
    shift = get_object_or_404(Shift.objects.for_public(), pk=parsed.shift)
    seen_at = first_seen(request, parsed, shift, timezone.now())
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    form = ProofForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sent = Sent(id=form.cleaned_data["id"], by=request.user, now=seen_at)
        kind = form.cleaned_data["kind"]
        return _told(request, shift.pk, presence.check_by_code(shift=shift.pk, code=parsed, kind=kind, sent=sent))
    turn = turn_of(request.user, shift.pk, timezone.now())
    if turn is None or not turn.has_place:
        raise Refused(_("You have no place in this shift. Ask the leader to enter you on the roster."))
    context = {**SECTION, **_proof(turn), "code": code, **phone(request.user.pk)}
    return render(request, "volunteers/scan.html", context, status=400 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def left(request: HttpRequest, pk: int) -> HttpResponse:
    """When did you leave? Asked when a check-out was forgotten; never guessed."""
    mine = SignUp.objects.filter(volunteer__user=request.user).select_related("shift__activity__place")
    sign_up = get_object_or_404(mine.with_presence(), pk=pk)
    attendance, record = Attendance.of(sign_up), settling.forgotten_record(sign_up)
    form = LeftForm(request.POST or None, initial={"token": uuid4()})
    status = 200
    if request.method == "POST" and form.is_valid() and attendance.came:
        try:
            token, left_at = form.cleaned_data["token"], form.left_at(attendance)
            settling.say_when_left(sign_up=sign_up, left_at=left_at, token=token)
        except Refused as refusal:
            form.add_error("at", refusal.sentence)
            status = refusal.status
        else:
            messages.success(request, _("Thank you. The leader confirms it."))
            return redirect("today")
    context = {**SECTION, "sign_up": sign_up, "attendance": attendance, "record": record, "form": form,
               **phone(request.user.pk)}  # fmt: skip
    return render(request, "volunteers/left.html", context, status=400 if form.errors and status == 200 else status)
