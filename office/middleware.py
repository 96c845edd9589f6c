from typing import Any

from pghistory.middleware import HistoryMiddleware


class DeskHistoryMiddleware(HistoryMiddleware):
    """Who and from which page, as pghistory has it; for staff also from which machine. Residents' are not kept."""

    def get_context(self, request) -> dict[str, Any]:
        context = super().get_context(request)
        if getattr(request.user, "is_staff", False):
            context["ip"] = request.META.get("REMOTE_ADDR", "")
        return context
