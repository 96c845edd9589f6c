"""Regions at the desk: what a form may not bring in, and what follows from what it does."""

import json

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from office.models import Role
from places.models import Region
from tests.conftest import _staff, square

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
ADMIN = "/en/admin/places/region/"


@pytest.fixture
def desk(client, city):
    client.force_login(_staff("system", "管系统", Role.SYSTEM, city))
    return client


def shape(longitude: float, latitude: float, side: float = 0.02) -> str:
    return json.dumps(json.loads(square(longitude, latitude, side).geojson))


def fields(region: Region, **values) -> dict:
    names = {"code": region.code, "name": region.name, "name_en": region.name_en, "level": region.level}
    return {**names, "parent": region.parent_id or "", "population": "", "outline": "", **values}


def new(city: Region, **values) -> dict:
    return {"code": "320582199", "name": "新镇", "level": "town", "parent": city.pk, "outline": "", **values}


def test_a_new_region_has_a_centre(desk, city):
    response = desk.post(f"{ADMIN}add/", new(city, outline=shape(120.6, 31.8)))
    assert response.status_code == 302, response.context["errors"]
    region = Region.objects.get(code="320582199")
    assert region.centre.coords == pytest.approx((120.6, 31.8))


def test_a_region_that_moves_takes_its_centre_along(desk, yangshe):
    address = f"{ADMIN}{yangshe.pk}/change/"
    assert desk.post(address, fields(yangshe, outline=shape(120.72, 31.8))).status_code == 302
    assert Region.objects.get(pk=yangshe.pk).centre.coords == pytest.approx((120.72, 31.8))


@pytest.mark.parametrize(
    ("outline", "sentence"),
    [
        (shape(31.8, 120.6), "swapped"),
        (shape(10, 10), "outside the city"),
        (shape(120.6, 31.8, side=5), "outside the city"),
        ("MULTIPOLYGON EMPTY", "geometry"),
        ("MULTIPOLYGON(((nan nan, 1 1, 2 2, nan nan)))", "geometry"),
        ("SRID=99999;" + square(120.6, 31.8).wkt, "geometry"),
        ('{"type":"Point","coordinates":[120,31]}', "geometry"),
        ("x", "geometry"),
    ],
)
def test_an_outline_lies_in_the_city(desk, city, outline, sentence):
    response = desk.post(f"{ADMIN}add/", new(city, outline=outline))
    assert response.status_code == 200
    assert sentence in str(response.context["adminform"].form.errors["outline"])
    assert not Region.objects.filter(code="320582199").exists()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"code": "999999999"}, "begins with"),
        ({"code": "320582"}, "begins with"),
        ({"name": "\u200b"}, "required|blank"),
    ],
)
def test_a_region_that_does_not_fit_gets_a_sentence(desk, city, values, sentence):
    response = desk.post(f"{ADMIN}add/", new(city, **values))
    assert response.status_code == 200
    assert any(part in response.content.decode() for part in sentence.split("|"))
    assert Region.objects.count() == 1


def test_a_code_stands_once(desk, city, yangshe):
    response = desk.post(f"{ADMIN}add/", new(city, code=yangshe.code))
    assert "already exists" in response.content.decode()


def test_a_region_is_not_its_own_parent(desk, yangshe):
    response = desk.post(f"{ADMIN}{yangshe.pk}/change/", fields(yangshe, parent=yangshe.pk))
    assert response.status_code == 200
    assert "not part of itself" in response.content.decode()


def test_a_code_stands_once_something_is_there(desk, yangshe, park):
    assert desk.post(f"{ADMIN}{yangshe.pk}/change/", fields(yangshe, code="320582109")).status_code == 302
    assert Region.objects.get(pk=yangshe.pk).code == "320582100"


def test_a_code_that_nothing_uses_may_be_put_right(desk, yangshe):
    assert desk.post(f"{ADMIN}{yangshe.pk}/change/", fields(yangshe, code="320582109")).status_code == 302
    assert Region.objects.get(pk=yangshe.pk).code == "320582109"


def test_history_says_that_the_outline_changed_and_by_whom(desk, yangshe):
    desk.post(f"{ADMIN}{yangshe.pk}/change/", fields(yangshe, outline=shape(120.555, 31.875, side=0.03)))
    entry = desk.get(f"{ADMIN}{yangshe.pk}/history/").context["entries"][0]
    assert entry.who == "管系统"
    (change,) = [change for change in entry.changes if change.label == "outline"]
    assert "km²" in change.before
    assert change.before != change.after


def test_an_outline_of_the_real_city_passes(desk, city):
    whole = MultiPolygon(Polygon.from_bbox((120.3689, 31.7205, 120.8898, 32.0458)), srid=4326)
    assert desk.post(f"{ADMIN}{city.pk}/change/", fields(city, outline=whole.geojson)).status_code == 302
