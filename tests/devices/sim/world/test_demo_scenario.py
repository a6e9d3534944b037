"""What somebody who starts the demo gets to see in the first minutes, and again on every day of it."""

from functools import cache

import pytest

from devices.contract.bodies import DeviceClass
from devices.sim.world.fact import Fact, Json, Said
from devices.sim.world.saying import Manner, Saying
from devices.sim.world.scenario import load
from devices.sim.world.showing import Showing
from devices.sim.world.world import World

HOUR_MS = 3_600_000
FIRST = World(load("demo").model_copy(update={"lasts": 6 * HOUR_MS}), 1)
"""The first three minutes, as they are shown."""
DAY_S = 720


@cache
def whole_day() -> World:
    return World(load("demo").model_copy(update={"lasts": 24 * HOUR_MS}), 1)


@cache
def told(world: World = FIRST) -> tuple[Fact | Said, ...]:
    return tuple(world.truth())


def facts(what: str, world: World = FIRST, **details: Json) -> list[Fact]:
    return [
        fact
        for fact in told(world)
        if isinstance(fact, Fact) and fact.what == what and details.items() <= fact.details.items()
    ]


def sayings() -> list[Saying]:
    return [said.saying for said in told() if isinstance(said, Said)]


def shown_s(at_ms: Json) -> float:
    """Say how many seconds after its beginning a moment is shown."""
    assert isinstance(at_ms, int)
    return (at_ms - FIRST.span.began_ms) / 120_000


def spells_s(what: str, world: World = FIRST, **details: Json) -> list[tuple[str, float, float]]:
    """Give device, first and last shown second of what ends."""
    return [
        (fact.device, shown_s(fact.details["from_ms"]), shown_s(fact.details["until_ms"]))
        for fact in facts(what, world, **details)
        if fact.details["until_ms"] is not None
    ]


def test_the_township_fills_a_screen_and_its_bins_speak_every_five_seconds():
    showing = Showing(FIRST)
    classes = [device.device_class for device in showing.township.devices]
    assert {each: classes.count(each) for each in set(classes)} == {
        DeviceClass.BIN: 60,
        DeviceClass.CAMERA: 8,
        DeviceClass.SPEAKER: 12,
        DeviceClass.GATEWAY: 6,
    }
    assert {each.period_s for each in showing.actors if each.device.device_class is DeviceClass.BIN} == {5}


def test_some_bins_become_full_within_the_first_minute_and_few_are_before():
    full_s = [shown_s(fact.at_ms) for fact in facts("need", rule="overflow")]
    within = [at_s for at_s in full_s if at_s <= 60]
    assert 3 <= len(within) < 20
    assert sum(at_s <= 5 for at_s in within) < len(within) / 2


def test_some_full_bins_are_emptied_within_the_first_two_minutes():
    left_pct = [fact.details["left_pct"] for fact in facts("emptied") if shown_s(fact.at_ms) < 120]
    assert sum(left > 85 for left in left_pct) >= 3


@pytest.mark.slow
def test_all_bins_but_a_missed_one_are_emptied_once_a_day():
    emptied = [fact.device for fact in facts("emptied", whole_day())]
    # The one that nobody registered stands there, too.
    assert len(emptied) == len(set(emptied)) == 60


def test_a_pile_lies_before_a_camera_in_the_first_half_minute_and_is_cleared_within_two():
    first = facts("pile")[0]
    assert shown_s(first.at_ms) < 30
    assert 45 < shown_s(first.details["clear_ms"]) < 120


@pytest.mark.slow
def test_litter_comes_back_where_it_was_cleared_on_the_same_day():
    cameras = [fact.device for fact in facts("pile", whole_day())]
    assert len(cameras) > len(set(cameras))


def test_two_cameras_cannot_see_for_a_while_and_see_again_within_two_minutes():
    blind = spells_s("view")
    assert len({camera for camera, _, _ in blind}) == len(blind) == 2
    assert all(since_s < 60 and until_s <= 120 for _, since_s, until_s in blind)


def test_a_gateway_is_dead_and_back_within_three_minutes_and_what_its_bins_kept_is_said():
    ((gateway, since_s, until_s),) = [
        spell for spell in spells_s("silence", cause="dead") if spell[0].startswith("gw-")
    ]
    assert 60 < since_s < until_s - 60 < 120
    behind = [actor.id for actor in FIRST.actors if actor.gateway == gateway]
    assert len(behind) == 10
    kept = {saying.device for saying in sayings() if saying.measured_ms is not None}
    assert kept <= set(behind)
    assert len(kept) > 5


def test_a_bin_is_silent_for_long_enough_to_be_lost_and_comes_back_within_two_minutes():
    ((device, since_s, until_s),) = [
        spell for spell in spells_s("silence", cause="dead") if spell[0].startswith("bin-")
    ]
    assert since_s + 6 * 5 < until_s < 120
    heard_s = [shown_s(saying.at_ms) for saying in sayings() if saying.device == device]
    assert heard_s[0] < since_s
    assert not [at_s for at_s in heard_s if since_s <= at_s < until_s]
    assert heard_s[-1] > until_s


def test_a_bin_lies_on_its_side_and_is_set_up_again_within_two_minutes():
    ((_, since_s, until_s),) = spells_s("trouble", kind="tilted")
    assert since_s < until_s <= 120


def test_one_battery_is_weak_one_bin_never_speaks_and_one_cannot_be_understood():
    assert len(facts("trouble", kind="weak_battery")) == 1
    assert sum(saying.manner is Manner.GARBLED for saying in sayings()) >= 3
    (mute,) = facts("silence", cause="never")
    assert mute.device not in {saying.device for saying in sayings()}


def test_a_bin_that_nobody_registered_speaks_from_the_beginning():
    strangers = {actor.id for actor in FIRST.actors if not actor.is_registered}
    assert strangers == {"new-001"}
    assert strangers <= {saying.device for saying in sayings() if shown_s(saying.at_ms) < 10}


def test_every_part_is_played_by_another_device():
    parts = [fact.device for fact in facts("trouble")]
    parts += [fact.device for fact in facts("silence") if fact.details["cause"] != "gateway"]
    parts += [fact.device for what in ("view", "pile") for fact in facts(what)]
    assert len(parts) == len(set(parts)) == 10
