"""Datums met in China. Every function takes and returns (longitude, latitude) in decimal degrees.

WGS-84 is what GPS gives and what we store. GCJ-02 is the shifted datum of Amap, Tencent and WeChat;
BD-09 is Baidu's shift on top of it. CGCS2000 (EPSG:4490), the national system, differs from WGS-84
by centimetres and is taken as equal. The shifts are the published approximations (the widely used
"eviltransform" polynomial on the Krasovsky 1940 ellipsoid, and Baidu's polar offset), good to a
metre or two. Outside China's bounding box nothing is shifted, and the point comes back unchanged.
"""

from collections.abc import Callable
from enum import StrEnum
from math import atan2, cos, hypot, pi, sin, sqrt

Point = tuple[float, float]
Shift = Callable[[float, float], Point]

SEMI_MAJOR_AXIS = 6378245.0  # metres, Krasovsky 1940
ECCENTRICITY_SQUARED = 0.00669342162296594323
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271  # degrees
INVERSE_STEPS = 30
INVERSE_ERROR = 1e-10  # degrees; about 0.01 mm


class Datum(StrEnum):
    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def in_china(lon: float, lat: float) -> bool:
    return WEST <= lon <= EAST and SOUTH <= lat <= NORTH


def wgs84_to_gcj02(lon: float, lat: float) -> Point:
    return _gcj02_shift(lon, lat) if in_china(lon, lat) else (lon, lat)


def gcj02_to_wgs84(lon: float, lat: float) -> Point:
    return _unshift(_gcj02_shift, lon, lat)


def gcj02_to_bd09(lon: float, lat: float) -> Point:
    return _bd09_shift(lon, lat) if in_china(lon, lat) else (lon, lat)


def bd09_to_gcj02(lon: float, lat: float) -> Point:
    return _unshift(_bd09_shift, lon, lat)


def wgs84_to_bd09(lon: float, lat: float) -> Point:
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: float, lat: float) -> Point:
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def to_wgs84(lon: float, lat: float, datum: Datum | str) -> Point:
    return TO_WGS84[Datum(datum)](lon, lat)


def _same(lon: float, lat: float) -> Point:
    return lon, lat


TO_WGS84: dict[Datum, Shift] = {
    Datum.WGS84: _same,
    Datum.CGCS2000: _same,
    Datum.GCJ02: gcj02_to_wgs84,
    Datum.BD09: bd09_to_wgs84,
}


def _unshift(shift: Shift, lon: float, lat: float) -> Point:
    """Fixed-point iteration: the shift hardly changes over its own length, so steps converge."""
    if not in_china(lon, lat):
        return lon, lat
    x, y = lon, lat
    for _ in range(INVERSE_STEPS):
        shifted_lon, shifted_lat = shift(x, y)
        x, y = x + lon - shifted_lon, y + lat - shifted_lat
        if hypot(lon - shifted_lon, lat - shifted_lat) < INVERSE_ERROR:
            break
    return x, y


def _gcj02_shift(lon: float, lat: float) -> Point:
    x, y = lon - 105.0, lat - 35.0
    common = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = (
        -100
        + 2 * x
        + 3 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * sqrt(abs(x))
        + common
        + (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
        + (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    )  # metres
    east = (
        300
        + x
        + 2 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * sqrt(abs(x))
        + common
        + (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
        + (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    )  # metres
    phi = lat / 180 * pi
    flattening = 1 - ECCENTRICITY_SQUARED * sin(phi) ** 2
    meridian_radius = SEMI_MAJOR_AXIS * (1 - ECCENTRICITY_SQUARED) / flattening**1.5
    parallel_radius = SEMI_MAJOR_AXIS / sqrt(flattening) * cos(phi)
    return lon + east * 180 / (parallel_radius * pi), lat + north * 180 / (meridian_radius * pi)


def _bd09_shift(lon: float, lat: float) -> Point:
    wave = pi * 3000 / 180
    radius = hypot(lon, lat) + 0.00002 * sin(lat * wave)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * wave)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006
