"""Is a position believable? A device that is bolted to a village does not speak from another county. Pure."""

import math
from collections.abc import Mapping

from devices.contract.quantities import Quality, Value

# Sheets of one maker give longitude first for some products and latitude first for others; a swap, or a
# place left over from the factory, is farther than any bin or cart goes.
FARTHEST_KM = 20.0
_EARTH_KM = 6371.0


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance of two places in WGS-84 degrees, by the haversine formula."""
    half_lat, half_lon = math.radians(other_lat - lat) / 2, math.radians(other_lon - lon) / 2
    cos_lats = math.cos(math.radians(lat)) * math.cos(math.radians(other_lat))
    chord = math.sin(half_lat) ** 2 + cos_lats * math.sin(half_lon) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))


def doubted(values: Mapping[str, Value], lat: float, lon: float) -> Mapping[str, Quality]:
    """Say which values to doubt: the position, when it is too far from where the device is registered."""
    if not {"lat", "lon"} <= values.keys():
        return {}
    if distance_km(float(values["lat"]), float(values["lon"]), lat, lon) <= FARTHEST_KM:
        return {}
    return {"lat": Quality.SUSPECT, "lon": Quality.SUSPECT}
