"""Areas on the map."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.shapes import MAX_CORNERS, Circle, Polygon, Shape, distance_km, wrong_with

SQUARE = Polygon(((0, 0), (0, 2), (2, 2), (2, 0)))
# A U: its notch is outside although the hull holds it.
NOTCHED = Polygon(((0, 0), (0, 3), (3, 3), (3, 2), (1, 2), (1, 1), (3, 1), (3, 0)))
INSIDE = st.floats(0.001, 1.999)


@given(INSIDE, INSIDE)
def test_a_square_holds_what_is_within(lat: float, lon: float) -> None:
    assert SQUARE.holds(lat, lon)
    assert Polygon(tuple(reversed(SQUARE.corners))).holds(lat, lon)


@given(INSIDE, st.floats(2.001, 180))
def test_a_square_holds_nothing_beside_it(lat: float, lon: float) -> None:
    assert not SQUARE.holds(lat, lon)
    assert not SQUARE.holds(lon if lon < 90 else 89, lat)


@pytest.mark.parametrize(("lat", "lon", "holds"), [(2, 0.5, True), (2, 1.5, False), (0.5, 1.5, True)])
def test_a_notch_is_outside(lat: float, lon: float, *, holds: bool) -> None:
    assert NOTCHED.holds(lat, lon) is holds


def test_a_degree_of_latitude_is_111_km() -> None:
    assert distance_km((29, 119), (30, 119)) == pytest.approx(111.19, abs=0.01)
    assert Circle(29, 119, 111.2).holds(30, 119)
    assert not Circle(29, 119, 111.1).holds(30, 119)


@pytest.mark.parametrize(
    ("shape", "why"),
    [
        (SQUARE, ""),
        (NOTCHED, ""),
        (Circle(29, 119, 5), ""),
        (Circle(29, 119, 0), "radius"),
        (Circle(29, 119, 501), "radius"),
        (Circle(91, 119, 5), "latitude"),
        (Polygon(((0, 0), (0, 1))), "2 different corners"),
        (Polygon(((0, 0), (0, 1), (0, 0))), "2 different corners"),
        (Polygon(tuple((0.0, float(n) / 10) for n in range(MAX_CORNERS + 1))), "corners"),
        (Polygon(((0, 0), (0, 181), (1, 1))), "longitude"),
        (Polygon(((0, 0), (2, 2), (0, 2), (2, 0))), "crosses itself"),
    ],
)
def test_what_is_no_area_is_said(shape: Shape, why: str) -> None:
    assert why in wrong_with(shape)
    assert bool(wrong_with(shape)) is bool(why)
