"""A refusal is a typed exception with a sentence for a person. Actions raise it; HTTP is decided here, once."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


class Refused(Exception):
    """The action cannot be done now. `sentence` says why and what to do next."""

    status = 409

    def __init__(self, sentence, **details):
        self.sentence = sentence
        self.details = details
        super().__init__(sentence)

    def __str__(self) -> str:
        return str(self.sentence)


class Invalid(Refused):
    """What was sent makes no sense, whoever sends it."""

    status = 400


class Forbidden(Refused):
    """You may see this but not do that."""

    status = 403


class TooMany(Refused):
    """Too often in too short a time. `details["retry_after"]` is in seconds."""

    status = 429


class RefusalMiddleware:
    """Answers a refusal that no view has answered itself, as a page or as JSON."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        return refusal_response(request, exception)


def refusal_response(request: HttpRequest, refusal: Refused) -> HttpResponse:
    by_address = request.path_info.startswith("/api/") or request.path_info.endswith((".geojson", ".json"))
    if by_address or "json" in request.headers.get("Accept", ""):
        response = JsonResponse({"detail": str(refusal)}, status=refusal.status)
    else:
        response = render(request, "refused.html", {"refusal": refusal}, status=refusal.status)
    if retry_after := refusal.details.get("retry_after"):
        response["Retry-After"] = str(retry_after)
    return response
