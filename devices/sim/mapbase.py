"""From metres in the valley to degrees on the map, and to GeoJSON (RFC 7946). Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from devices.sim.names import PlaceName
from devices.sim.terrain import Metres

_MIDDLE_LAT, _MIDDLE_LON = 29.1, 119.65
_M_PER_DEG_LAT = 111_132.0
_M_PER_DEG_LON = 111_320.0 * math.cos(math.radians(_MIDDLE_LAT))


@dataclass(frozen=True, slots=True)
class Place:
    """A spot on the map, WGS-84 degrees."""

    lat: float
    lon: float


def place(spot: Metres) -> Place:
    """Put a spot of the valley on the map, to a decimetre."""
    lat = round(_MIDDLE_LAT + spot[1] / _M_PER_DEG_LAT, 6)
    return Place(lat, round(_MIDDLE_LON + spot[0] / _M_PER_DEG_LON, 6))


def moved(origin: Place, spot: Metres) -> Place:
    """Go that many metres east and north."""
    lat = round(origin.lat + spot[1] / _M_PER_DEG_LAT, 6)
    return Place(lat, round(origin.lon + spot[0] / _M_PER_DEG_LON, 6))


def line_feature(kind: str, name: PlaceName, course: Sequence[Place]) -> dict[str, object]:
    """Draw a river or a road."""
    return _feature(
        {"kind": kind, "id": name.id, "zh": name.zh, "en": name.en}, "LineString", _lon_lats(course)
    )


def area_feature(
    kind: str, name: PlaceName, ring: Sequence[Place], more: Mapping[str, object]
) -> dict[str, object]:
    """Draw an area inside an open ring; `more` joins its properties."""
    properties = {"kind": kind, "id": name.id, "zh": name.zh, "en": name.en, **more}
    return _feature(properties, "Polygon", [_lon_lats((*ring, ring[0]))])


def _feature(properties: dict[str, object], shape: str, coordinates: object) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": shape, "coordinates": coordinates},
    }


def _lon_lats(places: Sequence[Place]) -> list[list[float]]:
    return [[spot.lon, spot.lat] for spot in places]
