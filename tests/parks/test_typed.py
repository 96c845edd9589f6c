"""What people type or upload as text: nothing that cannot be seen or stored gets in, by no door."""

import json

import pytest
from django.db import IntegrityError, connection, transaction

from parks.models import Park
from tests.parks.test_admin import change, form_of
from tests.parks.test_admin_tables import POINT, feature, problems, take, upload, workbook
from tests.parks.test_admin_tables import ROW as A_ROW

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
FEEDS = ["/parks/feed/", "/en/parks/feed/"]


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def clerk(client, superuser):
    client.force_login(superuser)
    return client


def by_hand(park: Park, **values: str) -> None:
    """As somebody at the database's own prompt."""
    with connection.cursor() as cursor:
        for name, value in values.items():
            cursor.execute(f"UPDATE places_place SET {name} = %s WHERE id = %s", [value, park.pk])


@pytest.mark.parametrize("field", ["name", "name_en", "address", "summary", "summary_en", "source"])
def test_a_control_character_typed_into_a_line_becomes_a_space(desk, park, field):
    response = desk.post(change(park), form_of(park, **{field: " Xinshi\x0b\u200bRiver\x1f "}))
    assert response.status_code == 302, response.context["errors"]
    assert getattr(Park.objects.get(), field) == "Xinshi River"
    assert [desk.get(path).status_code for path in FEEDS] == [200, 200]


@pytest.mark.parametrize("typed", ["\u200b", "\x01\x02", "\u2060 \ufeff"])
def test_a_name_that_nobody_can_see_is_no_name(desk, park, typed):
    response = desk.post(change(park), form_of(park, name=typed))
    assert response.status_code == 200
    assert "name" in response.context["adminform"].form.errors
    assert Park.objects.get().name == park.name


def test_an_action_that_asks_no_form_writes_it_clean(park):
    Park.objects.filter(pk=park.pk).update(name="西门\x0b小\u200b游园", story="一\n二\x01")
    park.refresh_from_db()
    assert (park.name, park.story) == ("西门 小游园", "一\n二 ")


def test_a_story_keeps_its_lines_and_loses_the_rest(desk, park):
    desk.post(change(park), form_of(park, story="一\n\n二\x0b三\u200b"))
    assert Park.objects.get().story == "一\n\n二 三"


@pytest.mark.parametrize("name", ["a\x0bb", "\u200b", " \u3000", "a\x7f", "a\nb"])
def test_the_database_takes_no_such_name_from_anybody(park, name):
    with pytest.raises(IntegrityError, match="places_place_name_can_be_read"), transaction.atomic():
        by_hand(park, name=name)


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_stands_whatever_a_text_holds(client, park, path):
    by_hand(park, summary="a\x0bb\ufffe", summary_en="a\x0bb\uffff")
    response = client.get(path)
    assert response.status_code == 200
    assert "a b" in response.content.decode()


# --- by a table


@pytest.mark.parametrize(
    "data",
    [
        feature(POINT, name="西门\x0b小\u200b游园"),
        (
            "region_code,name,name_en,area_m2,longitude,latitude\n320582100,西门\x0b小\u200b游园,W,9,120.556,31.876"
        ).encode(),
    ],
)
def test_a_table_is_cleaned_like_a_form(clerk, yangshe, data):
    take(clerk, data)
    assert Park.objects.get().name == "西门 小游园"


def test_a_name_that_nobody_can_see_is_refused_in_a_table(clerk, yangshe):
    assert problems(upload(clerk, feature(POINT, name="\u200b")))
    assert not Park.objects.exists()


@pytest.mark.parametrize("key", ["region_code", "name", "story"])
def test_half_a_character_is_the_files_mistake(clerk, yangshe, key):
    (found,) = problems(upload(clerk, feature(POINT, **{key: "\ud800x"})))
    assert found[0] == 1
    assert "cannot be read" in found[2]


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": [[[1, 1]]]},
        {"type": "Polygon", "coordinates": [[[120.55, 31.87], [120.56, 31.87], [120.56, 31.88]]]},
        {"type": "Point", "coordinates": [120.55]},
        {"type": "Nothing"},
    ],
)
def test_a_shape_that_is_none_is_the_files_mistake(clerk, yangshe, geometry):
    (found,) = problems(upload(clerk, feature(geometry)))
    assert "shape" in found[2]


def test_a_point_with_a_height_is_a_point(clerk, yangshe):
    take(clerk, feature({"type": "Point", "coordinates": [120.556, 31.876, 4.5]}))
    assert Park.objects.get().point.coords == pytest.approx((120.556, 31.876))


@pytest.mark.parametrize(("key", "most"), [("story", 2000), ("story_en", 3000)])
def test_a_table_brings_nothing_in_that_the_form_refuses(clerk, yangshe, key, most):
    for data in (workbook({**A_ROW, key: "x" * (most + 1)}), feature(POINT, **{key: "x" * (most + 1)})):
        (found,) = problems(upload(clerk, data))
        assert str(most) in found[2]
    take(clerk, workbook({**A_ROW, key: "x" * most}))
    park = Park.objects.get()
    response = clerk.post(change(park), form_of(park, **{key: getattr(park, key)}))
    assert response.status_code == 302, response.context["errors"]


# --- on the map


@pytest.mark.parametrize(
    "point",
    [
        "POINT EMPTY",
        "SRID=4326;POINT(nan nan)",
        "SRID=4326;POINT(inf 31)",
        "SRID=99999;POINT(120.5 31.8)",
        '{"type":"Point","coordinates":[]}',
        '{"type":"Point","coordinates":[NaN,1]}',
        '{"type":"Polygon","coordinates":[[[1,1]]]}',
        "GEOMETRYCOLLECTION EMPTY",
        "POLYGON((1 1))",
    ],
)
def test_a_point_that_is_none_gets_a_sentence(desk, park, point):
    response = desk.post(change(park), form_of(park, point=point))
    assert response.status_code == 200
    assert response.context["adminform"].form.errors.keys() == {"point"}
    assert Park.objects.get().point.coords == park.point.coords


@pytest.mark.parametrize(
    "point",
    [
        "POINT Z (120.56 31.88 5)",
        json.dumps({"type": "Point", "coordinates": [120.56, 31.88, 5]}),
        "SRID=3857;POINT(13420677.81 3747577.35)",
    ],
)
def test_a_point_with_a_height_or_in_metres_is_taken(desk, park, point):
    response = desk.post(change(park), form_of(park, point=point))
    assert response.status_code == 302, response.context["errors"]
    assert Park.objects.get().point.coords == pytest.approx((120.56, 31.88), abs=1e-4)
