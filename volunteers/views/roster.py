"""The leader's phone on site: the code that changes, and the roster."""

from datetime import datetime
from uuid import UUID, uuid4, uuid5

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.refusals import Refused
from lib.templatetags.civic import absolute
from volunteers import codes
from volunteers.actions import presence, walk_ups
from volunteers.actions.proofs import Sent
from volunteers.forms.presence import TickForm, WalkUpForm
from volunteers.models import Shift
from volunteers.rosters import Row, roster_of, shift_led
from volunteers.words import phone

SECTION = {"section": "volunteer"}


def _led(request: HttpRequest, pk: int) -> Shift:
    led = Shift.objects.led_by(request.user).select_related("activity__organization", "activity__place")
    return get_object_or_404(led, pk=pk)


def scan_address(code: codes.Code | str) -> str:
    """Where the QR leads, as the world sees it; `{code}` stays as it is, for a script to fill in."""
    return absolute(reverse("scan", args=["0"]).removesuffix("0/")) + f"{code}/"


@never_cache
@login_required
@require_safe
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """A new code every half minute. The script makes the next ones itself; without it the page reloads."""
    shift, now = _led(request, pk), timezone.now()
    presence.show_code(shift=shift, by=request.user)
    secret, slot = shift.secret.reveal(), codes.slot_at(now)
    live = codes.code_of(secret, shift.pk, slot)
    context = {
        **SECTION,
        "shift": shift,
        "digits": codes.digits_of(secret, shift.pk, slot),
        "picture": qr_picture(scan_address(live)),
        "seconds": codes.SECONDS - int(now.timestamp()) % codes.SECONDS,
        "maker": {"shift": shift.pk, "secret": secret, "address": scan_address("{code}"), "now": now},
        **phone(request.user.pk),
    }
    return render(request, "volunteers/lead_code.html", context)


def qr_picture(text: str) -> SafeString:
    """Black on white in every mode: what scanners read best."""
    qr = segno.make(text, error="m", boost_error=False, micro=False)
    return mark_safe(qr.svg_inline(omitsize=True, border=3, light="#fff", svgclass="qr__picture", lineclass=None))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick in or out, one or many; for people without a phone as well."""
    shift = shift_led(request.user, pk)
    if shift is None:
        raise Http404
    rows = roster_of(shift)
    form = TickForm(request.POST or None, on_roster=[row.volunteer for row in rows])
    if request.method == "POST" and form.is_valid():
        _tick(request, shift, **form.cleaned_data)
        return redirect("lead_roster", pk=pk)
    return _roster_page(request, shift, rows, form, WalkUpForm(), status=400 if form.errors else 200)


def _tick(request: HttpRequest, shift: Shift, *, id: UUID, kind: str, volunteers: list[int]) -> None:
    """Each person on their own: one that is refused leaves the others ticked."""
    ticked, now = 0, timezone.now()
    for volunteer in volunteers:
        try:
            _tick_one(request, shift, volunteer, kind, now, uuid5(id, str(volunteer)))
            ticked += 1
        except Refused as refusal:
            messages.error(request, str(refusal))
    if ticked:
        told = ngettext("%(n)s person is noted.", "%(n)s people are noted.", ticked)
        messages.success(request, told % {"n": ticked})


def _tick_one(request: HttpRequest, shift: Shift, volunteer: int, kind: str, now: datetime, proof: UUID) -> None:
    sent = Sent(id=proof, by=request.user, now=now)
    presence.tick(shift=shift.pk, volunteer=volunteer, kind=kind, sent=sent)


@never_cache
@login_required
@require_POST
def walk_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody came without signing up: entered and checked in at once."""
    shift = _led(request, pk)
    form = WalkUpForm(request.POST)
    status = 400
    if form.is_valid():
        try:
            sent = Sent(id=form.cleaned_data["id"], by=request.user, now=timezone.now())
            walk_ups.walk_up(shift=shift.pk, who=form.cleaned_data["who"], sent=sent)
        except Refused as refusal:
            form.add_error("who", refusal.sentence)
            status = refusal.status
        else:
            messages.success(request, _("Entered on the roster and checked in."))
            return redirect("lead_roster", pk=pk)
    rows = roster_of(shift)
    return _roster_page(request, shift, rows, TickForm(on_roster=[]), form, status=status)


def _roster_page(
    request: HttpRequest, shift: Shift, rows: list[Row], form: TickForm, walk_up_form: WalkUpForm, *, status: int
) -> HttpResponse:
    context = {
        **SECTION,
        "shift": shift,
        "rows": rows,
        "there": sum(row.attendance.came is not None for row in rows),
        "form": form,
        "walk_up": walk_up_form,
        "proof_id": uuid4(),
        **phone(request.user.pk),
    }
    return render(request, "volunteers/lead_roster.html", context, status=status)
