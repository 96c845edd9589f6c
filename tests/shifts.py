"""Points as phones and maps of other datums would give them."""

from lib import datum

SHIFTS = {"gcj02": datum.wgs84_to_gcj02, "bd09": datum.wgs84_to_bd09}


def from_wgs84(lon: float, lat: float, name: str) -> datum.Point:
    """The way back of `lib.datum.to_wgs84`."""
    shift = SHIFTS.get(name)
    return shift(lon, lat) if shift else (lon, lat)
