"""What every address of the read-only API has in common."""

import hashlib

from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.translation import gettext as _
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from lib.refusals import Refused

PAGE_SIZE = 50
LARGEST_PAGE = 200
LAST_PAGE = 1_000_000


class Pages(PageNumberPagination):
    """`page` and `page_size`; what the query's serializer has let through needs no second look."""

    page_size = PAGE_SIZE
    max_page_size = LARGEST_PAGE
    page_size_query_param = "page_size"


class GeoJSONRenderer(JSONRenderer):
    """The same answer as RFC 7946: a page is a FeatureCollection, one thing a Feature."""

    media_type = "application/geo+json"
    format = "geojson"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        response = (renderer_context or {}).get("response")
        if response is not None and response.status_code == 200:
            data = as_collection(data) if "results" in data else as_feature(data)
        return super().render(data, accepted_media_type, renderer_context)


def as_feature(data: dict) -> dict:
    properties = {name: value for name, value in data.items() if name not in ("id", "point")}
    return {"type": "Feature", "id": data["id"], "geometry": data["point"], "properties": properties}


def as_collection(page: dict) -> dict:
    return {
        "type": "FeatureCollection",
        **{name: page[name] for name in ("count", "next", "previous")},
        "features": [as_feature(data) for data in page["results"]],
    }


class WordsField(serializers.RegexField):
    """Words to search for. A NUL byte is refused before any view; the document must say so."""

    def __init__(self, **kwargs):
        super().__init__(r"^[^\x00]*$", **kwargs)


class ReadOnlyViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Reads for anyone, anywhere: an ETag on every answer, open to scripts of other sites, no cookie looked at."""

    pagination_class = Pages
    renderer_classes = [JSONRenderer, GeoJSONRenderer]
    http_method_names = ["get", "head", "options"]
    lookup_value_regex = r"[0-9]{1,18}"
    query_serializer: type

    @property
    def wanted(self) -> dict:
        """The checked query. Raises ValidationError; a parameter that nobody knows is an error, not a silence."""
        # As plain values: from a form an empty one would count as not sent.
        serializer = self.query_serializer(data=self.request.query_params.dict())
        if unknown := set(self.request.query_params) - set(serializer.fields) - {"format"}:
            raise ValidationError(_("There is no parameter “%(name)s”.") % {"name": sorted(unknown)[0][:40]})
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def initial(self, request: Request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        if request.query_params.get("format") == "":
            raise ValidationError(_("The format is missing: json or geojson."))

    def finalize_response(self, request: Request, response: Response, *args, **kwargs) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        if response.status_code == 200 and request.method in ("GET", "HEAD"):
            response["Cache-Control"] = "public, no-cache"
            response.add_post_render_callback(_mark)
        return response


def _mark(response: Response) -> None:
    response["ETag"] = f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'


def exception_handler(exc: Exception, context: dict) -> Response | None:
    """Every error is `{"detail": sentence}`."""
    if isinstance(exc, Refused):
        return Response({"detail": str(exc)}, status=exc.status)
    if isinstance(exc, DjangoValidationError):
        exc = ValidationError(exc.messages)
    response = drf_exception_handler(exc, context)
    if response is not None and isinstance(exc, ValidationError):
        response.data = {"detail": " ".join(_sentences(exc.detail))}
    return response


def _sentences(detail, name: str = "") -> list[str]:
    """["page: A valid integer is required.", …] from DRF's nest of lists and dicts."""
    if isinstance(detail, dict):
        return [sentence for key, value in detail.items() for sentence in _sentences(value, str(key))]
    if isinstance(detail, list):
        return [sentence for value in detail for sentence in _sentences(value, name)]
    return [f"{name}: {detail}" if name and name != "non_field_errors" else str(detail)]
