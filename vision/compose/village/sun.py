"""Where the sun stands over a place, seen from a camera. Pure.

By the plain formulas, without the equation of time: right to 16 minutes and about one degree.
"""

from dataclasses import dataclass
from math import asin, atan2, cos, degrees, pi, radians, sin

_DAY_MS = 86_400_000
_YEAR_DAYS = 365.2422
_TILT_DEG = 23.44
# 1970 began ten days after the solstice of winter.
_SINCE_SOLSTICE_DAYS = 10


@dataclass(frozen=True, slots=True)
class Sun:
    """How high the sun stands, and to which side of where the camera looks: 90 degrees are to the right."""

    height_deg: float
    aside_deg: float


def sun_at(at_ms: int, lat_deg: float, lon_deg: float, facing_deg: float) -> Sun:
    """Say where it stands.

    Args:
        at_ms: milliseconds UTC.
        lat_deg: of the camera, north.
        lon_deg: of the camera, east.
        facing_deg: where it looks, 0 north, clockwise.
    """
    days = at_ms / _DAY_MS
    tilt = radians(-_TILT_DEG * cos(2 * pi * (days + _SINCE_SOLSTICE_DAYS) / _YEAR_DAYS))
    turn = 2 * pi * (days % 1 + lon_deg / 360) - pi
    lat = radians(lat_deg)
    height = asin(sin(lat) * sin(tilt) + cos(lat) * cos(tilt) * cos(turn))
    east, north = -cos(tilt) * sin(turn), sin(tilt) * cos(lat) - cos(tilt) * sin(lat) * cos(turn)
    return Sun(degrees(height), (degrees(atan2(east, north)) - facing_deg + 180) % 360 - 180)
