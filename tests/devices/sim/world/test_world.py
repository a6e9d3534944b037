"""The world is the same for the same seed, and what befalls whom shows in what is said."""

import os
import subprocess
import sys
from itertools import pairwise

import pytest

from devices.contract.quantities import Quality
from devices.sim.world.fact import Said, written
from devices.sim.world.saying import Manner, Speech
from devices.sim.world.scenario import read
from devices.sim.world.world import World
from tests.devices.sim.world.a_world import SIZE, a_world, facts, happening, hour_ms, said

HOUR_MS = 3_600_000


@pytest.fixture(scope="module")
def plain() -> World:
    return a_world(size=SIZE)


def lines(world: World) -> list[str]:
    return [written(told) for told in world.truth()]


def test_the_same_seed_gives_the_same_truth(plain):
    assert lines(plain) == lines(a_world(size=SIZE))


def test_another_seed_gives_another_truth(plain):
    assert lines(plain) != lines(a_world(size=SIZE, seed=8))


@pytest.mark.slow
def test_other_processes_write_the_same_bytes():
    code = (
        "import hashlib\n"
        "from devices.sim.world.fact import written\n"
        "from devices.sim.world.scenario import load\n"
        "from devices.sim.world.world import World\n"
        "told = World(load('festival'), 3).truth()\n"
        "print(hashlib.sha256('\\n'.join(map(written, told)).encode()).hexdigest())\n"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, check=True,
            capture_output=True, text=True,
        ).stdout
        for seed in ("0", "1", "77")
    }  # fmt: skip
    assert len(digests) == 1


def test_the_truth_is_ordered_by_time_and_then_by_device(plain):
    places = [(told.at_ms, told.device) for told in list(plain.truth())[1:]]
    devices = len(plain.actors)
    assert places[:devices] == sorted(places[:devices])
    assert places[devices:] == sorted(places[devices:])


def test_sayings_and_truth_tell_the_same(plain):
    spoken = [told.saying for told in plain.truth() if isinstance(told, Said)]
    assert said(plain) == spoken


def test_sayings_of_some_devices_are_those_of_all_without_the_others(plain):
    assert said(plain, "bin-001", "env-001") == [
        saying for saying in said(plain) if saying.device in {"bin-001", "env-001"}
    ]


def test_sayings_from_a_moment_on_are_the_rest_of_all(plain):
    noon = hour_ms(plain, 9)
    late = list(plain.sayings(noon, plain.span.ends_ms))
    assert late == [saying for saying in said(plain) if saying.at_ms >= noon]


def test_a_device_speaks_once_each_period(plain):
    for device in ("bin-001", "env-001"):
        at_ms = [saying.at_ms for saying in said(plain, device, manner=Manner.READING)]
        assert {later - earlier for earlier, later in pairwise(at_ms)} == {
            plain.actor(device).period_s * 1000
        }


def test_a_device_numbers_what_it_says(plain):
    numbers = [saying.number for saying in said(plain, "bin-002")]
    assert numbers == list(range(1, len(numbers) + 1))


def test_products_say_only_what_they_measure(plain):
    for saying in said(plain, manner=Manner.READING):
        known = plain.actor(saying.device).product.quantities
        assert set(saying.values) <= set(known)


def test_every_speech_of_bins_is_cast_by_its_share():
    world = a_world(size=SIZE.replace("bins = 6", "bins = 40"))
    speeches = [actor.speech for actor in world.actors if actor.id.startswith("bin")]
    counts = {speech: speeches.count(speech) for speech in set(speeches)}
    assert counts == {
        Speech.NATIVE: 22,
        Speech.CHIRPSTACK: 8,
        Speech.THINGS_STACK: 4,
        Speech.DINGTEK: 4,
        Speech.VENDOR_JSON: 2,
    }


def test_a_gateway_is_born_before_those_it_speaks_for(plain):
    births = {saying.device: saying.at_ms for saying in said(plain, manner=Manner.BIRTH)}
    for actor in plain.actors:
        if actor.gateway and actor.id in births:
            assert births[actor.gateway] < births[actor.id]


def test_a_silent_device_says_nothing_and_its_silence_is_in_the_truth():
    world = a_world(
        happening(what="silent", who={"ids": ["bin-003"]}, at="03:00", lasts="2 h"),
    )
    quiet = range(hour_ms(world, 3), hour_ms(world, 5))
    assert said(world, "bin-003")
    assert not [saying for saying in said(world, "bin-003") if saying.at_ms in quiet]
    (silence,) = facts(world, "silence")
    assert silence.device == "bin-003"
    assert silence.details == {"cause": "dead", "from_ms": quiet.start, "until_ms": quiet.stop}


def test_a_device_that_never_speaks_says_nothing():
    world = a_world(happening(what="never_speaks", who={"ids": ["bin-003"]}))
    assert said(world, "bin-003") == []


def test_what_a_native_bin_measures_while_its_gateway_is_dead_comes_later_and_in_order():
    world = a_world(happening(what="gateway_dead", villages=1, at="03:00", lasts="2 h"))
    device = next(actor.id for actor in world.actors if actor.gateway == "gw-001")
    back_ms = hour_ms(world, 5)
    kept = [saying for saying in said(world, device) if saying.measured_ms is not None]
    assert len(kept) == 8  # every 15 minutes
    assert all(hour_ms(world, 3) <= saying.measured_ms < back_ms for saying in kept)
    assert [saying.number for saying in kept] == sorted(saying.number for saying in kept)
    assert all(back_ms < saying.at_ms < back_ms + 60_000 for saying in kept)
    assert not [saying for saying in said(world, device) if hour_ms(world, 3) <= saying.at_ms < back_ms]


def test_what_a_lorawan_bin_measures_while_its_gateway_is_dead_is_a_gap_in_its_numbers():
    size = SIZE + "bin_speech = { chirpstack = 1 }\n"
    world = a_world(happening(what="gateway_dead", villages=1, at="03:00", lasts="2 h"), size=size)
    device = next(
        actor.id for actor in world.actors if actor.gateway == "gw-001" and actor.id.startswith("bin")
    )
    numbers = [saying.number for saying in said(world, device)]
    assert [later - earlier for earlier, later in pairwise(numbers) if later - earlier > 1] == [7]
    assert all(saying.measured_ms is None for saying in said(world, device))


def test_a_power_cut_takes_the_words_of_all_on_mains_and_wakes_them_again():
    world = a_world(happening(what="power_cut", villages=1, at="03:00", lasts="2 h"))
    cut = [saying.manner for saying in said(world, "gw-001") if saying.manner is not Manner.SIGN]
    assert cut == [Manner.BIRTH, Manner.WILL, Manner.BIRTH]
    signs = [saying.at_ms for saying in said(world, "gw-001", manner=Manner.SIGN)]
    assert not [at_ms for at_ms in signs if hour_ms(world, 3) <= at_ms < hour_ms(world, 5)]
    assert [ear.cause.value for ear in world.ears("horn-001")] == ["power"]
    assert [fault.fault.value for fault in world.views("cam-001").faults] == ["lost"]


def test_cuts_that_overlap_are_one():
    world = a_world(
        happening(what="power_cut", villages=1, at="03:00", lasts="2 h")
        + happening(what="gateway_dead", villages=1, at="04:00", lasts="3 h")
    )
    cut = [saying for saying in said(world, "gw-001") if saying.manner is not Manner.SIGN]
    assert [saying.manner for saying in cut] == [Manner.BIRTH, Manner.WILL, Manner.BIRTH]
    assert cut[-1].at_ms == hour_ms(world, 7)


def test_a_fallen_bin_says_so_at_once_and_when_it_stands_again():
    world = a_world(happening(what="tilted", who={"ids": ["bin-003"]}, at="03:07", lasts="1 h"))
    events = said(world, "bin-003", manner=Manner.EVENT)
    assert [(saying.at_ms, saying.values["tilted"]) for saying in events] == [
        (hour_ms(world, 3) + 7 * 60_000, True),
        (hour_ms(world, 4) + 7 * 60_000, False),
    ]


def test_a_fire_is_said_at_once_and_hot():
    world = a_world(happening(what="fire", who={"ids": ["bin-003"]}, at="03:00", lasts="1 h"))
    begins, ends = said(world, "bin-003", manner=Manner.EVENT)
    assert (begins.values["alarm_fire"], ends.values["alarm_fire"]) == (True, False)
    assert begins.values["temperature_c"] > 45


def test_parts_are_cast_among_devices_that_can_play_them():
    world = a_world(
        happening(what="fire", who={"class": "bin", "count": 3}, at="03:00", lasts="1 h"), size=SIZE
    )
    burning = [fact.device for fact in facts(world, "trouble")]
    assert len(burning) == 3
    assert all("alarm_fire" in world.actor(device).product.quantities for device in burning)


def test_a_weak_battery_is_said():
    world = a_world(happening(what="weak_battery", who={"ids": ["bin-003"]}, at="03:00"))
    charges = {saying.values["battery_pct"] for saying in said(world, "bin-003") if saying.values}
    assert min(charges) == 7
    assert max(charges) > 60


def test_a_sensor_without_echo_leaves_the_distance_out():
    world = a_world(happening(what="no_echo", who={"ids": ["bin-003"]}, share=1.0, at="03:00"))
    mute = [saying for saying in said(world, "bin-003") if saying.at_ms >= hour_ms(world, 3)]
    assert mute
    assert all("distance_mm" not in saying.values for saying in mute)
    assert {saying.quality["distance_mm"] for saying in mute} == {Quality.BAD}


def test_a_wild_sensor_measures_something_else():
    world = a_world(happening(what="wild", who={"ids": ["bin-003"]}, share=1.0, at="00:00"))
    distances = [saying.values["distance_mm"] for saying in said(world, "bin-003") if saying.values]
    assert len({round(distance, -2) for distance in distances}) > 15


def test_garbled_bytes_come_besides_good_readings():
    world = a_world(happening(what="garbled", who={"ids": ["bin-003"]}, share=0.5, at="00:00"))
    readings = said(world, "bin-003", manner=Manner.READING)
    garbled = said(world, "bin-003", manner=Manner.GARBLED)
    assert len(readings) > 40
    assert 0.25 < len(garbled) / len(readings) < 0.75


def test_doubled_uplinks_are_marked():
    world = a_world(happening(what="duplicates", who={"ids": ["bin-003"]}, share=0.5, at="00:00"))
    copies = [saying.copies for saying in said(world, "bin-003")]
    assert set(copies) == {1, 2}


def test_late_uplinks_say_when_they_were_measured():
    world = a_world(happening(what="late", who={"ids": ["bin-003"]}, share=1.0, by="40 min", at="00:00"))
    readings = said(world, "bin-003", manner=Manner.READING)
    delays = [saying.at_ms - saying.measured_ms for saying in readings if saying.measured_ms]
    assert len(delays) == len(readings)
    assert 0 < min(delays) < max(delays) <= 40 * 60_000


def test_a_wrong_clock_stands_beside_the_true_time():
    world = a_world(happening(what="clock_drift", who={"ids": ["bin-003"]}, by="-90 s", at="00:00"))
    assert {saying.clock_ms - saying.at_ms for saying in said(world, "bin-003")} == {-90_000}


def test_a_device_that_starts_anew_is_born_again():
    world = a_world(happening(what="reboot", who={"ids": ["bin-003"]}, at="03:00"))
    births = [saying.at_ms for saying in said(world, "bin-003", manner=Manner.BIRTH)]
    assert births[1:] == [hour_ms(world, 3)]


def test_a_newcomer_is_in_no_registry_and_speaks_from_its_day_on():
    world = a_world(happening(what="newcomer", at="03:00", count=2))
    newcomers = [actor.id for actor in world.actors if not actor.is_registered]
    assert newcomers == ["new-001", "new-002"]
    assert "new-001" not in world.township.registry_csv()
    assert hour_ms(world, 3) < said(world, "new-001")[0].at_ms < hour_ms(world, 3.1)


def test_the_collection_goes_from_bin_to_bin_and_misses_some():
    world = a_world(
        happening(
            what="collection", at="06:00", takes="2 h", villages=[1, 2], misses={"class": "bin", "count": 6}
        )
        + happening(what="collection", at="09:00", takes="1 h", villages=[3])
    )
    emptied = facts(world, "emptied")
    village = world.township.villages[2].name.id
    assert {world.actor(fact.device).village for fact in emptied} == {village}
    assert len(emptied) == 2
    assert all(hour_ms(world, 9) <= fact.at_ms < hour_ms(world, 10) for fact in emptied)


def test_the_fill_is_told_before_and_after_an_emptying():
    world = a_world(happening(what="collection", at="09:00", takes="1 h"))
    (emptied,) = facts(world, "emptied", "bin-001")
    fills = {fact.at_ms: fact.details["fill_pct"] for fact in facts(world, "fill", "bin-001")}
    assert fills[emptied.at_ms - 1] == emptied.details["left_pct"]
    assert fills[emptied.at_ms] < 15


def test_bins_fill_faster_where_a_market_is_held():
    market = happening(what="market", villages=1, at="01:00", lasts="10 h", factor=6)
    quiet, crowded = (
        a_world(happening(what="collection", at="00:05", takes="1 min")),
        a_world(happening(what="collection", at="00:05", takes="1 min") + market),
    )

    def at_the_end(world: World, device: str) -> float:
        return facts(world, "fill", device)[-1].details["fill_pct"]

    assert at_the_end(crowded, "bin-001") > 2 * at_the_end(quiet, "bin-001")
    assert at_the_end(crowded, "bin-002") == at_the_end(quiet, "bin-002")


def test_a_day_is_cleared_when_every_bin_of_the_point_was_emptied():
    world = a_world(happening(what="collection", at="09:00", takes="1 h", villages=[1, 2]), lasts="24 h")
    days = {fact.details["point"]: fact.details for fact in facts(world, "day")}
    cleared = {fact.device for fact in facts(world, "emptied")}
    for actor in world.actors:
        if actor.id.startswith("bin"):
            point = actor.device.point
            day = days[f"{point.grid.id}:{point.hamlet}/{point.name.zh}"]
            assert day["day"] == "2026-05-13"
            assert day["was_cleared"] == (actor.id in cleared)


def test_views_tell_of_piles_faults_rain_and_crowds():
    world = a_world(
        happening(what="dumping", who={"ids": ["cam-001"]}, at="02:00", lasts="4 h", grows="20 min")
        + happening(what="view", who={"ids": ["cam-001"]}, fault="moved", at="03:00", lasts="1 h")
        + happening(what="rain", at="05:00", lasts="1 h")
        + happening(what="festival", villages=1, at="06:00", lasts="1 h", people=9)
    )
    script = world.views("cam-001")
    (pile,) = script.piles
    assert (pile.appear_ms, pile.grown_ms, pile.clear_ms) == (
        hour_ms(world, 2),
        hour_ms(world, 2) + 20 * 60_000,
        hour_ms(world, 6),
    )
    assert [rain.spell.from_ms for rain in script.rains] == [hour_ms(world, 5)]
    assert max(passing.people for passing in script.passing) == 9
    (line,) = facts(world, "pile")
    assert line.details["visible"] == [
        [hour_ms(world, 2), hour_ms(world, 3)],
        [hour_ms(world, 4), hour_ms(world, 6)],
    ]


def test_faults_of_a_view_do_not_overlap():
    world = a_world(
        happening(what="view", who={"ids": ["cam-001"]}, fault="covered", at="02:00", lasts="2 h")
        + happening(what="view", who={"ids": ["cam-001"]}, fault="black", at="03:00", lasts="2 h")
    )
    faults = world.views("cam-001").faults
    assert [(fault.fault.value, fault.spell.from_ms) for fault in faults] == [
        ("covered", hour_ms(world, 2)),
        ("black", hour_ms(world, 4)),
    ]


def test_deeds_come_in_order_of_time():
    world = a_world(
        happening(what="cancel", at="09:00", announcement="music")
        + happening(what="announcement", at="08:00", id="music", lasts="10 min", villages=[2])
        + happening(what="influx_away", at="07:00", lasts="1 h")
    )
    assert [deed.kind.value for deed in world.deeds()] == ["influx_away", "announcement", "cancel"]
    away, music, _ = world.deeds()
    assert away.details["until_ms"] == away.at_ms + HOUR_MS
    assert music.details["targets"] == (world.township.villages[1].name.id,)
    assert [fact.details["kind"] for fact in facts(world, "deed")] == [
        "influx_away",
        "announcement",
        "cancel",
    ]


def test_nothing_is_told_from_beyond_the_end():
    world = a_world(
        happening(what="tilted", who={"class": "bin"}, at="09:00", within="6 h", lasts="1 h")
        + happening(what="late", who={"class": "bin"}, share=1.0, by="3 h", at="00:00")
    )
    assert facts(world, "trouble")
    assert all(world.span.holds(told.at_ms) for told in world.truth())


def test_a_newcomer_that_lay_on_its_side_before_it_came_says_so_only_then():
    for seed in range(1, 30):
        world = World(
            read(
                'zh = "一"\nen = "One"\ndate = 2026-05-13\nbin_trouble = 4.0\n'
                "[size]\nvillages = 1\nbins = 1\ncameras = 0\nspeakers = 0\nsensors = 0\ngateways = 1\n"
                "bin_speech = { native = 1 }\n" + happening(what="newcomer", at="12:00"),
                "test",
            ),
            seed,
        )
        assert said(world, "new-001")[0].at_ms > hour_ms(world, 12)
