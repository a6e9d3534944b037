from datetime import UTC, datetime

import pytest

from vision.compose.village.sun import sun_at

LAT_DEG = 29.5


def height_deg(day, hour_utc, *, lon_deg=0.0):
    at = datetime.fromisoformat(f"{day}T00:00:00").replace(tzinfo=UTC)
    return sun_at(round(1000 * at.timestamp()) + round(3_600_000 * hour_utc), LAT_DEG, lon_deg, 0).height_deg


@pytest.mark.parametrize(
    ("day", "noon_deg"), [("2026-03-20", 60.5), ("2026-06-21", 83.94), ("2026-12-21", 37.06)]
)
def test_at_noon_the_sun_stands_as_high_as_latitude_and_season_say(day, noon_deg):
    assert height_deg(day, 12) == pytest.approx(noon_deg, abs=1.2)


@pytest.mark.parametrize("hour", [6, 18])
def test_at_the_equinox_it_rises_at_six_and_sets_at_six(hour):
    assert height_deg("2026-03-20", hour) == pytest.approx(0, abs=1.2)


def test_farther_east_noon_comes_earlier():
    assert height_deg("2026-03-20", 6, lon_deg=90) == pytest.approx(60.5, abs=1.2)


@pytest.mark.parametrize(("hour", "facing_deg", "aside_deg"), [(6, 0, 90), (18, 0, -90), (12, 180, 0)])
def test_the_sun_goes_from_the_east_over_the_south_to_the_west(hour, facing_deg, aside_deg):
    at = datetime(2026, 3, 20, hour, tzinfo=UTC)
    sun = sun_at(round(1000 * at.timestamp()), LAT_DEG, 0, facing_deg)
    assert sun.aside_deg == pytest.approx(aside_deg, abs=2)
