"""Positions on maps that are drawn in GCJ-02."""

import math

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.datum import Datum, drawn, to_gcj02, to_wgs84

_M_PER_DEG = 111_320.0
LATS, LONS = st.floats(18.0, 53.0), st.floats(74.0, 134.0)


def metres_apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    north = (one[0] - other[0]) * _M_PER_DEG
    east = (one[1] - other[1]) * _M_PER_DEG * math.cos(math.radians(one[0]))
    return math.hypot(north, east)


def test_tiananmen_lies_where_the_published_implementations_put_it() -> None:
    # The worked example of eviltransform's test suite: WGS-84 to GCJ-02 in Beijing.
    found = to_gcj02(39.911954, 116.377817)
    assert metres_apart(found, (39.91334545536069, 116.38404722455657)) < 0.01


@given(LATS, LONS)
def test_there_and_back_is_the_same_place_to_a_centimetre(lat: float, lon: float) -> None:
    assert metres_apart(to_wgs84(*to_gcj02(lat, lon)), (lat, lon)) < 0.01


def test_outside_china_nothing_moves() -> None:
    assert to_gcj02(52.52, 13.4) == (52.52, 13.4)


def test_only_a_map_in_gcj02_moves_what_is_drawn_on_it() -> None:
    assert drawn(29.1, 119.65, Datum.WGS84) == (29.1, 119.65)
    assert 100 < metres_apart(drawn(29.1, 119.65, Datum.GCJ02), (29.1, 119.65)) < 700
