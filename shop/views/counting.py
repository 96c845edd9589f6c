"""The three people at a box, each on their own phone. Who is none of them finds nothing here."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.refusals import Invalid, Refused
from shop.actions import boxes
from shop.forms import CloseForm, CountForm, SealNumberForm, SignForm, SlipForm
from shop.models import BoxCount
from shop.standing import Standing


def _count(request: HttpRequest, pk: int) -> BoxCount:
    people = ("counter_a", "counter_b", "site_witness")
    counts = BoxCount.objects.of(request.user).select_related("box__shop", "fund", *people)
    return get_object_or_404(counts.defer("box__shop__region"), pk=pk)


@never_cache
@login_required
@require_safe
def count_list(request: HttpRequest) -> HttpResponse:
    mine = BoxCount.objects.of(request.user).select_related("box__shop")
    to_bank = [count for count in mine.to_take_to_bank() if request.user.pk in count.counters]
    done = mine.in_the_books().exclude(pk__in=[count.pk for count in to_bank])
    context = {
        "section": "me",
        "under_way": mine.under_way(),
        "to_bank": to_bank,
        "done": done.order_by("-opened_at")[:12],
    }
    return render(request, "shop/count_list.html", context)


@never_cache
@login_required
@require_safe
def lead_count(request: HttpRequest, pk: int) -> HttpResponse:
    """The one next step of this person, and what the others have done; never what they have found."""
    return _page(request, _count(request, pk))


def _page(request: HttpRequest, count: BoxCount, form: Form | None = None, status: int = 200) -> HttpResponse:
    standing = Standing(count, request.user)
    context = {
        "section": "me",
        "standing": standing,
        "count": count,
        "form": form or standing.form,
        "crumbs": ((_("My box counts"), reverse("count_list")), (count.sheet_no, "")),
    }
    return render(request, "shop/lead_count.html", context, status=status)


def _step(request: HttpRequest, pk: int, form: Form, act: Callable, done: str) -> HttpResponse:
    """Read the form, do the step, and come back to the page; what is refused stands above the form."""
    count = _count(request, pk)
    if not form.is_valid():
        return _page(request, count, form, status=400)
    try:
        act(count, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.details.get("field"), refusal.sentence)
        return _page(request, count, form, status=refusal.status)
    messages.success(request, done)
    return redirect("lead_count", pk=pk)


@never_cache
@login_required
@require_POST
def count_open(request: HttpRequest, pk: int) -> HttpResponse:
    def act(count, **values):
        boxes.open_box(count=count, by=request.user, **values)

    return _step(request, pk, SealNumberForm(request.POST), act, _("The box is open. Count, each for yourself."))


@never_cache
@login_required
@require_POST
def count_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    def act(count):
        boxes.confirm_opening(count=count, by=request.user)

    return _step(request, pk, Form(request.POST), act, _("Noted: the box was opened before your eyes."))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def count_money(request: HttpRequest, pk: int) -> HttpResponse:
    """By denomination. Added up as often as wanted; sealed once."""
    count = _count(request, pk)
    standing = Standing(count, request.user)
    if not standing.may_count:
        return redirect("lead_count", pk=pk)
    form = CountForm(request.POST or None)
    fen, status = None, 200
    if request.method == "POST":
        if form.is_valid() and request.POST.get("do") == "seal":
            return _seal(request, count, form)
        fen, status = (form.fen, 200) if form.is_valid() else (None, 400)
    crumbs = ((_("My box counts"), reverse("count_list")), (count.sheet_no, count.get_absolute_url()), (_("Count"), ""))
    context = {"section": "me", "count": count, "form": form, "fen": fen, "crumbs": crumbs}
    return render(request, "shop/count_money.html", context, status=status)


def _seal(request: HttpRequest, count: BoxCount, form: CountForm) -> HttpResponse:
    boxes.seal_count(count=count, by=request.user, found=form.found)
    messages.success(request, _("Your count is final. Nobody sees it before the other count is final too."))
    return redirect("lead_count", pk=count.pk)


@never_cache
@login_required
@require_POST
def count_again(request: HttpRequest, pk: int) -> HttpResponse:
    count = _count(request, pk)
    seen = request.POST.get("round", "")
    if not seen.isdecimal() or len(seen) > 4:
        raise Invalid(_("This form is incomplete. Please load the page again."))
    boxes.count_again(count=count, by=request.user, round_seen=int(seen))
    messages.success(request, _("Both of you count again, each for yourself."))
    return redirect("lead_count", pk=pk)


@never_cache
@login_required
@require_POST
def count_close(request: HttpRequest, pk: int) -> HttpResponse:
    def act(count, **values):
        boxes.close_box(count=count, by=request.user, **values)

    form = CloseForm(request.POST, request.FILES)
    return _step(request, pk, form, act, _("The box is sealed again."))


@never_cache
@login_required
@require_POST
def count_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the amount is settled, it is not asked for: the button alone signs it."""
    count = _count(request, pk)
    settled = Standing(count, request.user).settled_fen
    form = Form(request.POST) if settled is not None else SignForm(request.POST)

    def act(count, yuan=None, explanation=""):
        fen = settled if yuan is None else yuan
        boxes.sign(count=count, by=request.user, fen=fen, explanation=explanation)

    return _step(request, pk, form, act, _("You have signed."))


@never_cache
@login_required
@require_POST
def count_slip(request: HttpRequest, pk: int) -> HttpResponse:
    def act(count, **values):
        boxes.enter_slip(count=count, by=request.user, **values)

    return _step(request, pk, SlipForm(request.POST), act, _("Noted. The office checks the slip and books it."))
