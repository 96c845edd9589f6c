"""/api/v1/activities/ and /api/v1/organizations/."""

from datetime import timedelta

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db


def found(client, path: str = "activities/", **query) -> list:
    response = client.get(f"/api/v1/{path}", query)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def test_an_activity_is_told_with_its_shifts_and_no_person(client, shift, activity):
    told = client.get(f"/api/v1/activities/{activity.pk}/").json()
    assert told["point"]["coordinates"] == [120.555, 31.875]
    assert told["organization"]["name"] == "书香小队"
    assert [(one["id"], one["free"]) for one in told["shifts"]] == [(shift.pk, 10)]
    assert told["url"] == f"http://testserver/volunteer/activities/{activity.pk}/"
    assert not {"created_by", "person_in_charge", "contact", "token", "insurance_no"} & set(told)
    assert "secret" not in told["shifts"][0]


def test_drafts_and_shifts_that_are_over_are_not_told(client, activity, make_activity, make_shift):
    draft, opened = make_activity(state="draft"), activity
    make_shift(in_hours=-9)
    assert client.get(f"/api/v1/activities/{draft.pk}/").status_code == 404
    assert [(one["id"], one["shifts"]) for one in found(client)] == [(opened.pk, [])]


def test_filters(client, activity, make_activity, make_shift, team):
    reading = activity
    order = make_activity(category="order", title="路口引导", point="SRID=4326;POINT(120.7 31.9)")
    make_shift()
    make_shift(of=order, in_hours=24 * 9)

    def ids(**query):
        return {one["id"] for one in found(client, **query)}

    day = timezone.localdate() + timedelta(days=5)
    assert ids() == {reading.pk, order.pk}
    assert ids(category="order") == ids(q="路口") == ids(**{"from": day}) == {order.pk}
    assert ids(to=day) == ids(bbox="120.5,31.8,120.6,31.9") == {reading.pk}
    assert ids(town="320582100", organization=team.pk) == {reading.pk, order.pk}
    assert ids(town="320582101") == set()


@pytest.mark.parametrize(
    "query",
    ["category=war", "from=x", "from=2026-12-02&to=2026-12-01", "bbox=1", "town=a", "person=1", "organization=0"],
)
def test_what_makes_no_sense_is_a_sentence(client, shift, query):
    response = client.get(f"/api/v1/activities/?{query}")
    assert response.status_code == 400
    assert list(response.json()) == ["detail"]


def test_activities_as_geojson(client, shift):
    told = client.get("/api/v1/activities/?format=geojson").json()
    assert told["features"][0]["geometry"]["coordinates"] == [120.555, 31.875]


def test_organizations_that_are_approved(client, team, union):
    team.state, team.reason = "suspended", "核查中"
    team.save()
    assert [one["name"] for one in found(client, "organizations/")] == [union.name]
    assert found(client, "organizations/", kind="charity") == []
    assert client.get(f"/api/v1/organizations/{team.pk}/").status_code == 404
    assert client.get("/api/v1/organizations/?format=geojson").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_a_count_its_rows_and_their_shifts(
    client, make_activity, make_shift, count, django_assert_num_queries
):
    for _number in range(count):
        make_shift(of=make_activity())
    with django_assert_num_queries(3):
        client.get("/api/v1/activities/")
    with django_assert_num_queries(2):
        client.get("/api/v1/organizations/")


@pytest.mark.parametrize("path", ["activities/", "organizations/"])
def test_nothing_can_be_written(client, shift, path):
    assert client.post(f"/api/v1/{path}").status_code == 405
