"""A copy of everything that the portal holds about one person: each floor says what it has (PIPL art. 45)."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import accounts.my_data
import office.my_data
import shop.my_data
import volunteers.my_data
from accounts.proof import fresh_proof_required
from lib.spreadsheets.tables import defuse

Sections = dict[str, list[dict[str, Any]]]

# A new app that keeps something about people adds its `my_data.sections` here.
SOURCES: tuple[Callable[[Any], Sections], ...] = (
    accounts.my_data.sections,
    office.my_data.sections,
    volunteers.my_data.sections,
    shop.my_data.sections,
)


def sections_of(user: AbstractBaseUser) -> Sections:
    return {name: rows for source in SOURCES for name, rows in source(user).items()}


@never_cache
@fresh_proof_required
@require_safe
def export_json(request: HttpRequest) -> HttpResponse:
    body = {"exported_at": timezone.now(), **sections_of(request.user)}
    text = json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    return _download(text.encode(), "application/json; charset=utf-8", "json")


@never_cache
@fresh_proof_required
@require_safe
def export_csv(request: HttpRequest) -> HttpResponse:
    """One row per value, so that every section fits one table."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["section", "row", "field", "value"])
    for section, rows in sections_of(request.user).items():
        for number, row in enumerate(rows, start=1):
            writer.writerows([section, number, field, defuse(_plain(value))] for field, value in row.items())
    # The mark at the beginning makes Excel read the file as UTF-8.
    return _download(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", "csv")


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _download(body: bytes, content_type: str, ending: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="my-data-{timezone.localdate():%Y-%m-%d}.{ending}"'
    return response
