import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.contract.quantities import Quality
from hub.domain.bins import BinChange, BinState, Geometry, Jump, Level, level, observe
from hub.domain.wildness import Wildness
from tests.builders import at

DEEP = Geometry(empty_mm=1000, full_mm=200, blind_mm=30)
ASTRAY = Level(0.0, Quality.SUSPECT, is_astray=True)
ROUND = Geometry(empty_mm=1000, full_mm=0, shape=((20, 10), (50, 40)))


def after(*levels: float) -> BinState:
    return after_all(BinState(), *levels)


def after_all(state: BinState, *levels: float) -> BinState:
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
        ({"distance_mm": 1500.0}, DEEP, Level(0.0, Quality.SUSPECT, is_astray=True)),
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
    assert seen == Level(50.0, Quality.SUSPECT, is_missed=True)


def test_a_reading_whose_sensor_heard_nothing_is_missed_and_one_about_something_else_is_not() -> None:
    assert level({"tilted": False}, {}, DEEP, missed=("distance_mm",)).is_missed
    assert not level({"tilted": False}, {}, DEEP, missed=("temperature_c",)).is_missed
    assert not level({"distance_mm": 600.0, "tilted": True}, {}, DEEP).is_missed


def test_the_usual_geometry_of_a_product_stands_in_where_nothing_better_is_known() -> None:
    assert level({"distance_mm": 600.0}, {}, None, DEEP) == Level(50.0, Quality.DERIVED)
    assert level({"distance_mm": 600.0, "fill_pct": 70.0}, {}, None, DEEP) == Level(70.0, Quality.GOOD)


def test_nothing_is_known_before_the_first_reading() -> None:
    assert BinState().level_pct is None


def test_the_newest_reading_is_shown() -> None:
    state = after(40, 45, 52)
    assert (state.level_pct, state.jump) == (52, Jump.NONE)


@pytest.mark.parametrize(("pct", "jump"), [(5, Jump.FELL), (95, Jump.ROSE)])
def test_a_jump_is_shown_at_once_and_waits_to_be_confirmed(pct: float, jump: Jump) -> None:
    state = after(50, 51, 52, pct)
    assert (state.level_pct, state.jump) == (pct, jump)


@pytest.mark.parametrize(("following", "shown"), [(53, 53), (6, 6)])
def test_the_next_reading_takes_a_jump_back_or_confirms_it(following: float, shown: float) -> None:
    state = after(50, 51, 52, 5, following)
    assert (state.level_pct, state.jump) == (shown, Jump.NONE)


def test_a_jump_of_a_sensor_that_strayed_lately_is_not_shown_before_it_is_confirmed() -> None:
    restless = after(50, 95, 51, 3, 52, 53)
    jumped = saw(restless, 4).state
    assert (jumped.level_pct, jumped.jump) == (52, Jump.NONE)
    assert saw(jumped, 5).state.level_pct == 5


def test_a_bin_becomes_full_by_three_readings_where_its_sensor_strayed_lately() -> None:
    state = after(80, 3, 81, 4, 82)
    changes = []
    for pct in (86, 87, 88):
        change = saw(state, pct)
        state = change.state
        changes.append(change.became_full)
    assert changes == [False, False, True]


def test_a_wild_sensor_makes_no_bin_full_and_empties_none() -> None:
    state = after(50, 50)
    for _ in range(12):
        state = observe(state, ASTRAY, at(0)).state
    assert state.steadiness.is_wild
    assert not any(saw(after_all(state, 90, 91), pct).became_full for pct in (92, 93))
    assert saw(saw(state, 3).state, 3).emptied_at is None


def test_a_sensor_that_strays_is_wild_since_then_and_until_it_has_settled() -> None:
    state = after(50, 50)
    for place in range(6):
        state = observe(state, ASTRAY, at(place)).state
    assert state.wildness == Wildness(at(5), strayed=6, readings=8)
    assert after_all(state, *[50.0] * 12).wildness == Wildness(at(5), strayed=6, readings=20)
    assert after_all(state, *[50.0] * 13).wildness is None


def test_a_sensor_that_strays_within_the_bin_is_wild_too() -> None:
    assert after(50, *[95, 51, 4, 52] * 4).wildness is not None


def test_an_open_lid_makes_no_sensor_wild() -> None:
    state = after(50, 50)
    for _ in range(20):
        state = observe(state, Level(3.0, Quality.SUSPECT), at(0)).state
    assert state.wildness is None


def test_a_single_wild_reading_raises_nothing() -> None:
    change = saw(after(20, 21, 22), 99)
    assert (change.became_full, change.state.is_full) == (False, False)


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
    assert (change.became_clear, change.state.level_pct) == (True, 7)


@pytest.mark.parametrize("seen", [Level(None, Quality.BAD), Level(99, Quality.SUSPECT)])
def test_an_unknown_or_suspect_level_changes_nothing(seen: Level) -> None:
    state = after(20, 20, 20)
    assert observe(state, seen, at(0)).state == state


@given(st.lists(st.floats(0, 100), max_size=30))
def test_what_is_shown_was_measured_lately_and_full_means_twice_above_60(levels) -> None:
    state = after(*levels)
    assert state.level_pct is None or min(state.recent_pct) <= state.level_pct <= max(state.recent_pct)
    assert not state.is_full or sum(pct > 60 for pct in state.recent_pct) >= 2
