"""Trace my ten yuan. A slip's code is all that is asked for, and leads to public words alone: never to a person.

What is no code, what nobody was given and what became void are answered by the same page.
"""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lib.rates import count_or_refuse
from shop import tracing
from shop.codes import CODES
from shop.forms_goods import CodeForm
from shop.models import Donation, Taking

TEN_MINUTES, TRIES = 600, 60


@never_cache
@require_safe
def trace(request: HttpRequest) -> HttpResponse:
    """Where a code is typed in; a shape that fits leads to its page, whether or not there is such a slip."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        code = CODES.read(form.cleaned_data["code"])
        return redirect("slip", code=code) if code else _nothing(request, form)
    return render(request, "shop/trace.html", _context(form), status=400 if form.errors else 200)


@never_cache
@require_safe
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """A visitor's slip or a donor's, with what it paid for."""
    count_or_refuse(what="slip", who=get_adapter(request).get_client_ip(request), limit=TRIES, seconds=TEN_MINUTES)
    code = CODES.read(code)
    taking = Taking.objects.filter(code=code, is_void=False).select_related("item__shop", "item__photo").first()
    if taking is not None:
        crumbs = _crumbs(_("Your slip"))
        context = {"section": "shop", "taking": taking, "traces": tracing.trace([taking]), "crumbs": crumbs}
        return render(request, "shop/slip_taking.html", context)
    donation = Donation.objects.filter(code=code).select_related("shop").first()
    if donation is not None:
        return _donors(request, donation)
    return _nothing(request, CodeForm(initial={"code": CODES.in_groups(code)}))


def _donors(request: HttpRequest, donation: Donation) -> HttpResponse:
    items = list(donation.goods.order_by("pk"))
    takings = Taking.objects.filter(item__donation=donation, is_void=False).select_related("item").order_by("at", "pk")
    traces = tracing.trace(list(takings))
    context = {
        "section": "shop",
        "donation": donation,
        "items": items,
        "traces": traces,
        "said_fen": sum(one.taking.said_fen for one in traces),
        "crumbs": _crumbs(_("Your slip")),
    }
    return render(request, "shop/slip_donation.html", context)


def _nothing(request: HttpRequest, form: CodeForm) -> HttpResponse:
    """What was typed stays, to be compared with the slip letter by letter."""
    return render(request, "shop/trace.html", {**_context(form), "nothing": True}, status=404)


def _context(form: CodeForm) -> dict:
    return {"section": "shop", "form": form, "crumbs": _crumbs("")}


def _crumbs(here: str) -> tuple:
    home = ((_("Shop and fund"), reverse("shop_home")),)
    if not here:
        return *home, (_("Trace my ten yuan"), "")
    return *home, (_("Trace my ten yuan"), reverse("trace")), (here, "")
