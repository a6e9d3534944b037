"""WGS-84 degrees on maps that are drawn in GCJ-02, as Chinese map services draw theirs. Pure.

The published approximation of the GCJ-02 offset (Krasovsky 1940 ellipsoid; eviltransform, coordtransform).
"""

import math
from enum import StrEnum

_AXIS_M, _ECCENTRICITY2 = 6378245.0, 0.00669342162296594323
_WITHIN_LAT, _WITHIN_LON = (0.8293, 55.8271), (72.004, 137.8347)
_ROUNDS = 5


class Datum(StrEnum):
    """What the base of a map is drawn in."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"


def drawn(lat: float, lon: float, datum: Datum) -> tuple[float, float]:
    """Where a WGS-84 position lies on a map of that datum, degrees (lat, lon)."""
    return to_gcj02(lat, lon) if datum is Datum.GCJ02 else (lat, lon)


def to_gcj02(lat: float, lon: float) -> tuple[float, float]:
    """From WGS-84 to GCJ-02, degrees; outside China the two are the same."""
    if not (_WITHIN_LAT[0] <= lat <= _WITHIN_LAT[1] and _WITHIN_LON[0] <= lon <= _WITHIN_LON[1]):
        return lat, lon
    north, east = _north(lon - 105.0, lat - 35.0), _east(lon - 105.0, lat - 35.0)
    rad = math.radians(lat)
    magic = 1 - _ECCENTRICITY2 * math.sin(rad) ** 2
    meridian_m = _AXIS_M * (1 - _ECCENTRICITY2) / (magic * math.sqrt(magic))
    parallel_m = _AXIS_M / math.sqrt(magic) * math.cos(rad)
    return lat + math.degrees(north / meridian_m), lon + math.degrees(east / parallel_m)


def to_wgs84(lat: float, lon: float) -> tuple[float, float]:
    """From GCJ-02 back to WGS-84, degrees, to well below a metre."""
    found_lat, found_lon = lat, lon
    for _ in range(_ROUNDS):
        there_lat, there_lon = to_gcj02(found_lat, found_lon)
        found_lat, found_lon = found_lat + lat - there_lat, found_lon + lon - there_lon
    return found_lat, found_lon


def _north(x: float, y: float) -> float:
    polynomial = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    waves = _waves(x, ((20.0, 6.0), (20.0, 2.0))) + _waves(
        y, ((20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))
    )
    return polynomial + waves * 2.0 / 3.0


def _east(x: float, y: float) -> float:
    polynomial = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    waves = _waves(
        x, ((20.0, 6.0), (20.0, 2.0), (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))
    )
    return polynomial + waves * 2.0 / 3.0


def _waves(at: float, waves: tuple[tuple[float, float], ...]) -> float:
    return sum(height * math.sin(at * turns * math.pi) for height, turns in waves)
