"""A pretend bin's sensor errs as real ones do."""

from hypothesis import given
from hypothesis import strategies as st

from devices.contract.quantities import Quality, refusal
from devices.sim.bins import Reading, Sensor, sense, temperature_c
from devices.sim.chance import dice

SENSOR = Sensor(empty_mm=1150, full_mm=250)


def test_an_afternoon_is_warmer_than_a_night():
    assert temperature_c(15, dice(1)) > temperature_c(3, dice(1)) + 10


def many_readings(fill_pct: float) -> list[Reading]:
    return [sense(SENSOR, fill_pct, dice("many", number)) for number in range(3000)]


def test_most_readings_are_within_two_centimetres():
    truth_mm = 1150 - 0.5 * 900
    near = [r for r in many_readings(50) if abs(r.values.get("distance_mm", 0) - truth_mm) <= 20]
    assert len(near) > 2950


def test_a_lost_echo_is_no_value_of_bad_quality():
    silent = [r for r in many_readings(50) if "distance_mm" not in r.values]
    assert 5 <= len(silent) <= 40
    assert all(r.quality == {"distance_mm": Quality.BAD} for r in silent)


def test_a_wild_reading_is_rare_and_the_sensor_does_not_know():
    wild = [r for r in many_readings(50) if abs(r.values.get("distance_mm", 700) - 700) > 60]
    assert 3 <= len(wild) <= 30
    assert all(r.quality == {} for r in wild)


def test_within_the_blind_zone_the_sensor_says_saturated():
    reading = sense(Sensor(950, 200), 100, dice(1))
    assert (reading.values["distance_mm"], reading.quality) == (250.0, {"distance_mm": Quality.SATURATED})


def test_a_bin_on_its_side_says_so_and_measures_the_yard():
    reading = sense(SENSOR, 50, dice(1), is_tilted=True)
    assert reading.values["tilted"] is True
    assert reading.quality == {"distance_mm": Quality.SUSPECT}


@given(st.floats(0, 100), st.integers(0, 10_000), st.booleans())
def test_every_value_is_within_the_contract(fill_pct, number, is_tilted):
    reading = sense(SENSOR, fill_pct, dice(number), is_tilted=is_tilted)
    assert [refusal(name, value) for name, value in reading.values.items() if refusal(name, value)] == []
