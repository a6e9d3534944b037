"""What a run cost."""

import os

import pytest

from deploy.simulate.installation import Played
from deploy.simulate.tally import Tally
from devices.sim.world.scenario import read
from devices.sim.world.world import World
from tests.deploy.simulate.scenarios import SMALL


@pytest.fixture
def tally():
    return Tally(Played("small", 1, World(read(SMALL, "small"), 1)), lambda: {"hub": os.getpid()})


def test_a_run_that_ended_before_it_began_has_no_speed(tally):
    summary = tally.summary(0, 0, is_complete=False)
    assert (summary["speed"], summary["wall_s"], summary["is_complete"]) == (None, 0.0, False)


def test_the_speed_is_simulated_by_real_seconds_until_the_end(tally, monkeypatch):
    now_s = [100.0]
    monkeypatch.setattr("deploy.simulate.tally.monotonic", lambda: now_s[0])
    began_ms = tally.summary(0, 0, is_complete=False)["began_ms"]
    tally.begins()
    tally.look()
    now_s[0] += 30
    tally.ends(began_ms + 3_600_000)
    now_s[0] += 500
    summary = tally.summary(began_ms + 9_999_999, 12, is_complete=True)
    assert (summary["speed"], summary["wall_s"], summary["messages"]) == (120.0, 30.0, 12)
    assert summary["memory_mib"]["hub"] > 1
    assert summary["cpu_s"]["hub"] > 0
