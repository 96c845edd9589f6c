"""Sections of a place's page: each shows only the columns that it is compared by, so none can stay as it was."""

import datetime

import pytest
from django.utils import timezone, translation

from lib.drawing import draw
from parks.models import Park
from photos.models import Photo
from places.forms import NearForm
from places.models import Entrance, Feedback, HoursException, PlacePhoto
from places.sheet import SECTIONS, Sheet

pytestmark = pytest.mark.django_db
TEMPLATES = {
    "head": "places/_head.html", "pictures": "places/_pictures.html", "facilities": "places/_facilities.html",
    "facts": "places/_facts.html", "way": "places/_way.html", "hours": "places/_hours.html",
    "entrances": "places/_entrances.html", "feedback": "places/_feedback.html", "search": "parks/_json_ld.html",
}  # fmt: skip


@pytest.fixture
def full_park(park, editor):
    """Something for every section to show."""
    today = timezone.localdate()
    for name in ("before", "after", "view"):
        photo = Photo.objects.create(sha256=name, state="ready", width=800, height=600)
        PlacePhoto.objects.create(place=park, photo=photo, role=name)
    Entrance.objects.create(place=park, point=park.point, is_step_free=True, note="南门", note_en="South gate")
    HoursException.objects.create(
        place=park, starts_on=today, ends_on=today + datetime.timedelta(days=2), hours="09:00-12:00", reason="修剪"
    )
    Feedback.objects.create(
        place=park,
        text="树荫好。",
        state="answered",
        is_published=True,
        may_publish=True,
        answer="谢谢。",
        answer_en="Thank you.",
        answered_at=timezone.now(),
        answered_by=editor,
    )
    Park.objects.filter(pk=park.pk).update(
        facilities=["shade", "step_free"],
        phone="12345",
        source="样例",
        summary="小",
        summary_en="Small",
        is_sample=False,
    )
    return park


def sheet_of(park: Park) -> Sheet:
    near = NearForm({"lon": "120.55", "lat": "31.87"})
    assert near.is_valid()
    return Sheet(Park, park.pk, timezone.now(), near)


def drawn(sheet: Sheet, name: str) -> str:
    return draw(TEMPLATES[name], **{"search" if name == "search" else "part": sheet.sections[name]})


def test_every_section_has_its_template():
    assert set(TEMPLATES) == set(SECTIONS)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_needs_no_other_columns(full_park, name, language, django_assert_num_queries, settings):
    settings.DEBUG = True  # draws anew
    with translation.override(language):
        sheet, alone = sheet_of(full_park), sheet_of(full_park)
        columns, _changes = SECTIONS[name]
        alone.values = {column: value for column, value in alone.values.items() if column in columns}
        with django_assert_num_queries(0):
            text = drawn(alone, name)
        assert text == drawn(sheet, name)
        assert text.strip()


@pytest.mark.parametrize(
    ("values", "touched"),
    [
        ({"name": "望江园", "name_en": "River View"}, {"head", "pictures", "way", "search"}),
        ({"facilities": ["toilet"]}, {"facilities", "search"}),
        ({"hours": "Mo-Fr 08:00-18:00"}, {"head", "hours"}),
        ({"operation": "maintenance"}, {"head", "hours"}),
        ({"phone": "0512-58123456"}, {"facts"}),
        ({"story": "旧厂房改建。"}, set()),
    ],
)
def test_an_edit_changes_the_sections_that_show_it(full_park, values, touched):
    before = sheet_of(full_park)
    Park.objects.filter(pk=full_park.pk).update(**values)
    after = sheet_of(full_park)
    after.sections.moments = before.sections.moments
    assert {name for name in SECTIONS if before.sections[name] != after.sections[name]} == touched
    assert before != after
