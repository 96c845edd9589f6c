"""Who has a park within ten minutes: counted by hand on a small town, and said on the page as counted."""

from datetime import date

import pytest
from django.contrib.gis.geos import Point
from django.urls import reverse

from places.coverage import of_city, shares
from places.models import Place, Region
from places.reach import Profile

TODAY = date(2026, 11, 23)


@pytest.fixture
def grid(yangshe):
    """`grid(600, metres=100)`: so many residents around a centre that far east of the park."""
    made = []

    def make(population, *, metres=0.0, parent=yangshe, level="grid", **values):
        made.append(population)
        centre = Point(120.555 + metres / 94_600, 31.875, srid=4326)
        return Region.objects.create(
            **{
                "code": f"{parent.code}{len(made):03}",
                "name": f"网格{len(made)}",
                "level": level,
                "parent": parent,
                "population": population,
                "centre": centre,
                **values,
            }
        )

    return make


def of(code="320582100", *, kind="park", profile=Profile.ADULT):
    return next(share for share in shares(kind=kind, profile=profile, today=TODAY) if share.code == code)


def test_residents_within_reach_are_a_share_of_those_counted(grid, park):
    grid(600, metres=500)
    grid(200, metres=600)
    share = of()
    assert (share.reached, share.residents, share.percent) == (600, 800, 75)


def test_who_walks_slowly_reaches_less(grid, park):
    grid(600, metres=300)
    grid(200, metres=400)
    assert [of(profile=profile).percent for profile in Profile] == [100, 75, 100]


def test_another_kind_does_not_count(grid, park):
    grid(600)
    assert of(kind="toilet").percent == 0


def test_hidden_and_closed_parks_do_not_count_and_maintenance_does(grid, park):
    grid(600)
    for values, percent in (({"is_public": False}, 0), ({"is_public": True, "operation": "closed"}, 0)):
        Place.objects.filter(pk=park.pk).update(**values)
        assert of().percent == percent
    Place.objects.filter(pk=park.pk).update(operation="maintenance")
    assert of().percent == 100


def test_what_is_not_known_is_left_out_and_counted(grid, park):
    grid(600)
    grid(None)
    grid(300, centre=None)
    share = of()
    assert (share.homes, share.unknown, share.residents, share.percent) == (3, 2, 600, 100)


def test_a_town_without_residents_is_not_known_rather_than_zero(park):
    assert of().percent is None


def test_a_community_stands_for_its_residents_only_without_grids(grid, park, yangshe):
    community = grid(1000, level="community")
    assert of().residents == 1000
    grid(300, parent=community, code=f"{community.code}001")
    assert of().residents == 300


def test_regions_of_the_past_are_not_counted(grid, park):
    grid(600)
    grid(900, valid_to=date(2020, 6, 1))
    assert of().residents == 600


def test_the_city_is_its_towns_added_up(grid, park, tangqiao):
    grid(600)
    grid(400, metres=5000, parent=tangqiao)
    city = of_city(shares(kind="park", profile=Profile.ADULT, today=TODAY))
    assert (city.residents, city.reached, city.percent) == (1000, 600, 60)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_one_query_and_the_foot_another(
    client, grid, park, site_identity, django_assert_num_queries, count
):
    for _number in range(count):
        grid(100)
    with django_assert_num_queries(2):
        assert client.get(reverse("coverage")).status_code == 200


def test_the_page_prints_its_numbers_and_its_method(client, grid, park, site_identity):
    grid(600, metres=100)
    grid(200, metres=5000)
    html = client.get("/en/places/coverage/").text
    assert "75.0" in html
    for number in ("1.2", "720", "1.3", "554"):
        assert number in html


def test_invented_residents_are_marked_as_such(client, grid, park, site_identity):
    grid(600, is_sample=True)
    assert 'class="notice notice--warn"' in client.get(reverse("coverage")).text


@pytest.mark.parametrize("query", [{"kind": "castle"}, {"profile": "dog"}])
def test_a_wrong_choice_is_a_sentence(client, city, site_identity, query):
    response = client.get(reverse("coverage"), query)
    assert response.status_code == 400
    assert 'role="alert"' in response.text
