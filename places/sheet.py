"""A place's own page: read from the database each time, drawn again only when something on it is another."""

import json
from datetime import datetime
from functools import cached_property

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
from places.models import Feedback, Place, Region
from places.rows import in_language

FEEDBACK_SHOWN = 20
BESIDE = (
    "region__name", "region__name_en", "exception_json", "pictures_json", "entrances_json",
    "exceptions_json", "feedback_json",
)  # fmt: skip
# Computed from the others, and long.
NOT_SHOWN = ("access", "pinyin")


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

    @cached_property
    def place(self) -> Place:
        """As a model, from what was read already: what is shown is what was compared."""
        fields = [field for field in self.model._meta.concrete_fields if field.name in self.values]
        known = {**self.values, "point": GEOSGeometry(memoryview(self.values["point"]))}
        place = self.model.from_db(
            connection.alias, [field.attname for field in fields], [known[field.name] for field in fields]
        )
        place.region = Region(
            pk=place.region_id, name=self.values["region__name"], name_en=self.values["region__name_en"]
        )
        place.exception_json = json.loads(self.values["exception_json"] or "null")
        for name in ("pictures_json", "entrances_json", "exceptions_json"):
            setattr(place, name, self._rows(name))
        if self.point:
            place.distance = Distance(m=self.values["distance"])
        return place

    @cached_property
    def shown(self) -> present.Shown:
        return present.Shown(self.place, self.at, profile=self.profile)

    @cached_property
    def feedback(self) -> list[Feedback]:
        return [_feedback(row) for row in self._rows("feedback_json")]

    def _rows(self, name: str) -> list[dict]:
        return [json.loads(text) for text in self.values[name]]


def _feedback(row: dict) -> Feedback:
    return Feedback(**{**row, **{name: datetime.fromisoformat(row[name]) for name in ("created_at", "answered_at")}})


def render_sheet(request: HttpRequest, template_name: str, sheet: Sheet, **context) -> HttpResponse:
    context |= {"sheet": sheet, "name": sheet.name, "summary": sheet.summary}
    return render_framed(request, template_name, context, by=("section",))


def _with_feedback(places: QuerySet) -> QuerySet:
    published = Feedback.objects.published().filter(place=OuterRef("pk"))[:FEEDBACK_SHOWN]
    words = JSONObject(
        **{name: name for name in ("text", "created_at", "answer", "answer_en", "answered_at")},
    )
    return places.annotate(feedback_json=ArraySubquery(published.values(json=words)))
