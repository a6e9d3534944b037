"""Positions compared with where a device is registered."""

import pytest

from devices.contract.quantities import Quality
from hub.domain.whereabouts import distance_km, doubted


@pytest.mark.parametrize(
    ("lat", "lon", "km"),
    [(29.1, 119.65, 0), (30.1, 119.65, 111.2), (29.1, 120.65, 97.2), (-29.1, -60.35, 20015.1)],
)
def test_a_distance_is_that_on_the_globe(lat: float, lon: float, km: float) -> None:
    assert distance_km(29.1, 119.65, lat, lon) == pytest.approx(km, abs=0.1)


def test_a_position_in_the_township_is_believed() -> None:
    assert doubted({"lat": 29.2, "lon": 119.7}, 29.1, 119.65) == {}


@pytest.mark.parametrize(
    "place", [{"lat": 0.0, "lon": 0.0}, {"lat": 29.1, "lon": 61.0}, {"lat": 89, "lon": 29.1}]
)
def test_a_position_elsewhere_is_doubted(place: dict[str, float]) -> None:
    assert doubted(place, 29.1, 119.65) == {"lat": Quality.SUSPECT, "lon": Quality.SUSPECT}


@pytest.mark.parametrize("values", [{}, {"lat": 0.0}, {"lon": 0.0}])
def test_half_a_position_says_nothing(values: dict[str, float]) -> None:
    assert doubted(values, 29.1, 119.65) == {}
