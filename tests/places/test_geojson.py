"""The map's data: RFC 7946, in a box, nothing but what is meant to be public."""

import gzip
import json

import pytest
from django.contrib.gis.geos import Point

from places import geojson
from places.models import Kind, Place, Region

CITY_BOX = "120.3,31.6,120.9,32.1"


@pytest.fixture
def get(client, db):
    def get(**query):
        return client.get("/places.geojson", query)

    return get


def features(response):
    assert response.status_code == 200
    return json.loads(response.content)["features"]


def test_a_place_is_a_feature_with_its_page_and_nothing_private(get, make_park):
    park = make_park(name="新市河小游园", point=Point(120.5551234, 31.8751234, srid=4326), phone="0512-58000000")
    response = get(bbox=CITY_BOX)
    assert response["Content-Type"] == "application/geo+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert json.loads(response.content) == {
        "type": "FeatureCollection",
        "truncated": False,
        "features": [
            {
                "type": "Feature",
                "id": park.pk,
                "geometry": {"type": "Point", "coordinates": [120.55512, 31.87512]},
                "properties": {"name": "新市河小游园", "kind": "park", "url": park.get_absolute_url()},
            }
        ],
    }


def test_english_names_and_pages(get, park):
    properties = features(get(bbox=CITY_BOX, lang="en"))[0]["properties"]
    assert (properties["name"], properties["url"]) == ("Xinshi River Garden", f"/en/parks/{park.pk}/")


def test_only_the_box_and_the_kinds_that_were_asked_for(get, make_park, yangshe):
    inside = make_park(point=Point(120.55, 31.87, srid=4326))
    make_park(point=Point(120.57, 31.87, srid=4326))
    toilet = Place.objects.create(
        name="公厕", name_en="Toilet", kind="toilet", point=Point(120.551, 31.87, srid=4326), region=yangshe
    )
    box = "120.54,31.86,120.56,31.88"
    assert [feature["id"] for feature in features(get(bbox=box))] == [inside.pk, toilet.pk]
    assert [feature["id"] for feature in features(get(bbox=box, kind="toilet"))] == [toilet.pk]
    assert len(features(get(bbox=box, kind="toilet,park"))) == 2


def test_an_empty_box_is_an_empty_collection(get, park):
    assert features(get(bbox="120.8,32.0,120.81,32.01")) == []


def test_the_whole_earth_is_a_box(get, park):
    assert len(features(get(bbox="-180,-90,180,90"))) == 1


def test_hidden_and_closed_places_stay_away(get, make_park):
    make_park(is_public=False)
    make_park(operation="closed")
    assert features(get(bbox=CITY_BOX)) == []


def test_too_many_are_cut_and_it_says_so(get, make_park, monkeypatch):
    monkeypatch.setattr(geojson, "MOST_FEATURES", 2)
    for _number in range(3):
        make_park()
    answer = json.loads(get(bbox=CITY_BOX).content)
    assert (answer["truncated"], len(answer["features"])) == (True, 2)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"bbox": ""},
        {"bbox": "a,b"},
        {"bbox": "1,2,3"},
        {"bbox": "1,2,3,4,5"},
        {"bbox": "nan,31,121,32"},
        {"bbox": "120,31,inf,32"},
        {"bbox": "1e400,31,121,32"},
        {"bbox": "121,31,120,32"},
        {"bbox": "120,32,121,31"},
        {"bbox": "31,120,32,121"},
        {"bbox": "120,31,500,32"},
        {"bbox": CITY_BOX, "kind": "castle"},
        {"bbox": "1," * 3000},
    ],
)
def test_a_wrong_box_or_kind_is_a_sentence(get, query):
    response = get(**query)
    assert response.status_code == 400
    assert list(response.json()) == ["detail"]


@pytest.mark.django_db(transaction=True)
def test_nothing_has_changed_is_304_until_something_changes(client, park):
    etag = client.get("/places.geojson", {"bbox": CITY_BOX})["ETag"]
    again = client.get("/places.geojson", {"bbox": CITY_BOX}, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    Place.objects.filter(pk=park.pk).update(name="改名")
    changed = client.get("/places.geojson", {"bbox": CITY_BOX}, headers={"If-None-Match": etag})
    assert changed.status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_one_statement_however_many(get, make_park, django_assert_num_queries, count):
    for _number in range(count):
        make_park()
    with django_assert_num_queries(1):
        get(bbox=CITY_BOX)


def test_a_thousand_points_weigh_at_most_30_kilobytes(get, yangshe):
    signs = "新市河东渡橙趣无限肖家巷耕读文化凤凰花苑暨阳湖梁丰园林沙洲"
    Place.objects.bulk_create(
        Place(
            name="".join(signs[number * step % len(signs)] for step in (3, 7, 11, 13)) + f"小游园{number}",
            name_en=f"Garden {number}",
            kind=Kind.values[number * 7 % len(Kind.values)],
            point=Point(120.37 + number * 7919 % 99991 / 2e5, 31.73 + number * 6007 % 99991 / 4e5, srid=4326),
            region=yangshe,
        )
        for number in range(1000)
    )
    response = get(bbox=CITY_BOX)
    assert len(features(response)) == 1000
    assert len(gzip.compress(response.content, 6)) <= 30_000


def test_outlines_are_those_of_the_city_and_its_towns(client, yangshe, tangqiao):
    Region.objects.create(code="320582100001", name="网格", level="grid", parent=yangshe, outline=yangshe.outline)
    response = client.get("/regions.geojson", {"lang": "en"})
    assert [feature["id"] for feature in features(response)] == ["320582100", "320582101"]
    assert features(response)[0]["properties"] == {"name": "Yangshe", "level": "town", "sample": False}
