"""/api/v1/: what programs read."""

import json

import pytest
from django.contrib.gis.geos import Point
from django.core.cache import cache
from rest_framework.throttling import AnonRateThrottle

from places.models import Place


@pytest.fixture
def api(client, db):
    """`api("places/", q="新市")`: the decoded answer, which must be a good one."""

    def api(path, **query):
        response = client.get(f"/api/v1/{path}", query)
        assert response.status_code == 200, response.content
        return json.loads(response.content)

    return api


def test_a_park_is_told_in_full(api, park):
    told = api(f"parks/{park.pk}/")
    assert told["point"] == {"type": "Point", "coordinates": [120.555, 31.875]}
    assert told["region"] == {"code": "320582100", "name": "杨舍镇", "name_en": "Yangshe"}
    assert (told["area_m2"], told["state"], told["hours_today"]) == (2280, "open", "24/7")
    assert told["url"] == f"http://testserver/parks/{park.pk}/"


def test_what_is_not_public_cannot_be_had(client, make_park):
    hidden, shut = make_park(is_public=False), make_park(operation="closed")
    for place in (hidden, shut):
        assert client.get(f"/api/v1/places/{place.pk}/").status_code == 404
    assert client.get("/api/v1/places/").json()["count"] == 0


def test_private_columns_are_not_told(api, park):
    told = api(f"places/{park.pk}/")
    assert not {"is_public", "access", "pinyin", "created_at"} & set(told)


def test_pages(api, make_park):
    parks = [make_park() for _number in range(3)]
    first = api("parks/", page_size=2)
    assert (first["count"], first["previous"]) == (3, None)
    assert first["next"] == "http://testserver/api/v1/parks/?page=2&page_size=2"
    assert [told["id"] for told in api("parks/", page_size=2, page=2)["results"]] == [parks[2].pk]


def test_filters(api, make_park, yangshe, tangqiao):
    make_park(name="新市河", point=Point(120.55, 31.87, srid=4326))
    make_park(name="东渡", point=Point(120.65, 31.82, srid=4326), region=tangqiao, hours="off")
    Place.objects.create(
        name="公厕", name_en="Toilet", kind="toilet", point=Point(120.56, 31.87, srid=4326), region=yangshe
    )

    def found(**query):
        return [told["name"] for told in api("places/", **query)["results"]]

    assert found(q="新市") == ["新市河"]
    assert found(region="320582101") == ["东渡"]
    assert found(bbox="120.5,31.8,120.6,31.9") == ["新市河", "公厕"]
    assert found(kind="toilet") == ["公厕"]
    assert found(kind="toilet,park", open_now="true") == ["新市河"]


@pytest.mark.parametrize("way", ["query", "header"])
def test_geojson_by_parameter_or_accept(client, park, way):
    if way == "query":
        response = client.get("/api/v1/parks/?format=geojson")
    else:
        response = client.get("/api/v1/parks/", headers={"Accept": "application/geo+json"})
    assert response["Content-Type"] == "application/geo+json"
    told = json.loads(response.content)
    assert (told["type"], told["count"]) == ("FeatureCollection", 1)
    feature = told["features"][0]
    assert (feature["type"], feature["id"]) == ("Feature", park.pk)
    assert feature["geometry"]["coordinates"] == [120.555, 31.875]
    assert feature["properties"]["area_m2"] == 2280


def test_one_park_is_a_feature(client, park):
    assert json.loads(client.get(f"/api/v1/parks/{park.pk}/?format=geojson").content)["type"] == "Feature"


def test_an_answer_that_still_holds_is_304(client, park):
    etag = client.get("/api/v1/parks/")["ETag"]
    again = client.get("/api/v1/parks/", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    Place.objects.filter(pk=park.pk).update(name="改名")
    assert client.get("/api/v1/parks/", headers={"If-None-Match": etag}).status_code == 200


def test_other_sites_may_read_and_no_cookie_is_set(client, park):
    response = client.get("/api/v1/parks/")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"bbox": "a,b"}, 400),
        ({"bbox": "121,31,120,32"}, 400),
        ({"region": "abc"}, 400),
        ({"kind": "castle"}, 400),
        ({"open_now": "maybe"}, 400),
        ({"page_size": "201"}, 400),
        ({"page_size": "x"}, 400),
        ({"page": "0"}, 400),
        ({"page": "1000000000"}, 400),
        ({"page": "9" * 3000}, 400),
        ({"page": "2"}, 404),
        ({"q": "长" * 101}, 400),
        ({"q": "\x00"}, 400),
        ({"format": "xml"}, 404),
        ({"regoin": "320582"}, 400),
    ],
)
def test_what_makes_no_sense_is_a_sentence(client, park, query, status):
    response = client.get("/api/v1/places/", query, headers={"Accept": "application/json"})
    assert response.status_code == status
    assert list(response.json()) == ["detail"]
    assert isinstance(response.json()["detail"], str)


@pytest.mark.parametrize("path", ["places/0/", "places/abc/", f"places/{'9' * 40}/", "castles/"])
def test_what_is_not_there_is_404_in_json(client, db, path):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 404
    assert list(response.json()) == ["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, park, method):
    assert getattr(client, method)(f"/api/v1/parks/{park.pk}/").status_code == 405


def test_too_many_requests_are_429_with_the_seconds_to_wait(client, park, monkeypatch):
    monkeypatch.setattr(AnonRateThrottle, "THROTTLE_RATES", {"anon": "2/min"})
    cache.clear()
    claims = [{"X-Forwarded-For": f"10.0.0.{number}"} for number in range(3)]
    responses = [client.get("/api/v1/parks/", headers=claim) for claim in claims]
    assert [response.status_code for response in responses] == [200, 200, 429]
    assert int(responses[-1]["Retry-After"]) > 0
    assert list(responses[-1].json()) == ["detail"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_of_the_api_costs_a_count_and_its_rows(client, make_park, django_assert_num_queries, count):
    for _number in range(count):
        make_park()
    with django_assert_num_queries(2):
        client.get("/api/v1/parks/")


def test_the_page_for_people_names_every_operation(client, db, site_identity):
    for path, language in (("/api/v1/", "zh-CN"), ("/en/api/v1/", "en")):
        html = client.get(path).text
        assert f'<html lang="{language}"' in html
        for operation in ("/api/v1/places/", "/api/v1/places/{id}/", "/api/v1/parks/", "/api/v1/parks/{id}/"):
            assert operation in html
        assert "curl" in html
