"""What a good command centre would be told follows from the truth by stated rules."""

from dataclasses import replace
from itertools import pairwise

import pytest

from devices.sim.world.bin_life import Life
from devices.sim.world.need import Rule, bin_needs
from devices.sim.world.part import Part, Trouble, TroubleKind
from devices.sim.world.span import Span
from devices.sim.world.spell import Spell
from tests.devices.sim.world.a_world import SIZE, a_world, facts, happening, hour_ms, needs

MINUTE_MS = 60_000
BIN = {"ids": ["bin-003"]}


def spells(facts) -> list[tuple[int, int | None]]:
    return [(fact.details["from_ms"], fact.details["until_ms"]) for fact in facts]


def test_a_silence_is_told_once_it_lasted_six_periods_and_five_seconds():
    world = a_world(happening(what="silent", who=BIN, at="02:00", lasts="4 h"))
    patience_ms = 6 * 15 * MINUTE_MS + 5000
    assert spells(needs(world, "device_silent")) == [(hour_ms(world, 2) + patience_ms, hour_ms(world, 6))]


def test_a_shorter_silence_is_not_told():
    world = a_world(happening(what="silent", who=BIN, at="02:00", lasts="90 min"))
    assert needs(world, "device_silent") == []


def test_a_device_that_never_speaks_is_told():
    world = a_world(happening(what="never_speaks", who=BIN))
    (need,) = needs(world, "device_silent")
    assert (need.device, need.details["until_ms"], need.details["why"]) == ("bin-003", None, "never")


def test_a_dead_gateway_is_one_matter_and_those_behind_it_are_none():
    world = a_world(happening(what="gateway_dead", villages=1, at="02:00", lasts="6 h"))
    assert [need.device for need in needs(world, "gateway_silent")] == ["gw-001"]
    assert needs(world, "device_silent") == []


def test_a_newcomer_that_is_not_there_yet_is_not_told():
    assert needs(a_world(happening(what="newcomer", at="09:00")), "device_silent") == []


@pytest.mark.parametrize(
    ("what", "rule"), [("fire", "fire"), ("tilted", "tilt"), ("weak_battery", "battery")]
)
def test_what_a_bin_says_of_itself_is_told_from_its_first_moment(what, rule):
    world = a_world(happening(what=what, who=BIN, at="03:00", lasts="1 h"))
    assert spells(needs(world, rule)) == [(hour_ms(world, 3), hour_ms(world, 4))]


def test_what_a_silent_bin_cannot_say_is_told_when_it_is_heard_again():
    world = a_world(
        happening(what="tilted", who=BIN, at="03:00", lasts="4 h")
        + happening(what="silent", who=BIN, at="02:00", lasts="3 h")
    )
    assert spells(needs(world, "tilt")) == [(hour_ms(world, 5), hour_ms(world, 7))]


def test_what_a_silent_bin_never_says_is_not_told():
    world = a_world(
        happening(what="fire", who=BIN, at="03:00", lasts="30 min")
        + happening(what="silent", who=BIN, at="02:00", lasts="3 h")
    )
    assert needs(world, "fire") == []


@pytest.mark.parametrize("what", ["wild", "no_echo"])
def test_a_sensor_of_no_use_is_told_after_six_periods(what):
    world = a_world(happening(what=what, who=BIN, share=0.9, at="02:00", lasts="5 h"))
    assert spells(needs(world, "bin_odd")) == [(hour_ms(world, 3.5), hour_ms(world, 7))]


def test_a_bin_on_its_side_that_cannot_say_so_has_a_sensor_of_no_use():
    actor = next(actor for actor in a_world("").actors if actor.id == "bin-003")
    mute = replace(actor, product=replace(actor.product, quantities=("distance_mm",)))
    fallen = Life((), (), (Trouble(TroubleKind.TILTED, Spell(0, 300 * MINUTE_MS)),))
    (need,) = bin_needs(mute, Part(), fallen, Span(0, 1440 * MINUTE_MS, "Asia/Shanghai"))
    assert (need.rule, need.spell) == (Rule.BIN_ODD, Spell(90 * MINUTE_MS, 300 * MINUTE_MS))


def test_a_sensor_that_is_wrong_now_and_then_is_not_told():
    assert needs(a_world(happening(what="wild", who=BIN, share=0.1, at="02:00")), "bin_odd") == []


def test_a_bin_is_told_while_it_is_truly_full():
    world = a_world(happening(what="market", villages=[1, 2, 3], at="00:00", lasts="12 h", factor=3))
    told = needs(world, "overflow")
    assert told
    for need in told:
        fills = facts(world, "fill", need.device)
        at_first = next(fact for fact in fills if fact.at_ms >= need.at_ms)
        assert at_first.details["fill_pct"] >= 85


def test_a_full_bin_that_nobody_can_measure_is_not_told():
    full = happening(what="market", villages=[1, 2, 3], at="00:00", lasts="12 h", factor=3)
    lame = happening(what="no_echo", who={"class": "bin"}, share=0.9, at="00:00")
    assert needs(a_world(full), "overflow")
    assert needs(a_world(full + lame), "overflow") == []


def test_a_bin_that_is_full_at_midnight_was_missed():
    world = a_world(
        happening(what="market", villages=[1, 2, 3], at="00:00", lasts="23 h", factor=4)
        + happening(what="collection", day=2, at="03:00", takes="30 min"),
        lasts="30 h",
    )
    midnight = hour_ms(world, 0, day=2)
    told = needs(world, "missed_collection")
    assert {need.details["from_ms"] for need in told} == {midnight}
    emptied = {fact.device: fact.at_ms for fact in facts(world, "emptied")}
    assert {need.device: need.details["until_ms"] for need in told} == {
        need.device: emptied[need.device] for need in told
    }


def test_litter_is_told_when_it_could_be_seen_for_the_dwell():
    world = a_world(
        happening(what="dumping", who={"ids": ["cam-001"]}, at="03:00", lasts="2 h")
        + happening(what="view", who={"ids": ["cam-001"]}, fault="covered", at="03:02", lasts="20 min")
    )
    # Two minutes before the view was covered, one after it.
    assert spells(needs(world, "litter")) == [(hour_ms(world, 3) + 23 * MINUTE_MS, hour_ms(world, 5))]


def test_litter_that_is_gone_again_at_once_is_not_told():
    world = a_world(happening(what="dumping", who={"ids": ["cam-001"]}, at="03:00", lasts="2 min"))
    assert needs(world, "litter") == []


def test_litter_that_has_always_lain_there_is_not_told():
    pile = {"ids": ["cam-001"]}
    world = a_world(happening(what="dumping", who=pile, at="00:00", is_initial=True))
    assert [fact.details["is_initial"] for fact in facts(world, "pile")] == [True]
    assert needs(world, "litter") == []


def test_a_view_that_cannot_be_judged_is_told_after_five_minutes():
    world = a_world(
        happening(what="view", who={"ids": ["cam-001"]}, fault="frozen", at="03:00", lasts="1 h")
        + happening(what="view", who={"ids": ["cam-002"]}, fault="black", at="03:00", lasts="4 min")
    )
    assert [need.device for need in needs(world, "camera_fault")] == ["cam-001"]
    assert spells(needs(world, "camera_fault")) == [(hour_ms(world, 3) + 5 * MINUTE_MS, hour_ms(world, 4))]


def test_one_matter_is_needed_once():
    world = a_world(
        happening(what="tilted", who={"class": "bin", "count": 4}, at="01:00", within="6 h", lasts="2 h"),
        size=SIZE,
    )
    places = sorted((need.details["rule"], need.device, need.at_ms) for need in facts(world, "need"))
    assert all(earlier != later for earlier, later in pairwise(places))


def test_a_bin_that_falls_silent_as_soon_as_it_is_full_is_told_when_it_is_heard_again():
    full = happening(what="market", villages=[1, 2, 3], at="00:00", lasts="12 h", factor=3)
    told = needs(a_world(full), "overflow")[0]
    since_h = (told.at_ms - hour_ms(a_world(full), 0)) / 3_600_000
    minute = int(since_h * 60) + 10
    silent = happening(
        what="silent", who={"ids": [told.device]}, at=f"{minute // 60:02d}:{minute % 60:02d}", lasts="1 h"
    )
    (later,) = [need for need in needs(a_world(full + silent), "overflow") if need.device == told.device]
    assert later.at_ms == hour_ms(a_world(full), 0) + (minute + 60) * 60_000
