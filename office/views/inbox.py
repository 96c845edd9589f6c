from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from office import actions
from office.models import Message

CODES_SHOWN = 20
PAGE = 30


@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Somebody's own notices; in the sample city also the newest one-time codes, for everyone."""
    if not request.user.is_authenticated and not settings.SAMPLE_CITY:
        raise Http404
    notices = Message.objects.none()
    if request.user.is_authenticated:
        notices = Message.objects.notices_for(request.user)
    page = Paginator(notices, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "unread": notices.filter(read_at__isnull=True).count(),
        "codes": Message.objects.codes()[:CODES_SHOWN] if settings.SAMPLE_CITY else [],
        "is_sample_city": settings.SAMPLE_CITY,
        "section": "me",
    }
    return render(request, "office/inbox.html", context)


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.is_authenticated:
        raise Http404
    message = get_object_or_404(Message.objects.notices_for(request.user), pk=pk)
    actions.mark_read(messages=[message], at=timezone.now())
    return redirect(message.url) if message.url.startswith("/") and message.url[1:2] != "/" else redirect("inbox")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        raise Http404
    actions.mark_read(messages=Message.objects.notices_for(request.user), at=timezone.now())
    return redirect("inbox")
