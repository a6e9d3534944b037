import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.contract.quantities import Quality
from hub.domain.bins import BinChange, BinState, Geometry, Level, level, observe
from tests.builders import at

DEEP = Geometry(empty_mm=1000, full_mm=200, blind_mm=30)
ROUND = Geometry(empty_mm=1000, full_mm=0, shape=((20, 10), (50, 40)))


def after(*levels: float) -> BinState:
    state = BinState()
    for pct in levels:
        state = saw(state, pct).state
    return state


def saw(state: BinState, pct: float) -> BinChange:
    return observe(state, Level(pct, Quality.GOOD), at(0))


@pytest.mark.parametrize(
    ("values", "geometry", "expected"),
    [
        ({"distance_mm": 1000.0}, DEEP, Level(0.0, Quality.DERIVED)),
        ({"distance_mm": 600.0}, DEEP, Level(50.0, Quality.DERIVED)),
        ({"distance_mm": 200.0}, DEEP, Level(100.0, Quality.DERIVED)),
        ({"distance_mm": 1100.0}, DEEP, Level(0.0, Quality.DERIVED)),
        ({"distance_mm": 1500.0}, DEEP, Level(0.0, Quality.SUSPECT)),
        ({"distance_mm": 650.0}, Geometry(1000, 200, offset_mm=50), Level(50.0, Quality.DERIVED)),
        ({"distance_mm": 1000.0}, ROUND, Level(0.0, Quality.DERIVED)),
        ({"distance_mm": 900.0}, ROUND, Level(5.0, Quality.DERIVED)),
        ({"distance_mm": 500.0}, ROUND, Level(40.0, Quality.DERIVED)),
        ({"distance_mm": 250.0}, ROUND, Level(70.0, Quality.DERIVED)),
        ({"distance_mm": 0.0}, ROUND, Level(100.0, Quality.DERIVED)),
        ({"distance_mm": 600.0, "open": True}, DEEP, Level(50.0, Quality.SUSPECT)),
        ({"distance_mm": 60.0}, DEEP, Level(100.0, Quality.DERIVED)),
        ({"distance_mm": 12.0}, DEEP, Level(100.0, Quality.SATURATED)),
        ({"distance_mm": 600.0}, None, Level(None, Quality.BAD)),
        ({"fill_pct": 63.0}, DEEP, Level(63.0, Quality.GOOD)),
        ({"fill_pct": 63.0, "tilted": True}, None, Level(63.0, Quality.SUSPECT)),
        ({"distance_mm": 600.0, "tilted": True}, DEEP, Level(50.0, Quality.SUSPECT)),
        ({"remaining_pct": 20.0}, None, Level(80.0, Quality.GOOD)),
        ({"temperature_c": 20.0}, DEEP, Level(None, Quality.BAD)),
        ({"fill_pct": 10.0, "distance_mm": 600.0}, DEEP, Level(50.0, Quality.DERIVED)),
    ],
)
def test_fill_is_read_out_of_what_the_device_sends(values, geometry, expected) -> None:
    assert level(values, {}, geometry) == expected


@pytest.mark.parametrize("quality", [Quality.SUSPECT, Quality.BAD, Quality.STALE])
def test_a_value_the_sensor_doubts_gives_a_suspect_level(quality: Quality) -> None:
    seen = level({"distance_mm": 600.0}, {"distance_mm": quality}, DEEP)
    assert seen == Level(50.0, Quality.SUSPECT)


def test_the_usual_geometry_of_a_product_stands_in_where_nothing_better_is_known() -> None:
    assert level({"distance_mm": 600.0}, {}, None, DEEP) == Level(50.0, Quality.DERIVED)
    assert level({"distance_mm": 600.0, "fill_pct": 70.0}, {}, None, DEEP) == Level(70.0, Quality.GOOD)


def test_nothing_is_known_before_the_first_reading() -> None:
    assert BinState().level_pct is None


def test_two_readings_speak_by_their_mean() -> None:
    assert after(40.0, 60.0).level_pct == 50.0


def test_a_single_wild_reading_raises_nothing() -> None:
    change = saw(after(20, 21, 22), 99)
    assert (change.became_full, change.state.level_pct) == (False, 22)


def test_a_first_reading_alone_is_not_believed_to_be_full() -> None:
    change = saw(BinState(), 99)
    assert not change.became_full
    assert saw(change.state, 98).became_full


def test_full_begins_at_85_and_ends_at_60() -> None:
    state = after(84, 84, 84)
    assert not state.is_full
    state = after(85, 85, 85)
    assert state.is_full
    for pct in (70, 70, 61, 61, 61):
        state = saw(state, pct).state
    assert state.is_full
    change = saw(saw(state, 60).state, 60)
    assert change.became_clear
    assert not change.state.is_full


def test_the_level_follows_at_once_when_the_bin_was_emptied() -> None:
    change = saw(after(90, 91, 92, 5), 7)
    assert (change.became_clear, change.state.level_pct) == (True, 6)


@pytest.mark.parametrize("seen", [Level(None, Quality.BAD), Level(99, Quality.SUSPECT)])
def test_an_unknown_or_suspect_level_changes_nothing(seen: Level) -> None:
    state = after(20, 20, 20)
    assert observe(state, seen, at(0)).state is state


@given(st.lists(st.floats(0, 100), max_size=30))
def test_a_level_stays_between_empty_and_full_and_full_means_above_60(levels) -> None:
    state = after(*levels)
    assert state.level_pct is None or 0 <= state.level_pct <= 100
    assert not state.is_full or state.level_pct > 60
