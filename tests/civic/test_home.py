import pytest
from django.urls import reverse

from lib import pages

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_home_made_anew_asks_four_times(client, make_park, figure, site_identity, count, django_assert_num_queries):
    for _number in range(count):
        make_park()
    client.get("/")  # the first asks once per process what a degree is
    pages.store.forget()
    with django_assert_num_queries(4):
        client.get("/")


@pytest.mark.django_db(transaction=True)
def test_kept_home_asks_nothing_and_edits_show(client, park, figure, site_identity, django_assert_num_queries):
    client.get("/")
    with django_assert_num_queries(0):
        assert park.name in text_of(client.get("/"))
    park.name = "新名字公园"
    park.save(update_fields=["name"])
    assert "新名字公园" in text_of(client.get("/"))


def test_home_says_where_it_counts_from_and_how_far(client, park):
    page = text_of(client.get("/en/"))
    assert "Counted from the middle of the city until you choose a point." in page
    assert "<strong>1</strong>" in page or "<b>1</b>" in page


def test_live_area_stands_beside_the_published_one(client, make_park, figure):
    make_park(area_m2=1500)
    make_park(area_m2=700)
    page = text_of(client.get("/en/"))
    assert "2,200" in page
    assert "in 2 parks, counted now" in page
    assert "Published: 43,000 m² as of Dec. 31, 2021" in page


def test_hidden_parks_stay_hidden(client, make_park):
    make_park(name="未公开公园", is_public=False)
    page = text_of(client.get("/"))
    assert "未公开公园" not in page


def test_large_numbers_in_wan_with_the_exact_one_beside(client, volunteers_figure):
    page = text_of(client.get("/"))
    assert '<span class="figure__number" title="230,000">23万</span>' in page
    assert "230,000</span>" in text_of(client.get("/en/"))


def test_empty_city_has_a_home(client):
    assert "<h1>" in text_of(client.get("/"))


@pytest.mark.parametrize("name", ["home", "figures", "search", "site_map", "styleguide", "offline", "manifest", "mode"])
def test_pages_are_read_only(client, name):
    assert client.post(reverse(name)).status_code == 405


@pytest.mark.parametrize("name", ["home", "figures", "search", "site_map", "styleguide", "offline", "manifest"])
def test_public_pages_carry_no_cookie(client, name, park):
    for prefix in ("", "/en"):
        response = client.get(prefix + reverse(name))
        assert response.status_code == 200
        assert not response.cookies
        assert response["Cache-Control"] == "public, no-cache"
        assert "nonce-" not in response["Content-Security-Policy"]
