"""Areas drawn on the map: polygons and circles of WGS-84 degrees, and what stands within. Pure."""

from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import TypeAlias

Corner: TypeAlias = tuple[float, float]

MIN_CORNERS, MAX_CORNERS = 3, 500
MAX_RADIUS_KM = 500.0
# Mean radius of the earth, IUGG 1980.
_EARTH_KM = 6371.0088
_POLE_DEG, _DATE_LINE_DEG = 90, 180


@dataclass(frozen=True, slots=True)
class Polygon:
    """`corners` are (latitude, longitude), each once, in order; the last is joined to the first."""

    corners: tuple[Corner, ...]

    def holds(self, lat: float, lon: float) -> bool:
        """Tell whether a point lies within: a ray to the east crosses the border an odd number of times."""
        crossings = 0
        for (lat_a, lon_a), (lat_b, lon_b) in pairwise((*self.corners, self.corners[0])):
            is_beside = (lat_a > lat) != (lat_b > lat)
            if is_beside and lon < lon_a + (lat - lat_a) / (lat_b - lat_a) * (lon_b - lon_a):
                crossings += 1
        return crossings % 2 == 1


@dataclass(frozen=True, slots=True)
class Circle:
    """Everything within `radius_km` of a point."""

    lat: float
    lon: float
    radius_km: float

    def holds(self, lat: float, lon: float) -> bool:
        """Tell whether a point lies within or on the rim."""
        return distance_km((self.lat, self.lon), (lat, lon)) <= self.radius_km


Shape: TypeAlias = Polygon | Circle


def distance_km(one: Corner, other: Corner) -> float:
    """The great circle between two points, by the haversine formula."""
    lat_a, lon_a, lat_b, lon_b = (radians(value) for value in (*one, *other))
    chord = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(chord))


def wrong_with(shape: Shape) -> str:
    """Say why a shape is no area on the earth; "" when it is one."""
    if isinstance(shape, Polygon):
        return _wrong_with_corners(shape.corners)
    if not 0 < shape.radius_km <= MAX_RADIUS_KM:
        return f"the radius is {shape.radius_km:g} km, expected above 0 and at most {MAX_RADIUS_KM:g}"
    return _off_the_earth((shape.lat, shape.lon))


def _wrong_with_corners(corners: tuple[Corner, ...]) -> str:
    if not MIN_CORNERS <= len(set(corners)) <= len(corners) <= MAX_CORNERS:
        return f"{len(set(corners))} different corners, expected {MIN_CORNERS} to {MAX_CORNERS}"
    wrong = next((why for corner in corners if (why := _off_the_earth(corner))), "")
    if wrong:
        return wrong
    return "its border crosses itself" if _crosses_itself(corners) else ""


def _off_the_earth(corner: Corner) -> str:
    lat, lon = corner
    if abs(lat) <= _POLE_DEG and abs(lon) <= _DATE_LINE_DEG:
        return ""
    return f"{lat:g},{lon:g} is no latitude (-90 to 90) and longitude (-180 to 180)"


def _crosses_itself(corners: tuple[Corner, ...]) -> bool:
    sides = list(pairwise((*corners, corners[0])))
    for index, side in enumerate(sides):
        # Neighbours share a corner; the last side is a neighbour of the first.
        others = sides[index + 2 : len(sides) - (1 if index == 0 else 0)]
        if any(_cross(side, other) for other in others):
            return True
    return False


def _cross(one: tuple[Corner, Corner], other: tuple[Corner, Corner]) -> bool:
    (a, b), (c, d) = one, other
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _turn(a: Corner, b: Corner, c: Corner) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
