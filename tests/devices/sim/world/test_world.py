"""The world is the same for the same seed, and tells what it knows in order."""

from itertools import pairwise

import pytest

from devices.sim.world.fact import written
from devices.sim.world.scenario import read
from devices.sim.world.world import World

SMALL = """
zh = "半天"
en = "Half a day"
date = 2026-05-13
hours = 12
size = { villages = 3, bins = 12, cameras = 2, speakers = 4, sensors = 2, gateways = 2 }
"""


@pytest.fixture(scope="module")
def world() -> World:
    return World(read(SMALL, "small"), seed=7)


def test_the_same_seed_gives_the_same_truth(world):
    again = World(read(SMALL, "small"), seed=7)
    assert [written(told) for told in world.truth()] == [written(told) for told in again.truth()]


def test_another_seed_gives_another_truth(world):
    other = World(read(SMALL, "small"), seed=8)
    assert [written(told) for told in world.truth()] != [written(told) for told in other.truth()]


def test_sayings_come_in_order_of_time(world):
    times = [saying.at_ms for saying in world.sayings(world.span.began_ms, world.span.ends_ms)]
    assert times
    assert times == sorted(times)


def test_a_bin_speaks_once_each_period(world):
    bin_ = next(actor for actor in world.actors if actor.id == "bin-001")
    said = [saying.at_ms for saying in world.sayings(world.span.began_ms, world.span.ends_ms, {"bin-001"})]
    assert {later - earlier for earlier, later in pairwise(said)} == {bin_.period_s * 1000}
