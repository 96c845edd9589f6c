from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.models import PrivacyNotice
from accounts.notice_text import to_html
from lib.pages import public_page


@require_safe
@public_page()
def notice(request: HttpRequest, version: int | None = None) -> HttpResponse:
    """The newest version, or the one named. One query brings all, for the list of the others."""
    notices = list(PrivacyNotice.objects.order_by("-version"))
    shown = next((notice for notice in notices if version in (None, notice.version)), None)
    if shown is None:
        raise Http404
    english = get_language() == "en"
    context = {
        "notice": shown,
        "text": to_html(shown.text_en if english else shown.text),
        "changes": shown.changes_en if english else shown.changes,
        "is_newest": shown is notices[0],
        "others": [other for other in notices if other is not shown],
        "section": "privacy",
    }
    return render(request, "accounts/privacy_notice.html", context)
