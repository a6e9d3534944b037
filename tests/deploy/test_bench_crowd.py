"""The crowd of the benchmark presents itself, then speaks in turn at the rate that was asked for."""

from collections import Counter
from itertools import pairwise

from deploy.bench.crowd import Crowd, lonely_bins, said
from devices.sim.world.saying import Manner

AT_MS = 1_780_000_000_000


def test_each_presents_itself_before_the_first_speaks_and_all_speak_in_turn() -> None:
    bins = lonely_bins(4)
    told = list(said(Crowd(4, rate_per_s=2.0, seconds=6), bins, AT_MS))
    assert all(before.at_ms <= after.at_ms for before, after in pairwise(told))
    assert [each.manner for each in told] == [Manner.BIRTH] * 4 + [Manner.READING] * 12
    assert {(each.device, each.number) for each in told} == {
        (actor.id, number) for actor in bins for number in range(1, 5)
    }
    readings = told[4:]
    assert readings[-1].at_ms - readings[0].at_ms == 5_500
    assert set(Counter(each.device for each in readings).values()) == {3}


def test_each_has_a_connection_of_its_own() -> None:
    assert [(actor.id, actor.gateway) for actor in lonely_bins(2)] == [("bin-00000", ""), ("bin-00001", "")]
