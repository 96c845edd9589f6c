"""The door: a number, a code, and for a new number the question whether an account shall be opened."""

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import AccountInactiveView, LoginView
from allauth.mfa.base.views import AuthenticateView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions
from accounts.codes import EntryProcess
from accounts.forms import CodeForm, OpenAccountForm, PhoneForm, StaffLoginForm
from accounts.models import PrivacyNotice, User
from lib.masking import mask_phone


@never_cache
@sensitive_post_parameters("phone")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    next_url = get_next_redirect_url(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_url or reverse("me"))
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        EntryProcess.begin(request=request, phone=form.cleaned_data["phone"], redirect_url=next_url)
        return redirect("account_confirm_login_code")
    status = 400 if form.errors else 200
    return render(
        request, "accounts/entry_phone.html", {"form": form, "next": next_url, "section": "me"}, status=status
    )


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    process = EntryProcess.of(request)
    if process is None or process.is_proved:
        return _back_to_start(request) if process is None else redirect("account_open")
    if request.POST.get("action") == "resend" and process.can_resend:
        process.resend()
        messages.info(request, _("A new code is on its way."))
        return redirect("account_confirm_login_code")
    form = CodeForm(request.POST or None, expected=process.code)
    if request.method == "POST" and process.holds(form):
        return _code_was_right(process)
    return render(request, "accounts/entry_code.html", _code_page(process, form), status=400 if form.errors else 200)


def _code_was_right(process: EntryProcess) -> HttpResponse:
    user = User.objects.with_phone(process.phone).first()
    if user is not None:
        return process.admit(user)
    process.prove()
    return redirect("account_open")


def _code_page(process, form: CodeForm) -> dict:
    return {
        "form": form,
        "phone": mask_phone(process.phone),
        "can_resend": process.can_resend,
        "shows_inbox": settings.SAMPLE_CITY,
        "section": "me",
    }


def _back_to_start(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("me")
    messages.warning(request, _("That code no longer holds. Please ask for a new one."))
    return redirect("account_login")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_account(request: HttpRequest) -> HttpResponse:
    process = EntryProcess.of(request)
    if process is None or not process.is_proved:
        return _back_to_start(request)
    notice = PrivacyNotice.objects.newest()
    form = OpenAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = actions.open_account(phone=process.phone, notice=notice, display_name=form.cleaned_data["display_name"])
        return process.admit(user)
    context = {"form": form, "phone": mask_phone(process.phone), "notice": notice, "section": "me"}
    return render(request, "accounts/entry_open.html", context, status=400 if form.errors else 200)


@require_safe
def signup(request: HttpRequest) -> HttpResponse:
    """One door for both; this address stays for whoever looks for it."""
    return redirect("account_login")


class _OurSite:
    """allauth puts its own `site` into the context, over the one that every page of ours shows."""

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        context.pop("site", None)
        return {**context, "section": "me"}


class StaffLoginView(_OurSite, LoginView):
    """allauth's own, with its counting of failures; only the form and the page are ours."""

    template_name = "accounts/entry_staff.html"

    def get_form_class(self):
        return StaffLoginForm

    def form_invalid(self, form) -> HttpResponse:
        codes = {error.code for error in form.non_field_errors().as_data()}
        response = super().form_invalid(form)
        response.status_code = 429 if "too_many_login_attempts" in codes else 400
        return response


class SecondFactorView(_OurSite, AuthenticateView):
    """allauth's question for the code of the authenticator app."""


class InactiveView(_OurSite, AccountInactiveView):
    """Where a closed account arrives."""


inactive = InactiveView.as_view()
staff_login = StaffLoginView.as_view()
second_factor = SecondFactorView.as_view()
