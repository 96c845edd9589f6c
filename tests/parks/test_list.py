import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from lib import pages
from office.models import ReferenceFigure
from parks.models import Park

pytestmark = pytest.mark.django_db

HERE = "lon=120.555&lat=31.875"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def look(client, site_identity):
    def look(query="", **headers):
        return client.get(f"/en/parks/{query}", headers=headers)

    return look


@pytest.fixture
def figure(db):
    return ReferenceFigure.objects.create(
        key="pocket_park_area_m2", title="口袋公园", title_en="Pocket parks", definition="面积", definition_en="Area",
        value=43000, unit="平方米", unit_en="m²", as_of=date(2021, 12, 31), source="报道", source_en="A report",
    )  # fmt: skip


@pytest.fixture
def three_parks(make_park):
    """East of each other by 100 m: plain, for elders, for children; the last is the nearest to nobody."""
    return [
        make_park(name_en="Plain", pinyin="c", facilities=["seats"]),
        make_park(name_en="Elders", pinyin="b", facilities=["chess", "step_free"], hours="off"),
        make_park(name_en="Children", pinyin="a", facilities=["swings", "toilet"]),
    ]


def names(answer) -> list[str]:
    by_url = {park.get_absolute_url(): park.name_en for park in Park.objects.all()}
    return [by_url[url] for url in re.findall(r'class="row__link" href="([^"?]+)', answer.text)]


def minutes(answer) -> list[int]:
    return [int(number) for number in re.findall(r"<b>(\d+)</b> min on foot", answer.text)]


def made_with(look, query="") -> int:
    look(query)
    pages.store.forget()
    with CaptureQueriesContext(connection) as queries:
        assert look(query).status_code == 200
    return len(queries)


# --- the list


def test_list_is_by_name_with_its_count_in_words(look, three_parks):
    answer = look()
    assert names(answer) == ["Children", "Elders", "Plain"]
    assert "3 pocket parks" in answer.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_wrong_method(client, method):
    assert getattr(client, method)("/parks/").status_code == 405


def test_only_public_parks_that_are_not_closed_for_good(look, make_park):
    make_park(name_en="Open")
    make_park(name_en="Hidden", is_public=False)
    make_park(name_en="Gone", operation="closed")
    answer = look()
    assert names(answer) == ["Open"]
    assert "Hidden" not in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?open=1", ["Children", "Plain"]),
        ("?step_free=1", ["Elders"]),
        ("?children=1", ["Children"]),
        ("?elderly=1", ["Elders"]),
        ("?facility=toilet&facility=swings", ["Children"]),
        ("?facility=toilet&facility=chess", []),
        ("?town=320582100", ["Children", "Elders", "Plain"]),
        (f"?{HERE}", ["Plain", "Elders", "Children"]),
        (f"?{HERE}&sort=name", ["Children", "Elders", "Plain"]),
        (f"?{HERE}&within=10&elderly=1", ["Elders"]),
    ],
)
def test_filters(look, three_parks, query, found):
    answer = look(query)
    assert answer.status_code == 200
    assert names(answer) == found


def test_town_filters(look, three_parks, tangqiao):
    assert names(look("?town=320582101")) == []
    Park.objects.filter(name_en="Plain").update(region=tangqiao)
    pages.store.forget()
    assert names(look("?town=320582101")) == ["Plain"]


def test_within_ten_minutes_leaves_out_what_is_further(look, three_parks, make_park):
    far = make_park(name_en="Far")
    far.point.x += 0.05
    far.save(update_fields=["point"])
    assert "Far" in names(look(f"?{HERE}"))
    assert "Far" not in names(look(f"?{HERE}&within=10"))


def test_an_older_person_gets_less_far(look, make_park):
    park = make_park()
    park.point.x += 0.005  # about 470 m
    park.save(update_fields=["point"])
    assert len(names(look(f"?{HERE}&within=10"))) == 1
    assert len(names(look(f"?{HERE}&within=10&profile=elder"))) == 0


def test_minutes_only_for_those_who_say_where_they_are(look, three_parks):
    assert minutes(look()) == []
    assert minutes(look(f"?{HERE}")) == [1, 2, 4]


def test_links_to_parks_carry_the_position(look, park):
    assert f'href="/en/parks/{park.pk}/?lon=120.555&amp;lat=31.875"' in look(f"?{HERE}").content.decode()
    assert f'href="/en/parks/{park.pk}/"' in look().content.decode()


def test_chip_turns_its_filter_on_and_off_and_keeps_the_others(look, three_parks):
    off = {chip.name: chip for chip in look("?town=320582100").context["form"].chips}
    assert (off["open"].is_on, off["open"].href) == (False, "?town=320582100&open=1")
    on = {chip.name: chip for chip in look("?town=320582100&open=1&page=1").context["form"].chips}
    assert (on["open"].is_on, on["open"].href) == (True, "?town=320582100")


def test_empty_list_says_what_to_try_and_still_shows_the_areas(look, park, figure):
    html = look("?facility=sandpit").content.decode()
    assert "No park fits all of this." in html
    assert "2,280" in html
    assert "43,000" in html


# --- htmx


def test_htmx_and_plain_page_show_the_same_rows(look, three_parks):
    plain, fragment = look("?children=1"), look("?children=1", **{"HX-Request": "true"})
    assert names(plain) == names(fragment) == ["Children"]
    assert "<html" in plain.content.decode()
    assert "<html" not in fragment.content.decode()
    assert fragment.content.decode().strip() in plain.content.decode()
    assert "HX-Request" in fragment["Vary"]


# --- areas


def test_live_area_stands_beside_the_published_figure_with_its_date(look, make_park, figure):
    make_park(area_m2=2280)
    make_park(area_m2=720)
    make_park(area_m2=500, is_public=False)
    html = look().content.decode()
    assert "3,000" in html
    assert "43,000" in html
    assert "as of Dec. 31, 2021" in html
    assert "A report" in html


def test_filter_does_not_change_the_area_of_the_city(look, make_park):
    make_park(area_m2=2280, facilities=["swings"])
    make_park(area_m2=720)
    assert look("?children=1").context["city"].area_m2 == 3000


# --- paging


@pytest.fixture
def thirty_parks(make_park):
    return [make_park() for _ in range(30)]


def test_pages(look, thirty_parks):
    first, second = look(), look("?page=2")
    assert (len(names(first)), len(names(second))) == (24, 6)
    assert not set(names(first)) & set(names(second))
    assert "Page 2 of 2" in second.content.decode()


def test_map_shows_all_that_fit_as_the_list_below_it(look, thirty_parks):
    answer = look("?view=map")
    assert len(names(answer)) == 30
    html = answer.content.decode()
    assert 'id="map"' in html
    assert html.count("data-lon=") == 30


def test_list_stays_light_without_the_map(look, park):
    html = look().content.decode()
    assert "leaflet" not in html
    assert "map.js" not in html


# --- bad input


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("?page=3", 404, "This list ends at page 1."),
        ("?page=1000000000", 404, "No list here is that long."),
        ("?page=99999999999999999999999999", 404, "No list here is that long."),
        ("?page=0", 400, "Page"),
        ("?page=abc", 400, "Page"),
        ("?lon=abc&lat=31.8", 400, "Longitude"),
        ("?lon=nan&lat=nan", 400, "Longitude"),
        ("?lon=120.5", 400, "both longitude and latitude"),
        ("?lon=31.875&lat=120.555", 400, "atitude"),
        ("?lon=121.47&lat=31.23", 400, "outside the city"),
        ("?within=10", 400, "say first where you are"),
        ("?sort=distance", 400, "say first where you are"),
        ("?facility=helipad", 400, "helipad"),
        ("?open=maybe", 400, "maybe"),
        ("?town=999999", 400, "no such town"),
        ("?town=' OR 1=1", 400, "Town"),
        ("?view=globe", 400, "globe"),
        ("?open=%00", 400, "cannot be read"),
        ("?q=" + "a" * 10_000, 400, "too long"),
    ],
)
def test_bad_input_is_a_sentence_with_the_right_status(look, park, query, status, words):
    answer = look(query)
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_bad_part_of_an_address_leaves_the_list_in_place(look, park):
    assert names(look("?open=maybe")) == [park.name_en]


# --- speed and freshness


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(
    ("query", "statements"),
    [("", 2), ("?step_free=1&children=1&elderly=1&town=320582100", 2), ("?open=1", 3), (f"?{HERE}&within=10", 2)],
)
def test_list_is_made_with_two_statements(look, make_park, figure, items, query, statements):
    for _ in range(items):
        make_park(facilities=["step_free", "swings", "chess"])
    assert made_with(look, query) == statements


def test_kept_list_asks_no_database(look, park):
    look()
    with CaptureQueriesContext(connection) as queries:
        assert look().status_code == 200
    assert len(queries) == 0


@pytest.mark.django_db(transaction=True)
def test_edit_shows_at_the_very_next_request(look, park, figure):
    assert "2,280" in look().content.decode()
    park.area_m2 = 2300
    park.save(update_fields=["area_m2"])
    assert "2,300" in look().content.decode()
    ReferenceFigure.objects.update(value=44000)
    assert "44,000" in look().content.decode()


@pytest.mark.parametrize("query", [f"?{HERE}", "?facility=seats"])
def test_addresses_with_endless_values_are_not_kept(look, park, query):
    look(query)
    with CaptureQueriesContext(connection) as queries:
        look(query)
    assert len(queries) > 0


def test_page_carries_no_cookie(client, look, park):
    answer = look()
    assert not answer.cookies
    assert "public" in answer["Cache-Control"]


def test_chinese_is_at_the_plain_address(client, site_identity, park):
    answer = client.get("/parks/")
    assert park.name in answer.content.decode()
    assert answer["Content-Language"] == "zh-hans"
