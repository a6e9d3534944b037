from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.contract.bodies import Sample, Telemetry
from devices.contract.quantities import Quality
from hub.domain.instants import instant, millis
from hub.domain.telemetry import is_dated, judge, reading_point, worst_quality
from hub.series import check
from tests.builders import NOON


def a_message(**changes) -> Telemetry:
    fields = {"boot": 1, "seq": 7, "at_ms": millis(NOON), "values": {"fill_pct": 40.0}}
    return Telemetry(**{**fields, **changes})


@pytest.mark.parametrize("shift", [timedelta(days=-29), timedelta(), timedelta(minutes=5)])
def test_a_plausible_device_time_is_believed(shift: timedelta) -> None:
    (judged,) = judge(a_message(at_ms=millis(NOON + shift)), NOON)
    assert (judged.at, judged.device_at_ms) == (NOON + shift, None)


@pytest.mark.parametrize("shift", [timedelta(days=-31), timedelta(minutes=6), timedelta(days=3650)])
def test_an_implausible_device_time_is_kept_aside_and_flagged(shift: timedelta) -> None:
    (judged,) = judge(a_message(at_ms=millis(NOON + shift)), NOON)
    assert judged.at == NOON
    assert judged.device_at_ms == millis(NOON + shift)
    assert judged.quality == {"fill_pct": Quality.GOOD}
    point = reading_point(judged, "liushu", "bin-1", "bin")
    assert point is not None
    assert (point.fields["device_at_ms"], point.fields["quality"]) == (millis(NOON + shift), "suspect")
    check(point)


def test_a_device_without_a_clock_is_filed_when_it_was_heard() -> None:
    (judged,) = judge(a_message(at_ms=None), NOON)
    assert (judged.at, judged.device_at_ms, judged.quality["fill_pct"]) == (NOON, None, Quality.GOOD)


@pytest.mark.parametrize(("at_ms", "dated"), [(millis(NOON), True), (None, False), (0, False)])
def test_only_a_believed_time_of_its_own_dates_a_message(at_ms: int | None, dated: bool) -> None:  # noqa: FBT001
    assert is_dated(a_message(at_ms=at_ms), NOON) is dated


def test_a_bad_value_is_refused_with_its_reason_and_the_others_stay() -> None:
    (judged,) = judge(a_message(values={"fill_pct": 140.0, "battery_pct": 92.0, "nonsense": 1.0}), NOON)
    assert judged.values == {"battery_pct": 92.0}
    assert dict(judged.refused) == {
        "fill_pct": "fill_pct = 140.0 is outside 0..100 %",
        "nonsense": "quantity 'nonsense' is not in the registry",
    }


@pytest.mark.parametrize(
    ("name", "value"), [("distance_mm", 65535.0), ("distance_mm", 32767.0), ("level_mm", -32768.0)]
)
def test_what_a_register_holds_without_an_echo_is_no_value(name: str, value: float) -> None:
    (judged,) = judge(a_message(values={name: value, "battery_pct": 92.0}), NOON)
    assert judged.values == {"battery_pct": 92.0}
    assert judged.refused == ((name, f"{name} = {value!r} stands for no measurement"),)


@pytest.mark.parametrize("name", ["temperature_c", "water_temp_c"])
def test_the_power_on_value_of_a_thermometer_is_kept_and_doubted(name: str) -> None:
    (judged,) = judge(a_message(values={name: 85.0, "humidity_pct": 85.0}), NOON)
    assert judged.values == {name: 85.0, "humidity_pct": 85.0}
    assert judged.quality == {name: Quality.SUSPECT, "humidity_pct": Quality.GOOD}


def test_what_the_device_says_of_its_own_value_stays() -> None:
    quality = {"temperature_c": Quality.BAD}
    (judged,) = judge(a_message(values={"temperature_c": 85.0}, quality=quality), NOON)
    assert judged.quality == {"temperature_c": Quality.BAD}


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ({"lat": 0.0, "lon": 0}, "lat, lon = 0, 0 stands for a receiver without a fix"),
        ({"lon": 119.65}, "a place needs both lat and lon, in degrees"),
        ({"lat": 119.65, "lon": 29.1}, "a place needs both lat and lon, in degrees"),
    ],
)
def test_half_a_place_and_the_place_without_a_fix_are_no_place(place: dict[str, float], why: str) -> None:
    (judged,) = judge(a_message(values={**place, "battery_pct": 92.0}), NOON)
    assert judged.values == {"battery_pct": 92.0}
    assert dict(judged.refused)["lon"] == why


def test_a_place_on_the_equator_is_one() -> None:
    (judged,) = judge(a_message(values={"lat": 0.0, "lon": 119.65}), NOON)
    assert (judged.values, judged.refused) == ({"lat": 0.0, "lon": 119.65}, ())


def test_a_sample_of_nothing_but_bad_values_makes_no_point() -> None:
    (judged,) = judge(a_message(values={"fill_pct": 140.0}), NOON)
    assert reading_point(judged, "liushu", "bin-1", "bin") is None


def test_two_messages_in_the_same_millisecond_are_two_points() -> None:
    first, second = (judge(a_message(seq=seq), NOON)[0].at_ns for seq in (7, 8))
    assert first != second
    assert first // 1_000_000 == second // 1_000_000 == millis(NOON)


def test_the_samples_of_a_batch_never_share_a_point() -> None:
    batch = tuple(Sample(at_ms=millis(NOON), values={"fill_pct": float(n)}) for n in range(100))
    judged = judge(Telemetry(boot=1, seq=7, batch=batch), NOON)
    assert len({one.at_ns for one in judged}) == 100


def test_the_worst_quality_speaks_for_the_point() -> None:
    assert worst_quality([Quality.GOOD, Quality.DERIVED]) is Quality.DERIVED
    assert worst_quality([Quality.STALE, Quality.BAD, Quality.GOOD]) is Quality.BAD
    assert worst_quality([]) is Quality.GOOD


@given(
    st.dictionaries(
        st.sampled_from(["fill_pct", "tilted", "distance_mm", "count_in", "unknown"]),
        st.one_of(st.booleans(), st.floats(-1e6, 1e12, allow_nan=False)),
        min_size=1,
    ),
    st.integers(0, 4_102_444_800_000),
    st.integers(0, 2**53 - 1),
)
def test_whatever_is_said_every_point_fits_the_schema(values, at_ms, seq) -> None:
    received_at = instant(1_776_000_000_000)
    for judged in judge(a_message(values=values, at_ms=at_ms, seq=seq), received_at):
        point = reading_point(judged, "liushu", "bin-1", "bin")
        if point is not None:
            check(point)
        assert set(judged.values) | {name for name, _ in judged.refused} == set(values)
