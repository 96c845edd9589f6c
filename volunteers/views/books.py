"""The leader's books: records of past months, found by person, activity, month and state."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import User
from lib.rates import count_or_refuse
from lib.refusals import Refused
from volunteers.books import Sought, page_of_books, person_in_books
from volunteers.forms.books import BooksForm, BooksSearchForm
from volunteers.hours import PILLS, WAITS
from volunteers.models import Organization, ServiceRecord, Volunteer
from volunteers.models.records import Needs
from volunteers.service_time import hours_of
from volunteers.views.leading import led
from volunteers.workflow import RecordState

SEARCHES, HOUR = 120, 3600
KEPT = ("organization", "state", "month", "title")
MOST_OFFERED = 200


@never_cache
@sensitive_post_parameters("who")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lead_books(request: HttpRequest) -> HttpResponse:
    """A search is sent and answered by an address without names; who leads nothing has no such page."""
    organizations = list(led(request.user).only("name", "name_en", "path", "region")[:MOST_OFFERED])
    if not organizations:
        raise Http404
    if request.method == "POST":
        return _search(request, organizations)
    form = BooksForm(request.GET)
    if not form.is_valid():
        return _page(request, organizations, _search_form(request.GET, organizations, form), None, status=400)
    chosen = form.cleaned_data
    organization = _chosen(request, organizations, chosen["organization"])
    sought = Sought(**{**chosen, "organization": organization.pk})
    kept = {name: request.GET[name] for name in KEPT if request.GET.get(name)} | {"organization": organization.pk}
    return _page(request, organizations, BooksSearchForm(initial=kept), sought, organization=organization)


def _search(request: HttpRequest, organizations: list[Organization]) -> HttpResponse:
    form = BooksSearchForm(request.POST)
    if not form.is_valid():
        return _page(request, organizations, form, None, status=400)
    organization = _chosen(request, organizations, form.cleaned_data["organization"])
    kept = {name: request.POST[name].strip() for name in KEPT if request.POST.get(name, "").strip()}
    if form.cleaned_data["who"]:
        count_or_refuse(what="books", who=str(request.user.pk), limit=SEARCHES, seconds=HOUR)
        try:
            kept["volunteer"] = person_in_books(who=form.cleaned_data["who"], organization=organization).pk
        except Refused as refusal:
            form.add_error("who", refusal.sentence)
            return _page(request, organizations, form, None, status=400)
    return redirect(f"{reverse('lead_books')}?{urlencode(kept)}")


def _chosen(request: HttpRequest, organizations: list[Organization], pk: int | None) -> Organization:
    """The first of those that this person leads; another only where they lead it."""
    if pk is None:
        return organizations[0]
    known = next((one for one in organizations if one.pk == pk), None) or led(request.user).filter(pk=pk).first()
    if known is None:
        raise Http404
    return known


def _search_form(query, organizations: list[Organization], wrong: BooksForm) -> BooksSearchForm:
    form = BooksSearchForm(query)
    form.is_valid()
    for field, errors in wrong.errors.items():
        if field not in form.errors:
            form.add_error(field, errors)
    return form


def _page(
    request: HttpRequest,
    organizations: list[Organization],
    form: BooksSearchForm,
    sought: Sought | None,
    organization: Organization | None = None,
    status: int = 200,
) -> HttpResponse:
    form.offer([(one.pk, one.local_name) for one in _with(organizations, organization)])
    found, more = page_of_books(sought) if sought else ([], "")
    older, newest = request.GET.copy(), request.GET.copy()
    older["before"] = more
    newest.pop("before", None)
    context = {
        "section": "volunteer",
        "form": form,
        "organization": organization,
        "person": _person(sought, found),
        "lines": [_line(record, request.user) for record in found],
        "older": more and f"?{older.urlencode()}",
        "newest": sought and sought.before and f"?{newest.urlencode()}",
        "is_asked": sought is not None,
    }
    return render(request, "volunteers/lead_books.html", context, status=status)


def _with(organizations: list[Organization], chosen: Organization | None) -> list[Organization]:
    return organizations if chosen is None or chosen in organizations else [chosen, *organizations]


def _person(sought: Sought | None, found: list[ServiceRecord]) -> Volunteer | None:
    return found[0].volunteer if found and sought.volunteer else None


def _line(record: ServiceRecord, by: User) -> dict[str, Any]:
    return {
        "record": record,
        "who": record.volunteer.shown_name or record.volunteer.number,
        "hours": hours_of(record.minutes),
        "begins": timezone.localtime(record.starts_at),
        "ends": timezone.localtime(record.ends_at),
        "pill": PILLS[RecordState(record.state)],
        # One's own are seen, not answered.
        "objection": record.objection if record.volunteer.user_id != by.pk else None,
        "waits": "" if record.needs == Needs.ONE else WAITS.get(record.needs, ""),
    }
