from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.forms import RenameForm
from accounts.models import Consent, GuardianRequest, Identity, PrivacyNotice, Purpose
from lib.refusals import Invalid


@never_cache
@login_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    user = request.user
    context = {
        "section": "me",
        "identity": Identity.objects.filter(user=user).first(),
        "open_requests": user.data_requests.open().count(),
        "guardian_requests": GuardianRequest.objects.waiting_for(user).count(),
        "has_second_factor": Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists(),
    }
    return render(request, "accounts/me.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest) -> HttpResponse:
    form = RenameForm(request.POST or None, initial={"display_name": request.user.display_name})
    if request.method == "POST" and form.is_valid():
        actions.rename(user=request.user, display_name=form.cleaned_data["display_name"])
        messages.success(request, _("Your display name is changed."))
        return redirect("me")
    status = 400 if form.errors else 200
    return render(request, "accounts/me_rename.html", {"form": form, "section": "me"}, status=status)


# Given and withdrawn here by one tap each; the others belong to the pages that explain them.
FREE = (Purpose.CONTACT, Purpose.PUBLISH_NAME)


@never_cache
@login_required
@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    history = list(Consent.objects.filter(user=request.user).select_related("notice", "ward").order_by("-given_at"))
    standing = {consent.purpose: consent for consent in history if consent.withdrawn_at is None}
    purposes = [
        {
            "purpose": purpose,
            "consent": standing.get(purpose),
            "can_give": purpose in FREE,
            "is_account": purpose == Purpose.ACCOUNT,
        }
        for purpose in Purpose
        if purpose != Purpose.GUARDIAN
    ]
    wards = [consent for consent in history if consent.purpose == Purpose.GUARDIAN and consent.withdrawn_at is None]
    context = {
        "purposes": purposes,
        "wards": wards,
        "history": history,
        "notice": PrivacyNotice.objects.newest(),
        "section": "me",
    }
    return render(request, "accounts/consent_list.html", context)


@login_required
@require_POST
def consent_give(request: HttpRequest, purpose: str) -> HttpResponse:
    if purpose not in FREE:
        raise Invalid(_("This consent is given on the page that asks for it."))
    actions.give_consent(user=request.user, purpose=Purpose(purpose), notice=PrivacyNotice.objects.newest())
    messages.success(request, _("Your consent is noted. You can withdraw it here at any time."))
    return redirect("consents")


@login_required
@require_POST
def consent_withdraw(request: HttpRequest, purpose: str) -> HttpResponse:
    if purpose not in Purpose.values or purpose == Purpose.GUARDIAN:
        raise Invalid(_("There is no such consent."))
    if purpose == Purpose.VOLUNTEERING:
        # That page says what else ends with it.
        return redirect("volunteer_leave")
    if purpose == Purpose.AID:
        return redirect("my_aid")
    actions.withdraw_consent(user=request.user, purpose=Purpose(purpose))
    messages.success(request, _("Your consent is withdrawn, as of now."))
    return redirect("consents")
