"""Objecting to a notice in one's own name, and reading the answer: never kept, and no account needed."""

from uuid import uuid4

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from lib.rates import count_or_refuse
from lib.refusals import Refused
from office.actions import notices
from office.countdown import countdowns
from office.models import Objection, PublicNotice
from office.notice_forms import CodeForm, ObjectionForm

TEN_MINUTES = 600
SENT_PER_NOTICE = 5
# One address may stand for a whole block of flats.
TRIES = 40
CODES_TRIED = 20


@sensitive_post_parameters("name", "phone", "document", "text")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice_object(request: HttpRequest, year: int, serial: int) -> HttpResponse:
    """The form; sent, the receipt with its code. Sending twice gives the same receipt."""
    notice = get_object_or_404(PublicNotice, year=year, serial=serial)
    if request.method != "POST":
        return _form_page(request, notice, ObjectionForm(initial={"token": uuid4()}))
    address = get_adapter(request).get_client_ip(request)
    count_or_refuse(what="objection-tries", who=address, limit=TRIES, seconds=TEN_MINUTES)
    form = ObjectionForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form_page(request, notice, form, status=400)
    try:
        count_or_refuse(what=f"objection-{notice.pk}", who=address, limit=SENT_PER_NOTICE, seconds=TEN_MINUTES)
        by = request.user if request.user.is_authenticated else None
        objection = notices.raise_objection(notice=notice, by=by, **form.cleaned_data)
    except Refused as refusal:
        # The page comes back with what was written: only a photo must be chosen again.
        form.add_error(None, refusal.sentence)
        return _form_page(request, notice, form, status=refusal.status, **refusal.details)
    return _receipt(request, notice, objection)


def _form_page(
    request: HttpRequest, notice: PublicNotice, form: ObjectionForm, status: int = 200, retry_after: int = 0, **_details
) -> HttpResponse:
    [countdown] = countdowns([notice], timezone.localdate())
    context = {
        "section": "notices",
        "notice": notice,
        "countdown": countdown,
        "form": form,
        "crumbs": _crumbs(notice, _("Object")),
    }
    response = render(request, "office/notice_object.html", context, status=status)
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response


def _receipt(request: HttpRequest, notice: PublicNotice, objection: Objection) -> HttpResponse:
    context = {
        "section": "notices",
        "notice": notice,
        "objection": objection,
        "code": notices.receipt_code(objection),
        "crumbs": _crumbs(notice, pgettext("objection", "Receipt")),
    }
    return render(request, "office/notice_receipt.html", context)


def _crumbs(notice: PublicNotice, here: str) -> tuple:
    return (_("Public notices"), reverse("notice_list")), (notice.number, notice.get_absolute_url()), (here, "")


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def objection_answer(request: HttpRequest) -> HttpResponse:
    """By the receipt's code, which is sent and never stands in an address."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    found = None
    if request.method == "POST":
        address = get_adapter(request).get_client_ip(request)
        count_or_refuse(what="objection-codes", who=address, limit=CODES_TRIED, seconds=TEN_MINUTES)
        if form.is_valid():
            found = Objection.objects.with_code(form.cleaned_data["code"]).first()
            if found is None:
                form.add_error("code", _("No objection has this code. Please compare it with the receipt."))
    context = {
        "section": "notices",
        "form": form,
        "objection": found,
        "crumbs": ((_("Public notices"), reverse("notice_list")), (_("Read an answer"), "")),
    }
    return render(request, "office/objection_answer.html", context, status=400 if form.errors else 200)


@never_cache
@login_required
@require_safe
def my_objections(request: HttpRequest) -> HttpResponse:
    """Those that somebody raised while signed in."""
    objections = Objection.objects.of_person(request.user).order_by("-raised_at")
    context = {"section": "me", "objections": objections, "crumbs": ((_("My objections"), ""),)}
    return render(request, "office/my_objections.html", context)
