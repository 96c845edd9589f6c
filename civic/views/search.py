from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from civic.search import LONGEST, find_activities, find_notices, find_places, find_regions
from lib.pages import public_page
from lib.text import clean_search
from office.countdown import countdowns
from places.rows import find, listed, rows_of
from volunteers.present import rows_of as activity_rows

PER_PAGE = 20
LAST_PAGE = 1000


@require_GET
@public_page(params=("q", "page"))
def search(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "")
    words = clean_search(asked, LONGEST)
    number = _page_number(request)
    context = {
        "section": "search",
        "words": words,
        "was_cut": len(" ".join(asked.split())) > LONGEST,
        "longest": LONGEST,
        "number": number,
        "page_missing": number is None,
        "rows": [],
        "regions": [],
        "activities": [],
        "notices": [],
        "total": 0,
        "has_next": False,
        "previous": (number or 1) - 1,
        "next": (number or 1) + 1,
    }
    if words and number:
        now = timezone.now()
        first = (number - 1) * PER_PAGE
        found = find(None, lambda: listed(find_places(words), now, "total")[first : first + PER_PAGE])
        total = found[0].more[0] if found else 0
        context |= {
            "rows": rows_of(found, now),
            "total": total,
            "regions": list(find_regions(words)) if number == 1 else [],
            "activities": activity_rows(find_activities(words, now), now) if number == 1 else [],
            "notices": countdowns(find_notices(words), timezone.localdate(now)) if number == 1 else [],
            "page_missing": number > 1 and not found,
            "has_next": first + PER_PAGE < total,
        }
    return render(request, "civic/search.html", context, status=404 if context["page_missing"] else 200)


def _page_number(request: HttpRequest) -> int | None:
    """None: no page that this search can have."""
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LAST_PAGE))):
        return None
    return int(text) or None
