from django.conf import settings
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

A_YEAR = 365 * 24 * 3600


@require_safe
def photo_file(request: HttpRequest, path: str) -> FileResponse:
    """A public size, where no proxy serves it. Its content never changes under its name."""
    if not settings.SERVE_MEDIA:
        raise Http404
    try:
        response = FileResponse(storages["default"].open(f"photos/{path}"), content_type="image/webp")
    except FileNotFoundError as error:
        raise Http404 from error
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response
