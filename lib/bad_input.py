"""Input that no view could make sense of is answered before any view runs."""

from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _

from lib.refusals import Invalid, refusal_response

LONGEST_QUERY = 4000


class BadInputMiddleware:
    """Refuses NUL bytes and endless query strings with 400: PostgreSQL cannot store the one, nobody types the other."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        query = request.META.get("QUERY_STRING", "")
        if len(query) > LONGEST_QUERY:
            return refusal_response(request, Invalid(_("The address is too long. Please shorten your search.")))
        if "\x00" in request.path_info or b"\x00" in unquote_to_bytes(query):
            return refusal_response(request, Invalid(_("The address holds a character that cannot be read.")))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """What a form sent, of every field alike: some of them (choices, shapes, ticks) would not look for it."""
        if request.method == "POST" and _has_nul(request):
            return refusal_response(request, Invalid(_("What was sent holds a character that cannot be read.")))
        return None


def _has_nul(request: HttpRequest) -> bool:
    try:
        sent = request.POST
    except UnreadablePostError:
        return False  # whoever sent it is gone; the check of the form's token says what follows
    return any("\x00" in name or any("\x00" in value for value in values) for name, values in sent.lists())
