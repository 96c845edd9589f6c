"""The API for people: its page and its document."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from drf_spectacular.renderers import OpenApiJsonRenderer

from civic import openapi
from lib.pages import public_page

LANGUAGES = ("zh-hans", "en")
SCHEMAS = ("Place", "Park", "Activity", "Shift", "Organization", "SyncBatch", "SyncItem", "SyncResult", "SyncAnswer")


@require_safe
@public_page(params=("lang",))
def openapi_document(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("lang", "")
    language = asked if asked in LANGUAGES else get_language()
    content = OpenApiJsonRenderer().render(openapi.document(language))
    response = HttpResponse(content, content_type="application/json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
@public_page()
def api_page(request: HttpRequest) -> HttpResponse:
    """Every operation with its parameters, an example and its answers, drawn from the document itself."""
    document = openapi.document(get_language())
    context = {
        "about": document["info"],
        "rate": settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["anon"],
        "operations": [
            _operation(path, method, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        ],
        "schemas": [_schema(document, name) for name in SCHEMAS],
        "origin": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "civic/api_page.html", context)


def _operation(path: str, method: str, operation: dict) -> dict:
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "example": path.replace("{id}", "1"),
        "description": operation.get("description", ""),
        "parameters": [_parameter(parameter) for parameter in operation.get("parameters", [])],
        "responses": [
            {
                "status": status,
                "description": response.get("description", ""),
                "media": ", ".join(response.get("content", {})),
            }
            for status, response in operation["responses"].items()
        ],
    }


def _parameter(parameter: dict) -> dict:
    return {
        "name": parameter["name"],
        "where": parameter["in"],
        "type": _type(parameter["schema"]),
        "description": parameter.get("description", ""),
    }


def _schema(document: dict, name: str) -> dict:
    schema = document["components"]["schemas"][name]
    fields = [
        {"name": field, "type": _type(about), "description": about.get("description", "").split("\n\n")[0]}
        for field, about in schema["properties"].items()
    ]
    return {"name": name, "fields": fields}


def _type(schema: dict) -> str:
    for reference in (schema, *schema.get("allOf", [])):
        if "$ref" in reference:
            return reference["$ref"].rsplit("/", 1)[-1]
    if schema.get("type") == "array":
        return f"{_type(schema['items'])}[]"
    if len(schema.get("enum", [])) > 0:
        return " | ".join(str(value) for value in schema["enum"])
    return schema.get("format") or schema.get("type", "")
