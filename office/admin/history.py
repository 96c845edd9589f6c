"""Who changed what, when and from where: pghistory's events, told in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.apps import apps
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.translation import gettext as _
from pghistory.core import event_models
from pghistory.models import Events

from accounts.models import User
from lib.sealed import LookupField, SealedField
from places.models import Region

MOST_EVENTS = 200
# What the machine writes says nothing about who changed what.
SILENT = {"id", "updated_at", "place_ptr", "place_ptr_id"}
MASK = "••••"


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    who: str
    where: str
    subject: str
    kind: str
    changes: list[Change]


def history_of(obj: Model, *, parts: bool = False) -> list[Entry]:
    """Newest first: of the row and of those it inherits from; with `parts`, also of the rows that point at it."""
    rows = sorted(_events(obj, parts), key=lambda event: (event.pgh_created_at, event.pgh_slug), reverse=True)[
        :MOST_EVENTS
    ]
    people = _people(rows)
    regions = _regions(rows)
    entries = (_entry(event, people, regions) for event in rows)
    return [entry for entry in entries if entry.changes or entry.kind != "update"]


def _events(obj: Model, parts: bool) -> Iterator[Any]:
    rows = (obj, *(parent(pk=obj.pk) for parent in obj._meta.all_parents))
    tracked = [row for row in rows if event_models(tracks_model=type(row))]
    sets = (Events.objects.references(row) if parts else Events.objects.tracks(row) for row in tracked)
    return chain.from_iterable(events.order_by("-pgh_created_at")[:MOST_EVENTS] for events in sets)


def _people(rows: Iterable[Any]) -> dict[str, str]:
    keys = {str(event.pgh_context["user"]) for event in rows if (event.pgh_context or {}).get("user")}
    return {str(user.pk): str(user) for user in User.objects.filter(pk__in=keys)}


def _regions(rows: Iterable[Any]) -> dict[str, str]:
    keys = {value for event in rows for value in (event.pgh_diff or {}).get("region_id", ()) if value}
    return {str(region.pk): str(region) for region in Region.objects.filter(pk__in=keys)} if keys else {}


def _entry(event: Any, people: dict[str, str], regions: dict[str, str]) -> Entry:
    context = event.pgh_context or {}
    model = apps.get_model(event.pgh_obj_model)
    diff = event.pgh_diff or {}
    return Entry(
        at=event.pgh_created_at,
        who=people.get(str(context.get("user")), _("The system")),
        where=" · ".join(filter(None, (context.get("ip"), context.get("url")))),
        subject=str(model._meta.verbose_name),
        kind=event.pgh_label,
        changes=[
            Change(str(_label(model, name)), _shown(model, name, before, regions), _shown(model, name, after, regions))
            for name, (before, after) in diff.items()
            if name not in SILENT and not isinstance(_field(model, name), LookupField)
        ],
    )


def _field(model: type[Model], name: str) -> Field | None:
    for attempt in (name, name.removesuffix("_id")):
        try:
            return model._meta.get_field(attempt)
        except FieldDoesNotExist:
            continue
    return None


def _label(model: type[Model], name: str) -> str:
    field = _field(model, name)
    return field.verbose_name if field else name


def _shown(model: type[Model], name: str, value: Any, regions: dict[str, str]) -> str:
    field = _field(model, name)
    if value is None or value == "":
        return "—"
    if isinstance(field, SealedField):
        return MASK
    if name == "region_id":
        return regions.get(str(value), str(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(field, "geom_type"):
        return _coordinates(value)
    if isinstance(value, list):
        labels = dict(getattr(getattr(field, "base_field", None), "choices", None) or ())
        return _(", ").join(str(labels.get(item, item)) for item in value) or "—"
    return str(dict(field.flatchoices).get(value, value)) if field else str(value)


def _coordinates(value: Any) -> str:
    try:
        point = GEOSGeometry(str(value) if isinstance(value, str) else _as_json(value))
    except (ValueError, GEOSException, GDALException):
        return _("a shape")
    return f"{point.x:.6f}, {point.y:.6f}" if point.geom_type == "Point" else _("a shape")


def _as_json(value: Any) -> str:
    return str(value).replace("'", '"')
