from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import datum
from tests.shifts import from_wgs84

CITY = (120.55, 31.87)
LONGITUDES = st.floats(73.5, 135.0)
LATITUDES = st.floats(18.0, 53.5)


def metres(a, b):
    north = (a[1] - b[1]) * 110_900
    return hypot(north, (a[0] - b[0]) * 111_320 * cos(radians(a[1])))


def test_gcj02_of_the_city():
    point = datum.wgs84_to_gcj02(*CITY)
    assert point == pytest.approx((120.554290, 31.867898), abs=5e-7)
    assert metres(CITY, point) == pytest.approx(468, abs=2)


def test_bd09_of_the_city():
    point = datum.wgs84_to_bd09(*CITY)
    assert point == pytest.approx((120.560852, 31.873631), abs=5e-7)
    assert metres(CITY, point) == pytest.approx(1102, abs=3)
    assert metres(datum.wgs84_to_gcj02(*CITY), point) == pytest.approx(888, abs=3)


@given(LONGITUDES, LATITUDES, st.sampled_from(datum.Datum))
def test_there_and_back_is_the_same_point(lon, lat, name):
    there = from_wgs84(lon, lat, name)
    assert datum.to_wgs84(*there, name) == pytest.approx((lon, lat), abs=1e-9)


@given(LONGITUDES, LATITUDES)
def test_the_shift_is_never_longer_than_a_kilometre_and_a_half(lon, lat):
    assert metres((lon, lat), datum.wgs84_to_gcj02(lon, lat)) < 1500


@given(LONGITUDES, LATITUDES)
def test_baidu_and_back(lon, lat):
    assert datum.bd09_to_gcj02(*datum.gcj02_to_bd09(lon, lat)) == pytest.approx((lon, lat), abs=1e-9)


@pytest.mark.parametrize("name", datum.Datum)
@pytest.mark.parametrize("abroad", [(2.35, 48.86), (-120.55, 31.87), (31.87, 120.55), (0.0, 0.0)])
def test_outside_china_nothing_moves(name, abroad):
    assert from_wgs84(*abroad, name) == abroad
    assert datum.to_wgs84(*abroad, name) == abroad


def test_cgcs2000_is_taken_as_equal():
    assert datum.to_wgs84(*CITY, "cgcs2000") == CITY


def test_an_unknown_datum_is_an_error():
    with pytest.raises(ValueError, match="beijing54"):
        datum.to_wgs84(*CITY, "beijing54")
