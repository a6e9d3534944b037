"""A pretend bin fills and is emptied as scripted, and its sensor errs as real ones do."""

import base64
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.contract.bodies import DeviceClass, ViewFault
from devices.contract.quantities import Quality, refusal
from devices.sim.bins import (
    Habit,
    Reading,
    Sensor,
    battery_pct,
    emptied_between,
    hour_of_day,
    sense,
    temperature_c,
    true_fill_pct,
)
from devices.sim.chance import dice
from devices.sim.script import Script, demo_script, habits
from devices.sim.township import Device, pretend_township
from devices.sim.uplinks import chirpstack_up, telemetry

SENSOR = Sensor(empty_mm=1150, full_mm=250)
TOWNSHIP = pretend_township(7)
SCRIPT = demo_script(TOWNSHIP)
HABITS = habits(TOWNSHIP, SCRIPT)


def a_habit(start_pct=20.0, rate_pct_h=4.0, first_emptied_s: float | None = 100.0) -> Habit:
    return Habit(start_pct, rate_pct_h, 3.0, first_emptied_s, 720.0)


def a_reading(**values: float | bool) -> Reading:
    return Reading({"battery_pct": 92.0, "temperature_c": 25.7, "tilted": True, **values}, {})


def a_lorawan_bin(model: str) -> Device:
    return next(device for device in TOWNSHIP.devices if device.model == model)


@given(
    st.builds(
        Habit,
        st.floats(0, 100),
        st.floats(0.1, 20),
        st.floats(0, 10),
        st.none() | st.floats(0, 1000),
        st.floats(60, 1000),
    ),
    st.floats(0, 1e6),
    st.floats(1, 2000),
)
def test_fill_stays_between_empty_and_full(habit, elapsed_s, speed):
    assert 0 <= true_fill_pct(habit, elapsed_s, speed) <= 100


@given(st.floats(0, 99), st.floats(0, 99))
def test_fill_never_falls_before_the_truck_comes(earlier_s, later_s):
    earlier_s, later_s = sorted((earlier_s, later_s))
    assert true_fill_pct(a_habit(), earlier_s, 120) <= true_fill_pct(a_habit(), later_s, 120)


def test_the_truck_leaves_only_the_residue():
    assert true_fill_pct(a_habit(start_pct=90), 99.9, 120) > 90
    assert true_fill_pct(a_habit(start_pct=90), 100, 120) == 3


def test_the_truck_comes_again_every_round():
    assert emptied_between(a_habit(), 0, 2000) == (100.0, 820.0, 1540.0)
    assert true_fill_pct(a_habit(), 820, 120) == 3


def test_every_visit_is_told_once_however_time_is_cut():
    cuts = [0, 50, 100, 100.5, 820, 1000, 1540, 2000]
    told = [moment for a, b in pairwise(cuts) for moment in emptied_between(a_habit(), a, b)]
    assert told == [100.0, 820.0, 1540.0]


def test_a_missed_bin_is_never_emptied_and_stays_full():
    missed = a_habit(first_emptied_s=None)
    assert emptied_between(missed, 0, 1e6) == ()
    assert true_fill_pct(missed, 1e6, 120) == 100


def gain_pct(from_h: float, until_h: float) -> float:
    """Gain in a time span of the pretend days; the run begins at 06:30 of day 0."""
    lasting = a_habit(start_pct=0, rate_pct_h=0.5, first_emptied_s=None)
    return true_fill_pct(lasting, (until_h - 6.5) * 3600, 1) - true_fill_pct(
        lasting, (from_h - 6.5) * 3600, 1
    )


def test_bins_fill_faster_at_supper_than_at_night():
    assert gain_pct(18, 19) > 5 * gain_pct(25, 26)


def test_bins_fill_faster_on_the_morning_of_a_market_day():
    assert gain_pct(2 * 24 + 7, 2 * 24 + 10) == pytest.approx(1.7 * gain_pct(24 + 7, 24 + 10))


def test_a_mean_hour_is_an_hour():
    plain_day = gain_pct(24 + 12, 48 + 5)
    assert plain_day / 0.5 == pytest.approx(17, rel=0.15)


def test_the_pretend_day_begins_before_breakfast_and_repeats():
    assert hour_of_day(0, 120) == 6.5
    assert hour_of_day(720, 120) == pytest.approx(6.5)


def test_an_afternoon_is_warmer_than_a_night():
    assert temperature_c(15, dice(1)) > temperature_c(3, dice(1)) + 10


def test_a_battery_drains_but_never_below_one():
    assert battery_pct(a_habit(), 0, 120) == 90
    assert battery_pct(a_habit(), 720 * 100, 120) == 85
    assert battery_pct(a_habit(), 1e9, 120) == 1


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
    assert telemetry(reading, 1, 2, 3).samples()[0].values == reading.values


def filled_between(from_s: float, until_s: float, threshold_pct: float) -> set[str]:
    moments = [from_s + step for step in range(int(until_s - from_s) + 1)]
    return {
        device
        for device, habit in HABITS.items()
        if any(true_fill_pct(habit, moment, SCRIPT.speed) >= threshold_pct for moment in moments)
    }


def test_some_bins_become_full_within_the_first_minute():
    assert set(SCRIPT.nearly_full) <= filled_between(0, 60, 85)
    assert len(filled_between(0, 0, 85)) < len(filled_between(0, 60, 85)) < 20


def test_some_full_bins_are_emptied_within_the_first_minute():
    emptied = {device for device, habit in HABITS.items() if emptied_between(habit, 0, 60)}
    assert len(emptied & set(SCRIPT.nearly_full)) == 2


def test_all_bins_but_the_missed_ones_are_emptied_once_a_day():
    visits = {device: len(emptied_between(habit, 0, SCRIPT.day_s)) for device, habit in HABITS.items()}
    assert {device for device, count in visits.items() if count == 0} == set(SCRIPT.missed)
    assert set(visits.values()) == {0, 1}


def test_every_part_of_the_demo_is_played_by_another_device():
    played = [
        *SCRIPT.nearly_full, SCRIPT.never, SCRIPT.silent.device, SCRIPT.knocked_over.device,
        SCRIPT.weak_battery,
        SCRIPT.garbled, SCRIPT.unclaimed, *{pile.device for pile in SCRIPT.piles},
        *(view.spell.device for view in SCRIPT.blind_views),
    ]  # fmt: skip
    assert "" not in played
    assert len(set(played)) == len(played)
    assert SCRIPT.unclaimed not in {device.id for device in TOWNSHIP.devices}


def test_every_honest_state_begins_within_two_minutes():
    spells = [
        SCRIPT.silent,
        SCRIPT.knocked_over,
        *(view.spell for view in SCRIPT.blind_views),
        SCRIPT.piles[0],
    ]
    assert all(spell.until_s <= 120 for spell in spells)
    assert SCRIPT.silent.until_s - SCRIPT.silent.from_s > 6 * TOWNSHIP.bin_period_s


def test_litter_lies_only_while_the_script_says_so():
    first = SCRIPT.piles[0]
    assert [SCRIPT.has_litter(first.device, moment) for moment in (0, 20, 80, 720 + 20)] == [
        False, True, False, True,
    ]  # fmt: skip


def test_a_covered_camera_says_nothing_about_litter_only_while_covered():
    view = SCRIPT.blind_views[0]
    assert SCRIPT.view_fault(view.spell.device, view.spell.from_s) is ViewFault.COVERED
    assert SCRIPT.view_fault(view.spell.device, view.spell.until_s) is ViewFault.NONE


def test_a_silent_bin_comes_back_and_a_mute_one_never_speaks():
    silent = SCRIPT.silent
    assert SCRIPT.is_silent(silent.device, silent.from_s)
    assert not SCRIPT.is_silent(silent.device, silent.until_s)
    assert SCRIPT.is_silent(SCRIPT.never, 0)


def test_a_tiny_township_plays_what_it_can():
    tiny = pretend_township(1, villages=1, bins=2, cameras=0, speakers=0)
    script = demo_script(tiny)
    assert isinstance(script, Script)
    assert set(habits(tiny, script)) == {device.id for device in tiny.of(DeviceClass.BIN)}
    assert not script.has_litter("", 20)


def test_an_uplink_is_what_chirpstack_publishes():
    device = a_lorawan_bin("Milesight EM400-MUD")
    topic, payload = chirpstack_up(device, a_reading(distance_mm=2116.0), 4, 1_776_498_425_404)
    body = json.loads(payload)
    assert topic.endswith(f"/device/{device.key}/event/up")
    assert (body["fCnt"], body["fPort"], body["deviceInfo"]["devEui"]) == (4, 85, device.key)
    assert body["time"] == "2026-04-18T07:47:05.404000+00:00"
    assert base64.b64decode(body["data"]).hex() == "01755c0367010104824408050001"


def test_the_first_frame_has_no_counter_as_in_proto3_json():
    _, payload = chirpstack_up(a_lorawan_bin("Milesight EM310-UDL"), a_reading(), 0, 0)
    assert "fCnt" not in json.loads(payload)
