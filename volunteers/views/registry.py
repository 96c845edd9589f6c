"""A resident becomes a volunteer, keeps the registration, leaves, comes back, or takes over what a leader entered."""

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import DocumentTaken
from accounts.forms import IdentityForm
from accounts.models import Identity, PrivacyNotice
from accounts.views.identity import limit_tries
from lib.refusals import Refused
from volunteers.actions import claims, registry
from volunteers.ages import GuardianMissing
from volunteers.doors import volunteers_only
from volunteers.forms.registry import ClaimForm, JoinForm, ProfileForm, person_of
from volunteers.models import Volunteer

READ_AND_SEND = ["GET", "HEAD", "POST"]


@never_cache
@login_required
@sensitive_post_parameters("name", "document", "birth_date")
@require_http_methods(READ_AND_SEND)
def volunteer_join(request: HttpRequest) -> HttpResponse:
    mine = Volunteer.objects.filter(user=request.user).first()
    identity = Identity.objects.filter(user=request.user).first()
    if mine and mine.is_active and identity:
        return redirect("volunteer_profile")
    who = None if identity else IdentityForm(request.POST or None, user=request.user)
    form = JoinForm(request.POST or None, volunteer=mine)
    refusal = None
    if request.method == "POST" and _all_valid(form, who):
        try:
            return _joined(request, form, who)
        except DocumentTaken as taken:
            who.add_error("document", taken.sentence)
        except Refused as refused:
            refusal = refused
    context = {
        "section": "volunteer",
        "form": form,
        "who": who,
        "identity": identity,
        "mine": mine,
        "refusal": refusal,
        "needs_guardian": isinstance(refusal, GuardianMissing),
        "notice": PrivacyNotice.objects.newest(),
        "next": get_next_redirect_url(request) or "",
    }
    bad = refusal is not None or form.errors or (who is not None and who.errors)
    return render(request, "volunteers/volunteer_join.html", context, status=400 if bad else 200)


def _all_valid(form: JoinForm, who: IdentityForm | None) -> bool:
    """Both are looked at, so that every mistake is named at once."""
    return all([form.is_valid(), who is None or who.is_valid()])


def _joined(request: HttpRequest, form: JoinForm, who: IdentityForm | None) -> HttpResponse:
    if who is not None:
        limit_tries(request)
    volunteer = registry.join(
        user=request.user,
        person=person_of(who) if who else None,
        notice=PrivacyNotice.objects.newest(),
        today=timezone.localdate(),
        **form.profile,
    )
    words = _("Welcome! You are registered. Your volunteer number is %(number)s.")
    messages.success(request, words % {"number": volunteer.number})
    return HttpResponseRedirect(get_next_redirect_url(request) or reverse("volunteer_profile"))


@never_cache
@login_required
@require_safe
def volunteer_profile(request: HttpRequest) -> HttpResponse:
    mine = Volunteer.objects.select_related("region", "merged_into").defer("region__outline").filter(user=request.user)
    volunteer = mine.first()
    if volunteer is None:
        return redirect("volunteer_join")
    memberships = volunteer.memberships.standing_or_asked().select_related("organization")
    context = {
        "section": "volunteer",
        "volunteer": volunteer,
        "identity": Identity.objects.filter(user=request.user).first(),
        "skills": labels_of(volunteer, "skills"),
        "categories": labels_of(volunteer, "categories"),
        "memberships": list(memberships.order_by("role", "pk")),
        "applications": list(request.user.organization_applications.not_approved().order_by("-pk")),
        "total": volunteer.totals.lifetime().first(),
    }
    return render(request, "volunteers/volunteer_profile.html", context)


def labels_of(volunteer: Volunteer, name: str) -> list[str]:
    labels = dict(Volunteer._meta.get_field(name).base_field.choices)
    return [str(labels[code]) for code in getattr(volunteer, name)]


@never_cache
@volunteers_only
@require_http_methods(READ_AND_SEND)
def volunteer_edit(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, volunteer=request.volunteer)
    if request.method == "POST" and form.is_valid():
        registry.keep_profile(volunteer=request.volunteer, **form.profile)
        messages.success(request, _("Your registration is changed."))
        return redirect("volunteer_profile")
    context = {"section": "volunteer", "form": form}
    return render(request, "volunteers/volunteer_edit.html", context, status=400 if form.errors else 200)


@never_cache
@volunteers_only
@require_http_methods(READ_AND_SEND)
def volunteer_leave(request: HttpRequest) -> HttpResponse:
    volunteer = request.volunteer
    if request.method == "POST":
        registry.leave(volunteer=volunteer)
        messages.success(request, _("Your registration has ended. Thank you for everything that you did."))
        return redirect("volunteer_profile")
    context = {
        "section": "volunteer",
        "volunteer": volunteer,
        "upcoming": volunteer.sign_ups.standing().filter(starts_at__gt=timezone.now()).count(),
        "memberships": volunteer.memberships.standing().count(),
    }
    return render(request, "volunteers/volunteer_leave.html", context)


@never_cache
@login_required
@sensitive_post_parameters("code", "document")
@require_http_methods(READ_AND_SEND)
def volunteer_claim(request: HttpRequest) -> HttpResponse:
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            claims.claim(
                user=request.user,
                code=form.cleaned_data["code"],
                document=form.cleaned_data["parsed"],
                notice=PrivacyNotice.objects.newest(),
            )
        except claims.ClaimRefused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The registration is yours now, with all its hours."))
            return redirect("volunteer_profile")
    context = {"section": "volunteer", "form": form, "notice": PrivacyNotice.objects.newest()}
    return render(request, "volunteers/volunteer_claim.html", context, status=400 if form.errors else 200)
