"""A leader's pages about people: who asks, who belongs, who leads; entering somebody without a telephone."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import DocumentTaken
from accounts.models import PrivacyNotice
from lib.rates import count_or_refuse
from lib.refusals import Forbidden
from volunteers import policies
from volunteers.actions import claims, memberships, registry
from volunteers.forms.registry import EntryForm
from volunteers.models import Claim, Membership, Organization
from volunteers.workflow import MembershipState

PER_PAGE = 50
ENTRIES, HOUR = 60, 3600
SLIP = "volunteer_slip"
MOVES = {
    "admit": memberships.admit,
    "refuse": memberships.refuse,
    "let-go": memberships.let_go,
    "appoint": memberships.appoint,
    "step-down": memberships.step_down,
}
DONE = {
    "admit": gettext_lazy("Admitted."),
    "refuse": gettext_lazy("Not admitted; the volunteer is told."),
    "let-go": gettext_lazy("The membership has ended."),
    "appoint": gettext_lazy("Appointed as leader."),
    "step-down": gettext_lazy("No longer a leader, still a member."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One member as a leader sees them: the name masked."""

    pk: int
    name: str
    number: str
    since: datetime
    is_leader: bool
    is_me: bool
    can_be_claimed: bool


@never_cache
@login_required
@require_safe
def lead_members(request: HttpRequest, pk: int) -> HttpResponse:
    organization = _seen(request, pk)
    everybody = organization.memberships.filter(volunteer__state="active").with_names()
    members = Paginator(everybody.standing().order_by("role", "-since", "-pk"), PER_PAGE)
    page = members.get_page(request.GET.get("page"))
    context = {
        "section": "volunteer",
        "organization": organization,
        "waiting": [_row(one, request) for one in everybody.filter(state=MembershipState.APPLIED).order_by("since")],
        "members": [_row(one, request) for one in page],
        "page": page,
        "below": list(organization.children.for_public().order_by("pinyin", "pk")),
        "can_admit": policies.can_admit(request.user, organization),
        "can_appoint": policies.can_appoint(request.user, organization),
    }
    return render(request, "volunteers/member_list.html", context)


def _row(membership: Membership, request: HttpRequest) -> Row:
    volunteer = membership.volunteer
    return Row(
        pk=membership.pk,
        name=volunteer.shown_name,
        number=volunteer.number,
        since=membership.since,
        is_leader=membership.role == Membership.Role.LEADER,
        is_me=volunteer.user_id == request.user.pk,
        can_be_claimed=claims.can_be_claimed(volunteer),
    )


@login_required
@require_POST
def lead_member_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    if move not in MOVES:
        raise Http404
    membership = get_object_or_404(Membership.objects.select_related("organization"), pk=pk)
    organization = _seen(request, membership.organization_id)
    MOVES[move](membership=membership, by=request.user)
    messages.success(request, DONE[move])
    # Who has just stepped down may no longer see the list.
    if not policies.can_see_members(request.user, organization):
        return redirect("volunteer_profile")
    return redirect("lead_members", organization.pk)


@never_cache
@login_required
@sensitive_post_parameters("name", "document", "birth_date")
@require_http_methods(["GET", "HEAD", "POST"])
def lead_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody without a telephone: their consent is on paper, their claim code on a slip."""
    organization = _seen(request, pk)
    if not policies.can_admit(request.user, organization):
        raise Forbidden(_("You may see this list, not change it."))
    form = EntryForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        count_or_refuse(what="volunteer-entry", who=str(request.user.pk), limit=ENTRIES, seconds=HOUR)
        try:
            claim = _entered(request, organization, form)
        except DocumentTaken as refusal:
            form.add_error("document", refusal.sentence)
        else:
            return _to_slip(request, organization, claim)
    context = {
        "section": "volunteer",
        "organization": organization,
        "form": form,
        "notice": PrivacyNotice.objects.newest(),
    }
    return render(request, "volunteers/member_enter.html", context, status=400 if form.errors else 200)


@transaction.atomic
def _entered(request: HttpRequest, organization: Organization, form: EntryForm) -> Claim:
    [volunteer] = registry.enter_people(
        by=request.user, entries=[form.entry], notice=PrivacyNotice.objects.newest(), today=timezone.localdate()
    )
    memberships.take_in(organization=organization, volunteer=volunteer, by=request.user)
    return claims.make_claim(volunteer=volunteer, by=request.user)


@login_required
@require_POST
def lead_member_code(request: HttpRequest, pk: int) -> HttpResponse:
    """A new slip, where the old one is lost or ran out."""
    membership = get_object_or_404(Membership.objects.standing().select_related("volunteer"), pk=pk)
    organization = _seen(request, membership.organization_id)
    if not policies.can_admit(request.user, organization):
        raise Forbidden(_("You may see this list, not change it."))
    return _to_slip(request, organization, claims.make_claim(volunteer=membership.volunteer, by=request.user))


@never_cache
@login_required
@require_safe
def lead_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip with the code, to be printed: shown once to whoever made it."""
    organization = _seen(request, pk)
    key = request.session.pop(SLIP, None)
    mine = Claim.objects.filter(made_by=request.user, code__isnull=False).select_related("volunteer")
    claim = mine.filter(pk=key).first()
    if claim is None:
        messages.info(request, _("A slip is shown once. Where it is lost, make a new code."))
        return redirect("lead_members", organization.pk)
    code = claim.code.reveal()
    context = {
        "section": "volunteer",
        "organization": organization,
        "claim": claim,
        "code": claims.CODES.in_groups(code, " "),
        "volunteer": claim.volunteer,
    }
    return render(request, "volunteers/claim_slip.html", context)


def _to_slip(request: HttpRequest, organization: Organization, claim: Claim) -> HttpResponse:
    request.session[SLIP] = claim.pk
    return redirect("lead_slip", organization.pk)


def _seen(request: HttpRequest, pk: int) -> Organization:
    """The organization, for those who lead it or hold a post over it; for others it is not there."""
    organization = get_object_or_404(Organization.objects.with_region(), pk=pk)
    if not policies.can_see_members(request.user, organization):
        raise Http404
    return organization
