"""A second code: to prove who is there, or to change to another number."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.codes import OwnCodeProcess
from accounts.forms import CodeForm, PhoneForm
from accounts.proof import fresh_proof_required
from lib.masking import mask_phone
from lib.refusals import Forbidden

PROOF, CHANGE = "account_proof", "account_phone_change"
NEXT = "account_proof_next"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Say that a code will be sent, and send it; who has a password is asked for that."""
    next_url = get_next_redirect_url(request) or reverse("me")
    if request.user.has_usable_password():
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': next_url})}")
    if request.user.phone is None:
        raise Forbidden(_("This account has no number to send a code to. Please ask the office for help."))
    if request.method == "POST":
        OwnCodeProcess.begin(request, key=PROOF, phone=request.user.phone.reveal())
        request.session[NEXT] = next_url
        return redirect("account_prove_code")
    context = {"phone": str(request.user.phone), "next": next_url, "section": "me"}
    return render(request, "accounts/proof_send.html", context)


@never_cache
@login_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def prove_code(request: HttpRequest) -> HttpResponse:
    process = OwnCodeProcess.of(request, key=PROOF)
    if process is None:
        return _expired(request, "account_prove")
    form = _asked(request, process)
    if form is None:
        process.abort()
        record_authentication(request, request.user, method="code", reauthenticated=True)
        return HttpResponseRedirect(request.session.pop(NEXT, reverse("me")))
    return _code_page(request, process, form)


@never_cache
@fresh_proof_required
@sensitive_post_parameters("phone")
@require_http_methods(["GET", "HEAD", "POST"])
def change_phone(request: HttpRequest) -> HttpResponse:
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phone = form.cleaned_data["phone"]
        if request.user.phone and request.user.phone.reveal() == phone:
            form.add_error("phone", _("This is your number already."))
        else:
            OwnCodeProcess.begin(request, key=CHANGE, phone=phone)
            return redirect("account_verify_phone")
    context = {"form": form, "phone": str(request.user.phone or ""), "section": "me"}
    return render(request, "accounts/phone_change.html", context, status=400 if form.errors else 200)


@never_cache
@login_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def verify_phone(request: HttpRequest) -> HttpResponse:
    process = OwnCodeProcess.of(request, key=CHANGE)
    if process is None:
        return _expired(request, "account_change_phone")
    form = _asked(request, process)
    if form is None:
        process.abort()
        actions.change_phone(user=request.user, phone=process.phone)
        messages.success(request, _("Your number is changed. Sign in with the new one from now on."))
        return redirect("me")
    return _code_page(request, process, form)


def _asked(request: HttpRequest, process: OwnCodeProcess) -> CodeForm | None:
    """The form to show; None once the right code was posted."""
    form = CodeForm(request.POST or None, expected=process.code)
    return None if request.method == "POST" and process.holds(form) else form


def _code_page(request: HttpRequest, process: OwnCodeProcess, form: CodeForm) -> HttpResponse:
    context = {
        "form": form,
        "phone": mask_phone(process.phone),
        "can_resend": False,
        "shows_inbox": settings.SAMPLE_CITY,
        "section": "me",
    }
    return render(request, "accounts/entry_code.html", context, status=400 if form.errors else 200)


def _expired(request: HttpRequest, start: str) -> HttpResponse:
    messages.warning(request, _("That code no longer holds. Please ask for a new one."))
    return redirect(start)
