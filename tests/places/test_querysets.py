"""The reads that lists, maps and the API are made of."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.gis.geos import Point
from django.db import connection

from places.models import Entrance, HoursException, Kind, Place, Region

HERE = Point(120.555, 31.875, srid=4326)
MONDAY_MORNING = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def names(places):
    return [place.name for place in places]


def test_nearest_entrance_comes_first(make_park):
    far = make_park(name="远", point=Point(120.56, 31.875, srid=4326))
    make_park(name="近", point=Point(120.556, 31.875, srid=4326))
    assert names(Place.objects.near(HERE)) == ["近", "远"]
    Entrance.objects.create(place=far, point=Point(120.5551, 31.875, srid=4326))
    assert names(Place.objects.near(HERE)) == ["远", "近"]


def test_distance_is_in_metres(make_park):
    make_park(point=Point(120.555, 31.885, srid=4326))
    assert Place.objects.near(HERE).get().distance.m == pytest.approx(1109, abs=4)


def test_within_leaves_out_what_is_further(make_park):
    make_park(name="近", point=Point(120.556, 31.875, srid=4326))
    make_park(name="远", point=Point(120.575, 31.875, srid=4326))
    assert names(Place.objects.near(HERE, within_m=550)) == ["近"]


def test_a_box_includes_its_edges_and_nothing_beyond(make_park):
    make_park(name="角", point=Point(120.5, 31.8, srid=4326))
    make_park(name="外", point=Point(120.5, 31.79999, srid=4326))
    assert names(Place.objects.within_box((120.5, 31.8, 120.6, 31.9))) == ["角"]


def test_a_page_knows_how_many_there_are_in_one_statement(make_park, django_assert_num_queries):
    for _number in range(3):
        make_park()
    list(Place.objects.near(HERE)[:1])  # version and reference systems are asked for once, by whoever comes first
    with django_assert_num_queries(1):
        page = list(Place.objects.near(HERE).with_total()[:2])
    assert [place.total for place in page] == [3, 3]


def test_an_exception_holds_instead_of_the_usual_hours(make_park):
    usual, off, unknown = make_park(), make_park(), make_park()
    for place, hours in ((off, "off"), (unknown, "")):
        HoursException.objects.create(
            place=place, starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 23), hours=hours
        )
    today = Place.objects.with_hours_today(MONDAY_MORNING).order_by("pk")
    assert [place.hours_today for place in today] == ["24/7", "off", ""]
    assert list(Place.objects.open_at(MONDAY_MORNING)) == [usual.place_ptr]


@pytest.mark.parametrize(
    ("values", "is_open"),
    [
        ({"hours": "Mo 09:00-17:00"}, True),
        ({"hours": "Tu 09:00-17:00"}, False),
        ({"hours": ""}, False),
        ({"hours": "24/7", "operation": "self_service"}, True),
        ({"hours": "24/7", "operation": "maintenance"}, False),
        ({"hours": "24/7", "operation": "unknown"}, False),
    ],
)
def test_open_means_open_for_certain(make_park, values, is_open):
    make_park(**values)
    assert Place.objects.open_at(MONDAY_MORNING).exists() is is_open


def test_the_public_sees_neither_hidden_nor_closed_places(make_park):
    make_park(is_public=False)
    make_park(operation="closed")
    shown = make_park(operation="maintenance")
    assert list(Place.objects.for_public()) == [shown.place_ptr]


@pytest.mark.parametrize("text", ["新市", "xinshihe", "xsh", "Xinshi River", "梁丰路"])
def test_two_characters_sounds_english_and_address_find_a_place(make_park, text):
    found = make_park(name="新市河小游园", name_en="Xinshi River Garden", pinyin="xinshihe xsh", address="梁丰路8号")
    make_park()
    assert list(Place.objects.named_like(text)) == [found.place_ptr]


@pytest.fixture
def five_thousand(yangshe):
    Place.objects.bulk_create(
        Place(
            name=f"地点{number}",
            name_en=f"Place {number}",
            kind=Kind.values[number % len(Kind.values)],
            point=Point(120.37 + number % 71 * 0.006, 31.73 + number // 71 * 0.004, srid=4326),
            region=yangshe,
        )
        for number in range(5000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE places_place")


def test_the_spatial_indexes_answer_among_five_thousand(five_thousand):
    """Nearest places, a radius and a map's box each come off an index, not off a sort of every place."""
    for places, index in (
        (Place.objects.for_public().near(HERE)[:20], "places_place_access"),
        (Place.objects.for_public().near(HERE, within_m=550)[:20], "places_place_access"),
        (Place.objects.for_public().within_box((120.55, 31.87, 120.56, 31.88)).order_by(), "places_place_flat"),
    ):
        plan = places.explain()
        assert f"Index Scan using {index}" in plan or f"Bitmap Index Scan on {index}" in plan, plan
        assert "Sort" not in plan


def test_a_subtree_is_a_prefix_of_codes(city, yangshe, tangqiao):
    grid = Region.objects.create(code="320582100001", name="网格", level="grid", parent=yangshe)
    assert list(Region.objects.subtree("320582100")) == [yangshe, grid]


def test_regions_of_the_past_and_the_future_are_not_current(city, yangshe, tangqiao):
    Region.objects.filter(pk=yangshe.pk).update(valid_to=date(2020, 6, 1))
    Region.objects.filter(pk=tangqiao.pk).update(valid_from=date(2120, 6, 1))
    assert list(Region.objects.current()) == [city]
