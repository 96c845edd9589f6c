from allauth.core import ratelimit
from allauth.core.exceptions import RateLimited
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.forms import GuardianDecisionForm, GuardianForm, IdentityForm
from accounts.models import Consent, GuardianRequest, Identity, PrivacyNotice, Purpose, User
from lib.refusals import TooMany


@never_cache
@login_required
@sensitive_post_parameters("name", "document", "birth_date")
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest) -> HttpResponse:
    user = request.user
    mine = Identity.objects.select_related("guardian").filter(user=user).first()
    form = IdentityForm(request.POST or None, user=user)
    if request.method == "POST" and mine is None:
        limit_tries(request)
        if form.is_valid() and _register(user, form):
            messages.success(request, _("Your identity is kept, sealed. Only the masked form is ever shown."))
            return redirect("identity")
    context = {"form": form, "identity": mine, "section": "me", **_guardianship(user)}
    return render(request, "accounts/identity.html", context, status=400 if form.errors else 200)


def limit_tries(request: HttpRequest) -> None:
    """Ten numbers a day: nobody finds out by trying which documents stand here."""
    try:
        ratelimit.consume(request, action="identity", user=request.user, raise_exception=True)
    except RateLimited as error:
        raise TooMany(_("You have tried ten times today. Please try again tomorrow, or ask the office.")) from error


def _register(user: User, form: IdentityForm) -> bool:
    data = form.cleaned_data
    try:
        actions.register_identity(
            user=user,
            name=data["name"],
            document=data["parsed"],
            born_on=data["born_on"],
            notice=PrivacyNotice.objects.newest(),
            today=timezone.localdate(),
        )
    except (actions.DocumentTaken, actions.GuardianNeeded) as refusal:
        form.add_error("document", refusal.sentence)
        return False
    return True


def _guardianship(user: User) -> dict:
    return {
        "guardian_consent": Consent.objects.of_guardian_for(user).first(),
        "guardian_asked": user.guardian_requests.waiting().first(),
        "guardian_form": GuardianForm(),
    }


@never_cache
@login_required
@sensitive_post_parameters("phone")
@require_http_methods(["GET", "HEAD", "POST"])
def guardian_ask(request: HttpRequest) -> HttpResponse:
    form = GuardianForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.ask_guardian(ward=request.user, phone=form.cleaned_data["phone"])
        messages.success(request, _("Your guardian finds the request here after signing in with that number."))
        return redirect("identity")
    context = {"form": form, "section": "me"}
    return render(request, "accounts/guardian_ask.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def guardian_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(GuardianRequest.objects.filter(ward=request.user), pk=pk)
    actions.withdraw_guardian_request(request=asked)
    messages.success(request, _("The request is withdrawn."))
    return redirect("identity")


@never_cache
@login_required
@require_safe
def wards(request: HttpRequest) -> HttpResponse:
    context = {
        "waiting": GuardianRequest.objects.waiting_for(request.user),
        "standing": Consent.objects.standing()
        .filter(user=request.user, purpose=Purpose.GUARDIAN)
        .select_related("ward"),
        "identity": Identity.objects.filter(user=request.user).first(),
        "section": "me",
    }
    return render(request, "accounts/ward_list.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ward_decide(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(GuardianRequest.objects.waiting_for(request.user), pk=pk)
    accept = request.POST.get("decision") != "refuse"
    form = GuardianDecisionForm(request.POST if request.method == "POST" and accept else None)
    if request.method == "POST" and (not accept or form.is_valid()):
        actions.decide_guardian_request(
            request=asked,
            guardian=request.user,
            accept=accept,
            notice=PrivacyNotice.objects.newest(),
            today=timezone.localdate(),
        )
        messages.success(request, _("You are noted as guardian.") if accept else _("You have refused the request."))
        return redirect("wards")
    context = {"form": form, "asked": asked, "notice": PrivacyNotice.objects.newest(), "section": "me"}
    return render(request, "accounts/ward_decide.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def ward_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    consent = get_object_or_404(
        Consent.objects.standing().filter(user=request.user, purpose=Purpose.GUARDIAN).select_related("ward"), pk=pk
    )
    actions.withdraw_consent(user=request.user, purpose=Purpose.GUARDIAN, ward=consent.ward)
    messages.success(request, _("Your consent is withdrawn, as of now."))
    return redirect("wards")
