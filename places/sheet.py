"""A place's own page: read from the database each time, each section drawn again only when it shows something else."""

import json
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.contrib.gis.geos import GEOSGeometry
from django.contrib.gis.measure import Distance
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from lib import compiled
from lib.frames import render_framed
from places import present
from places.forms import NearForm
from places.models import Feedback, Place, PlacePhoto, Region
from places.rows import in_language

FEEDBACK_SHOWN = 20
BESIDE = (
    "region__name", "region__name_en", "exception_json", "pictures_json", "entrances_json",
    "exceptions_json", "feedback_json",
)  # fmt: skip
# Computed from the others, and long.
NOT_SHOWN = ("access", "pinyin")


class Section(NamedTuple):
    """The columns that a section shows, and no others; `changes` with the minute or the day where it tells of now."""

    columns: tuple[str, ...]
    changes: str = ""


NAME = ("name", "name_en")
REGION = ("region", "region__name", "region__name_en", "address", "address_en")
SECTIONS = {
    "head": Section(
        (*NAME, "summary", "summary_en", "is_sample", "operation", "hours", "exception_json", "distance"), "minute"
    ),
    # The name stands for a picture without words of its own.
    "pictures": Section((*NAME, "pictures_json")),
    "facilities": Section(("kind", "facilities")),
    "facts": Section((*REGION, "phone", "source", "updated_at")),
    "way": Section((*NAME, "point")),
    "hours": Section(("operation", "hours", "exceptions_json"), "day"),
    "entrances": Section(("entrances_json",)),
    "feedback": Section(("feedback_json",)),
    "search": Section((*NAME, *REGION, "kind", "summary", "summary_en", "is_sample", "point", "facilities")),
}


class Sheet:
    """Equal to another when the database says the same of the place, in the same minute, to the same reader.

    One statement tells, and holds all that is drawn.
    """

    def __init__(self, model: type[Place], pk: int, at: datetime, near: NearForm):
        """Raises Http404 for a place that is not there, or not public."""
        self.model, self.pk, self.at = model, pk, at
        self.point, self.profile = near.cleaned_data["point"], near.cleaned_data["profile"]
        columns = [field.name for field in model._meta.concrete_fields if field.name not in NOT_SHOWN]
        columns += [*BESIDE, *(["distance"] if self.point else [])]
        key = (model._meta.label, pk, timezone.localdate(at), self.point and self.point.coords)
        found = compiled.rows(key, lambda: self._read().values_list(*columns))
        if not found:
            raise Http404
        # The driver gives a geometry as a view of its bytes, and no two views are equal.
        values = [bytes(value) if isinstance(value, memoryview) else value for value in found[0]]
        self.values = dict(zip(columns, values, strict=True))
        self.same = (repr(values), at.replace(second=0, microsecond=0), self.profile)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sheet) and self.model is other.model and self.same == other.same

    def __hash__(self) -> int:
        return hash(self.same)

    def _read(self) -> QuerySet:
        return _with_feedback(present.page_of(self.model.objects.all(), self.pk, self.at, self.point))

    @property
    def name(self) -> str:
        return in_language(self.values["name"], self.values["name_en"])

    @property
    def summary(self) -> str:
        return in_language(self.values["summary"], self.values["summary_en"]) or self.name

    @property
    def compares(self) -> bool:
        """There is a picture of the time before, and one of the time after."""
        roles = {row["role"] for row in _rows(self.values, "pictures_json")}
        return roles >= {PlacePhoto.Role.BEFORE, PlacePhoto.Role.AFTER}

    @cached_property
    def place(self) -> Place:
        """As a model, from what was read already: what is shown is what was compared."""
        known = {**self.values, "id": self.pk, "place_ptr": self.pk}
        if "point" in known:
            known["point"] = GEOSGeometry(memoryview(known["point"]))
        fields = [field for field in self.model._meta.concrete_fields if field.name in known]
        place = self.model.from_db(
            connection.alias, [field.attname for field in fields], [known[field.name] for field in fields]
        )
        if "region" in known:
            place.region = Region(pk=known["region"], name=known["region__name"], name_en=known["region__name_en"])
        if "exception_json" in known:
            place.exception_json = json.loads(known["exception_json"] or "null")
        for name in ("pictures_json", "entrances_json", "exceptions_json"):
            if name in known:
                setattr(place, name, _rows(known, name))
        if "distance" in known:
            place.distance = Distance(m=known["distance"])
        return place

    @cached_property
    def shown(self) -> present.Shown:
        return present.Shown(self.place, self.at, profile=self.profile)

    @cached_property
    def feedback(self) -> list[Feedback]:
        return [_feedback(row) for row in _rows(self.values, "feedback_json")]

    @cached_property
    def sections(self) -> "Sections":
        return Sections(self)


class Part:
    """One section of a sheet: equal to another that shows the same."""

    def __init__(self, sheet: Sheet, same: tuple):
        self.sheet, self.same = sheet, same

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Part) and self.same == other.same

    def __hash__(self) -> int:
        return hash(self.same)


class Sections(dict[str, Part]):
    """`SECTIONS` of one sheet, each made when a template asks for it."""

    def __init__(self, sheet: Sheet):
        super().__init__()
        self.sheet = sheet
        self.moments = {
            "": None,
            "day": timezone.localdate(sheet.at),
            "minute": (sheet.at.replace(second=0, microsecond=0), sheet.profile),
        }

    def __missing__(self, name: str) -> Part:
        columns, changes = SECTIONS[name]
        sheet = self.sheet
        shown = repr([sheet.values.get(column) for column in columns])
        self[name] = Part(sheet, (name, sheet.model, sheet.pk, shown, self.moments[changes]))
        return self[name]


def _rows(values: dict, name: str) -> list[dict]:
    return [json.loads(text) for text in values[name]]


def _feedback(row: dict) -> Feedback:
    return Feedback(**{**row, **{name: datetime.fromisoformat(row[name]) for name in ("created_at", "answered_at")}})


def render_sheet(request: HttpRequest, template_name: str, sheet: Sheet, **context) -> HttpResponse:
    context |= {
        "sheet": sheet, "name": sheet.name, "summary": sheet.summary, "compares": sheet.compares,
        "search": sheet.sections["search"],
    }  # fmt: skip
    return render_framed(request, template_name, context, by=("section",))


def _with_feedback(places: QuerySet) -> QuerySet:
    published = Feedback.objects.published().filter(place=OuterRef("pk"))[:FEEDBACK_SHOWN]
    words = JSONObject(
        **{name: name for name in ("text", "created_at", "answer", "answer_en", "answered_at")},
    )
    return places.annotate(feedback_json=ArraySubquery(published.values(json=words)))
