"""Public notices, for everyone: what is announced, how long, and what came of it."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lib.pages import public_page
from office.countdown import countdowns
from office.models import PublicNotice
from office.notice_forms import NoticeFilterForm
from office.workflow import NoticeKind

PER_PAGE = 20
RUNNING_SHOWN = 100


@require_safe
@public_page(seconds=60, params=("kind", "page"))
def notice_list(request: HttpRequest) -> HttpResponse:
    """Those that run first, the soonest to end on top; then those that are over, a page at a time."""
    form = NoticeFilterForm(request.GET)
    if not form.is_valid():
        raise Http404
    notices, kind = PublicNotice.objects.all(), form.cleaned_data["kind"]
    if kind:
        notices = notices.filter(kind=kind)
    number = form.cleaned_data["page"] or 1
    paginator = Paginator(notices.over().order_by("-ended_at", "-pk"), PER_PAGE)
    if number > paginator.num_pages:
        raise Http404
    page = paginator.page(number)
    running = list(notices.running().order_by("ends_on", "pk")[:RUNNING_SHOWN]) if number == 1 else []
    rows = countdowns([*running, *page.object_list], timezone.localdate())
    context = {
        "section": "notices",
        "running": rows[: len(running)],
        "over": rows[len(running) :],
        "page": page,
        "kinds": NoticeKind.choices,
        "kind": kind,
    }
    return render(request, "office/notice_list.html", context)


@require_safe
@public_page(seconds=60)
def notice_detail(request: HttpRequest, year: int, serial: int) -> HttpResponse:
    notice = get_object_or_404(PublicNotice, year=year, serial=serial)
    [countdown] = countdowns([notice], timezone.localdate())
    context = {
        "section": "notices",
        "notice": notice,
        "countdown": countdown,
        "extensions": notice.extensions.all(),
        "crumbs": ((_("Public notices"), reverse("notice_list")), (notice.number, "")),
    }
    return render(request, "office/notice_detail.html", context)
