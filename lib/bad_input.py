"""Input that no view could make sense of is answered before any view runs."""

from urllib.parse import unquote_to_bytes

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
