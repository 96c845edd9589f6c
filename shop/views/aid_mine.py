"""A household and its own applications, on its phone."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import DocumentTaken, GuardianNeeded, register_identity
from accounts.forms import IdentityForm
from accounts.models import Identity, PrivacyNotice, Purpose
from accounts.views.identity import limit_tries
from lib.refusals import Refused
from shop import aid_words
from shop.actions import aid, aid_decisions, aid_money
from shop.aid_forms import AccountForm, ApplyForm, ObjectForm, ReasonForm, open_funds
from shop.models import AidCase

SECRET = ("name", "document", "birth_date", "story", "diagnosis", "address", "phone", "members", "other_documents")


@never_cache
@login_required
@require_safe
def my_aid(request: HttpRequest) -> HttpResponse:
    cases = [(case, aid_words.pill_of(case)) for case in AidCase.objects.of(request.user).select_related("fund")]
    consent = request.user.consents.standing().filter(purpose=Purpose.AID).first()
    context = {"section": "me", "cases": cases, "may_apply": open_funds().exists(), "consent": consent}
    return render(request, "shop/aid/mine.html", context)


@never_cache
@login_required
@require_POST
def my_aid_consent(request: HttpRequest) -> HttpResponse:
    """Withdraw the consent, and with it what is under way."""
    aid_decisions.end_consent(user=request.user)
    messages.success(request, _("Your consent is withdrawn, as of now."))
    return redirect("my_aid")


@never_cache
@login_required
@sensitive_post_parameters(*SECRET, "bank_name", "bank_account")
@require_http_methods(["GET", "HEAD", "POST"])
def aid_apply(request: HttpRequest) -> HttpResponse:
    """One page in a few cards: who you are, what has happened, where to pay it."""
    identity = Identity.objects.filter(user=request.user).first()
    who = None if identity else IdentityForm(request.POST or None, user=request.user)
    initial = {"phone": request.user.phone.reveal() if request.user.phone else ""}
    form = ApplyForm(request.POST or None, initial=initial)
    refusal = None
    if request.method == "POST" and all([form.is_valid(), who is None or who.is_valid()]):
        try:
            return _applied(request, form, who)
        except DocumentTaken as taken:
            who.add_error("document", taken.sentence)
        except Refused as refused:
            refusal = refused
    context = {
        "section": "me",
        "form": form,
        "who": who,
        "identity": identity,
        "refusal": refusal,
        "needs_guardian": isinstance(refusal, (aid.MinorApplies, GuardianNeeded)),
        "notice": PrivacyNotice.objects.newest(),
        "crumbs": ((_("My applications for aid"), reverse("my_aid")), (_("Apply"), "")),
    }
    bad = refusal is not None or form.errors or (who is not None and who.errors)
    return render(request, "shop/aid/apply.html", context, status=400 if bad else 200)


def _applied(request: HttpRequest, form: ApplyForm, who: IdentityForm | None) -> HttpResponse:
    notice = PrivacyNotice.objects.newest()
    if who is not None:
        limit_tries(request)
        data = who.cleaned_data
        register_identity(
            user=request.user, name=data["name"], document=data["parsed"], born_on=data["born_on"], notice=notice,
            today=timezone.localdate(),
        )  # fmt: skip
    case = aid.apply(
        fund=form.cleaned_data["fund"], user=request.user, hardship=form.hardship,
        documents=form.cleaned_data["other_documents"], token=form.cleaned_data["token"], notice=notice,
    )  # fmt: skip
    messages.success(request, _("Your application is here. Its number is %(number)s.") % {"number": case.number})
    return redirect("my_aid_case", pk=case.pk)


def _mine(request: HttpRequest, pk: int) -> AidCase:
    cases = AidCase.objects.of(request.user).select_related("fund", "region", "notice", "objection")
    return get_object_or_404(cases.defer("region__outline"), pk=pk)


@never_cache
@login_required
@require_safe
def my_aid_case(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _mine(request, pk))


FORMS = {"account": AccountForm, "object": ObjectForm, "withdraw": ReasonForm, "receipt": Form}


def _page(request: HttpRequest, case: AidCase, status: int = 200, **forms: Form) -> HttpResponse:
    context = {
        "section": "me",
        "case": case,
        "pill": aid_words.pill_of(case),
        "next_words": aid_words.next_words(case),
        "stations": aid_words.stations(case),
        "objection": getattr(case, "objection", None),
        "opened": case.accesses.values("fields", "at")[:20],
        "forms": {name: form() for name, form in FORMS.items()} | forms,
        "crumbs": ((_("My applications for aid"), reverse("my_aid")), (case.number, "")),
    }
    return render(request, "shop/aid/my_case.html", context, status=status)


def _step(request: HttpRequest, pk: int, name: str, act: Callable, done: str) -> HttpResponse:
    case, form = _mine(request, pk), FORMS[name](request.POST)
    if not form.is_valid():
        return _page(request, case, 400, **{name: form})
    try:
        act(case, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _page(request, _mine(request, pk), refusal.status, **{name: form})
    messages.success(request, done)
    return redirect("my_aid_case", pk=pk)


@never_cache
@login_required
@require_POST
def my_aid_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    def act(case, reason):
        aid_decisions.withdraw(case=case, by=request.user, reason=reason)

    return _step(request, pk, "withdraw", act, _("Your application is withdrawn."))


@never_cache
@login_required
@sensitive_post_parameters("text")
@require_POST
def my_aid_object(request: HttpRequest, pk: int) -> HttpResponse:
    def act(case, text):
        aid_decisions.object_to_refusal(case=case, by=request.user, text=text)

    return _step(request, pk, "object", act, _("Your objection is here. Somebody else than before answers it."))


@never_cache
@login_required
@require_POST
def my_aid_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    def act(case):
        aid_money.confirm_receipt(case=case, by=request.user)

    return _step(request, pk, "receipt", act, _("Thank you. It is noted that the money has come."))


@never_cache
@login_required
@sensitive_post_parameters("bank_name", "bank_account")
@require_POST
def my_aid_account(request: HttpRequest, pk: int) -> HttpResponse:
    def act(case, **values):
        aid.keep_account(case=case, by=request.user, **values)

    return _step(request, pk, "account", act, _("Your bank account is kept, sealed."))
