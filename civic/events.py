from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from pghistory.admin.core import EventsAdmin

from lib.offered import OfferedLookups


class EventsRegister(OfferedLookups, EventsAdmin):
    """pghistory's list of everything that changed, for hand-made addresses too."""

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        try:
            return super().changelist_view(request, extra_context)
        except (ObjectDoesNotExist, ValidationError, ValueError, LookupError) as error:
            # It names a row or a table that is not there.
            raise Http404 from error
