"""/places/: somebody asks what is near."""

import re
from urllib.parse import urlencode

import pytest
from django.contrib.gis.geos import Point
from django.urls import reverse

from office.models import SiteIdentity
from places.models import Place, Region
from tests.shifts import from_wgs84

HERE = {"lon": "120.5550", "lat": "31.8750"}


@pytest.fixture
def near(client, site_identity):
    """`near(kind="park")`: the page for these choices."""

    def near(fragment=False, **choices):
        headers = {"HX-Request": "true"} if fragment else {}
        return client.get(f"{reverse('place_list')}?{urlencode(choices, doseq=True)}", headers=headers)

    return near


def rows(response):
    by_url = {place.get_absolute_url(): place.name for place in Place.objects.all()}
    return [by_url[url] for url in re.findall(r'class="row__link" href="([^"?]+)', response.text)]


def minutes(response) -> list[int]:
    return [int(number) for number in re.findall(r"<b>(\d+)</b> min on foot", response.text)]


def test_without_a_point_the_middle_of_the_city_is_taken_and_said(near, park):
    response = near()
    assert response.status_code == 200
    assert rows(response) == [park.name]
    assert response.context["form"].wanted["point"] is None
    assert 'data-chosen=""' in response.text


def test_nearest_first_with_minutes_of_who_walks(near, make_park):
    make_park(name="远", point=Point(120.565, 31.875, srid=4326))
    make_park(name="近", point=Point(120.556, 31.875, srid=4326))
    adult, elder = near(**HERE), near(**HERE, profile="elder")
    assert rows(adult) == ["近", "远"]
    assert minutes(adult) == [2, 18]
    assert minutes(elder) == [3, 26]


def test_the_map_has_the_same_places_as_the_list(near, make_park):
    make_park(name="甲", point=Point(120.5561, 31.8752, srid=4326))
    html = near(**HERE).text
    assert re.search(r'data-lon="120.55610"\s+data-lat="31.87520"', html)
    assert 'data-reach="554"' in html


@pytest.mark.parametrize("datum", ["wgs84", "cgcs2000", "gcj02", "bd09"])
def test_a_device_may_speak_another_datum(near, park, datum):
    lon, lat = from_wgs84(120.555, 31.875, datum)
    point = near(lon=f"{lon:.6f}", lat=f"{lat:.6f}", datum=datum).context["form"].wanted["point"]
    assert (point.x, point.y) == pytest.approx((120.555, 31.875), abs=1e-5)


def test_choices_narrow_the_list(near, make_park, yangshe):
    make_park(name="近而开", point=Point(120.556, 31.875, srid=4326))
    make_park(name="近而关", hours="off", point=Point(120.5562, 31.875, srid=4326))
    make_park(name="远而开", point=Point(120.6, 31.875, srid=4326))
    Place.objects.create(
        name="公厕", name_en="Toilet", kind="toilet", point=Point(120.5551, 31.875, srid=4326), region=yangshe
    )
    assert rows(near(**HERE, kind="toilet")) == ["公厕"]
    assert rows(near(**HERE, kind=["toilet", "park"])) == ["公厕", "近而开", "近而关", "远而开"]
    assert rows(near(**HERE, open="1")) == ["近而开", "远而开"]
    assert rows(near(**HERE, open="1", within="10")) == ["近而开"]


def test_unknown_hours_are_shown_as_unknown(near, make_park):
    make_park(hours="")
    assert "pill--unknown" in near().text


def test_htmx_gets_the_same_rows_without_the_page(near, park):
    whole, part = near(**HERE), near(fragment=True, **HERE)
    assert rows(whole) == rows(part) == [park.name]
    assert "<html" in whole.text
    assert part.text.lstrip().startswith('<section id="results"')


def test_the_back_button_gets_the_whole_page_after_a_fragment(client, near, park):
    near(fragment=True)
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in client.get(reverse("place_list") + "?", headers=headers).text


def test_pages_of_twenty(near, make_park):
    for _number in range(21):
        make_park()
    first, second = near(), near(page="2")
    assert (len(rows(first)), len(rows(second))) == (20, 1)
    assert "page=2" in first.text
    assert 'rel="next"' not in second.text


def test_an_empty_list_says_what_to_try(near, make_park):
    make_park(hours="off")
    response = near(open="1", kind="park", within="10")
    assert response.status_code == 200
    assert "empty" in response.text
    assert 'href="?kind=park&amp;within=10"' in response.text


def test_a_search_offers_places_and_regions_with_their_points(near, park, yangshe):
    text = near(q="杨舍").text
    assert 'href="?lon=120.5550&amp;lat=31.8750"' in text
    assert len(near(q="新市").context["candidates"]) == 1


def test_a_search_that_finds_nothing_says_so(near, park):
    response = near(q="<月亮>")
    assert response.status_code == 200
    assert "&lt;月亮&gt;" in response.text


def test_hidden_places_are_neither_listed_nor_found(near, make_park):
    make_park(name="秘密花园", is_public=False)
    response = near(q="秘密")
    assert rows(response) == []
    assert response.context["candidates"] == []


@pytest.mark.parametrize(
    ("choices", "status"),
    [
        ({"lon": "abc", "lat": "31.8"}, 400),
        ({"lon": "nan", "lat": "31.8"}, 400),
        ({"lon": "120.5"}, 400),
        ({"lon": "31.875", "lat": "120.555"}, 400),
        ({"lon": "116.4", "lat": "39.9"}, 400),
        ({"lon": "1e999", "lat": "31.8"}, 400),
        ({**HERE, "datum": "mars"}, 400),
        ({"kind": "castle"}, 400),
        ({"profile": "dog"}, 400),
        ({"within": "1000"}, 400),
        ({"page": "-1"}, 400),
        ({"page": "x"}, 400),
        ({"q": "长" * 1000}, 400),
        ({"page": "2"}, 404),
        ({"page": "1000000000"}, 404),
        ({"page": "9" * 3000}, 404),
        ({"q": "\x00"}, 400),
        ({"q": "长" * 3000}, 400),
    ],
)
def test_bad_input_is_a_sentence_in_place(near, park, choices, status):
    response = near(**choices)
    assert response.status_code == status
    assert 'class="notice' in response.text or "trouble" in response.text
    assert 'role="search"' in response.text or "trouble" in response.text


def test_swapped_coordinates_are_named_as_such(near, park):
    sentences = near(lon="31.875", lat="120.555").context["form"].sentences
    assert len(sentences) == 1
    assert "swapped" in sentences[0] or "颠倒" in sentences[0] or "反" in sentences[0]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_one_query_and_the_foot_another(near, make_park, django_assert_num_queries, count):
    for _number in range(count):
        make_park()
    with django_assert_num_queries(2):
        near(**HERE)
    with django_assert_num_queries(0):
        near(**HERE)
    with django_assert_num_queries(3):
        near(**HERE, open="1")


@pytest.mark.django_db(transaction=True)
def test_an_edit_shows_at_the_next_request(near, park):
    near()
    Place.objects.filter(pk=park.pk).update(name="新名字")
    assert rows(near()) == ["新名字"]


def test_only_reading_is_allowed(client, site_identity):
    assert client.post(reverse("place_list")).status_code == 405


def test_english_has_english_names(client, park, site_identity):
    assert "Xinshi River Garden" in client.get("/en/places/").text


@pytest.mark.django_db(transaction=True)
def test_a_base_map_is_drawn_only_with_its_review_number(near, park, settings):
    settings.MAP_TILES_URL = "https://tiles.example/{z}/{x}/{y}.png"
    assert "https://tiles.example/" not in near().text
    assert "A sketch" in near().text
    # The office enters it while the site is up, and pages that are kept follow.
    SiteIdentity.objects.update(map_review_no="GS(2026)1234号")
    html = near().text
    assert "https://tiles.example/" in html
    assert html.count("GS(2026)1234号") == 3  # for the script, below the map, in the footer
    SiteIdentity.objects.update(map_review_no="")
    assert "https://tiles.example/" not in near().text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "address", ["/en/places/?view=map", "/en/parks/?view=map", "/en/volunteer/activities/?view=map"]
)
def test_every_map_asks_the_site_identity(client, park, site_identity, settings, address):
    settings.MAP_TILES_URL = "https://tiles.example/{z}/{x}/{y}.png"
    page = client.get(address).text
    assert 'id="map"' in page
    assert "https://tiles.example/" not in page
    SiteIdentity.objects.update(map_review_no="GS(2026)1234号")
    assert "https://tiles.example/" in client.get(address).text


def test_a_region_without_a_centre_is_no_candidate(near, city):
    Region.objects.create(code="320582999", name="无心镇", level="town", parent=city)
    assert near(q="无心").context["candidates"] == []
