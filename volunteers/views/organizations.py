"""Organizations for everyone: the list and the page of each; and how one is founded."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.htmx import render_page
from lib.pages import public_page
from lib.rates import count_or_refuse
from lib.refusals import Refused
from places.models import Region
from volunteers.actions import memberships, organizations
from volunteers.doors import volunteers_only
from volunteers.forms.organizations import OrganizationForm, read_search
from volunteers.models import Activity, Membership, Organization
from volunteers.workflow import OrganizationState

PER_PAGE = 24
MOST_UPCOMING = 10
ASKED, HOUR = 20, 3600
# A search has too many values for its pages to be kept.
KEPT_PARAMS = ("town", "kind", "category", "page")


class NoSuchPage(Refused):
    """The list is shorter than that."""

    status = 404


@require_safe
@public_page(params=KEPT_PARAMS)
def organization_list(request: HttpRequest) -> HttpResponse:
    form = read_search(request.META.get("QUERY_STRING", ""), get_language())
    found = Organization.objects.for_public().matching(
        text=form.wanted("q"), town=form.wanted("town"), kind=form.wanted("kind"), category=form.wanted("category")
    )
    total = found.count()
    number, last = form.wanted("page") or 1, max(1, -(-total // PER_PAGE))
    if number > last:
        raise NoSuchPage(_("This list ends at page %(last)s.") % {"last": last})
    rows = found.with_region().order_by("pinyin", "pk")[(number - 1) * PER_PAGE : number * PER_PAGE]
    context = {
        "section": "volunteer",
        "form": form,
        "rows": list(rows),
        "total": total,
        "number": number,
        "last": last,
        "previous": form.href(number - 1) if number > 1 else "",
        "next": form.href(number + 1) if number < last else "",
        "towns": [(town.code, town.local_name) for town in Region.objects.towns().current().defer("outline")],
        "crumbs": [(_("Organizations"), "")],
    }
    status = 400 if form.errors else 200
    page = ("volunteers/organization_list.html", "volunteers/_organization_results.html")
    return render_page(request, *page, context, status=status)


@require_safe
@public_page(seconds=300)
def organization_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What it does and what comes next. Of its people, only how many they are."""
    shown = Organization.objects.for_public().with_region().select_related("figure", "parent", "sponsor")
    organization = get_object_or_404(shown, pk=pk)
    context = {
        "section": "volunteer",
        "organization": organization,
        "figure": getattr(organization, "figure", None),
        "above": [other for other in (organization.parent,) if other and other.state == OrganizationState.APPROVED],
        "below": list(organization.children.for_public().order_by("pinyin", "pk")),
        "upcoming": list(_upcoming(organization)),
        "crumbs": [(_("Organizations"), reverse("organization_list")), (organization.local_name, "")],
    }
    return render(request, "volunteers/organization_detail.html", context)


def _upcoming(organization: Organization):
    """Open activities with the next time of each."""
    to_come = Q(shifts__ends_at__gt=timezone.now(), shifts__is_cancelled=False)
    activities = Activity.objects.for_public().open().filter(organization=organization).select_related("place")
    dated = activities.annotate(next_at=Min("shifts__starts_at", filter=to_come)).filter(next_at__isnull=False)
    return dated.order_by("next_at", "pk")[:MOST_UPCOMING]


@never_cache
@volunteers_only
@require_http_methods(["GET", "HEAD", "POST"])
def organization_apply(request: HttpRequest) -> HttpResponse:
    return _application_page(request, OrganizationForm(request.POST or None), None)


@never_cache
@volunteers_only
@require_http_methods(["GET", "HEAD", "POST"])
def organization_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """An application of one's own: how it stands, and the form again where it was not approved."""
    organization = get_object_or_404(Organization.objects.filter(applied_by=request.user), pk=pk)
    if organization.state != OrganizationState.REJECTED:
        context = {"section": "volunteer", "organization": organization, "form": None}
        return render(request, "volunteers/organization_apply.html", context)
    return _application_page(request, OrganizationForm(request.POST or None, instance=organization), organization)


def _application_page(request: HttpRequest, form: OrganizationForm, organization: Organization | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        kept = organizations.apply(volunteer=request.volunteer, organization=form.instance)
        messages.success(request, _("Your application is with the office. You find the answer in your inbox."))
        return redirect("organization_mine", kept.pk)
    context = {"section": "volunteer", "form": form, "organization": organization}
    return render(request, "volunteers/organization_apply.html", context, status=400 if form.errors else 200)


@never_cache
@volunteers_only
@require_http_methods(["GET", "HEAD", "POST"])
def organization_join(request: HttpRequest, pk: int) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.for_public(), pk=pk)
    if request.method == "POST":
        # Each asking is a notice to the leaders.
        count_or_refuse(what="organization-join", who=str(request.user.pk), limit=ASKED, seconds=HOUR)
        membership = memberships.ask_to_join(organization=organization, volunteer=request.volunteer)
        is_member = membership.state == Membership.State.ACTIVE
        words = _("You are a member already.") if is_member else _("You have asked. You find the answer in your inbox.")
        messages.success(request, words)
        return redirect("volunteer_profile")
    context = {"section": "volunteer", "organization": organization}
    return render(request, "volunteers/organization_join.html", context)


@login_required
@require_POST
def membership_leave(request: HttpRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership.objects.filter(volunteer__user=request.user), pk=pk)
    memberships.leave_organization(membership=membership)
    messages.success(request, _("You no longer belong to this organization. Your hours stay."))
    return redirect("volunteer_profile")
