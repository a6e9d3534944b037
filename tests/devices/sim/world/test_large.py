"""A county is told like a hamlet: built in seconds, and nothing of what is said is kept."""

import tracemalloc
from collections import deque
from itertools import islice

import pytest

from devices.sim.world.scenario import Size, read
from devices.sim.world.world import World
from tests.devices.sim.world.a_world import NATIVE, a_world, happening

COUNTY = """
zh = "县"
en = "A county"
date = 2026-05-13
lasts = "1 h"
[size]
townships = 28
villages = 368
gateways = 368
bins = 43632
cameras = 2000
speakers = 3000
sensors = 1000
"""


@pytest.mark.slow
def test_a_county_of_fifty_thousand_devices_is_cast_and_speaks():
    world = World(read(COUNTY, "county"), 1)
    assert len({actor.id for actor in world.actors}) == 50_000
    assert len({actor.device.name for actor in world.actors}) == 50_000
    assert len({village.name.zh.split("镇")[0].split("乡")[0] for village in world.township.villages}) == 28
    said = list(islice(world.sayings(world.span.began_ms, world.span.ends_ms), 1000))
    assert len({saying.device for saying in said}) == 1000


def test_villages_of_several_townships_bear_their_names():
    world = a_world(size=NATIVE.replace("villages = 3", "villages = 12\ntownships = 3"))
    names = [village.name.zh for village in world.township.villages]
    assert len({name[:3] for name in names}) == 3
    assert world.township.name.zh == "溪源县"


@pytest.mark.slow
def test_a_longer_day_takes_no_more_memory():
    def peak_bytes(lasts: str, *, keeping: int | None) -> int:
        world = a_world(happening(what="collection", day="every", at="06:00"), lasts=lasts)
        tracemalloc.start()
        deque(world.sayings(world.span.began_ms, world.span.ends_ms), maxlen=keeping)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    # Garbage that waits for its collection is some ten kilobytes; a whole day that is kept, two million.
    said_more = peak_bytes("48 h", keeping=0) - peak_bytes("12 h", keeping=0)
    kept_more = peak_bytes("48 h", keeping=None) - peak_bytes("12 h", keeping=None)
    assert said_more < 0.05 * kept_more


def test_a_size_that_is_too_large_is_refused():
    with pytest.raises(ValueError, match="less than or equal to 368"):
        Size(villages=369)
