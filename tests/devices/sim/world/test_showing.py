"""A world that is shown by the machine's clock: a day in minutes, and over again."""

import csv
import io
from itertools import islice, pairwise, takewhile

import pytest

from devices.contract.bodies import ViewFault
from devices.sim.world.saying import Manner, Saying
from devices.sim.world.scenario import BadScenario
from devices.sim.world.showing import Showing
from tests.devices.sim.world.a_world import NATIVE, a_world, happening, hour_ms, said

# A day in 12 minutes: 120 times as fast.
SHOWN = f'day_takes = "12 min"\n{NATIVE}bin_every_s = 600\ngateway_every_s = 7200\n'
BEGAN_MS = 1_790_000_000_000
HALF_A_DAY_MS = 360_000


def shown(happens: str = "", size: str = SHOWN) -> Showing:
    return Showing(a_world(happens, size=size))


def told_before(showing: Showing, until_ms: int) -> list[Saying]:
    return list(takewhile(lambda saying: saying.at_ms < until_ms, showing.sayings(BEGAN_MS)))


def first_round(showing: Showing) -> list[Saying]:
    return told_before(showing, BEGAN_MS + HALF_A_DAY_MS)


def test_every_moment_comes_so_many_times_as_soon_and_by_the_clock_of_the_machine():
    world = a_world(size=SHOWN)
    moments_ms = [(saying.at_ms - world.span.began_ms) // 120 + BEGAN_MS for saying in said(world)]
    told = first_round(Showing(world))
    assert [saying.at_ms for saying in told] == moments_ms
    assert [saying.clock_ms for saying in told] == moments_ms


def test_bins_speak_so_much_more_often_and_the_registry_says_so():
    showing = shown()
    periods_s = {actor.id: actor.period_s for actor in showing.actors}
    assert (periods_s["bin-001"], periods_s["gw-001"]) == (5, 60)
    rows = {row["device_id"]: row for row in csv.DictReader(io.StringIO(showing.township.registry_csv()))}
    assert (rows["bin-001"]["period_s"], rows["gw-001"]["period_s"]) == ("5", "60")
    readings = [
        saying.at_ms
        for saying in first_round(showing)
        if saying.device == "bin-001" and saying.manner is Manner.READING
    ]
    assert {later - earlier for earlier, later in pairwise(readings)} == {5_000}


def test_cameras_are_looked_at_and_speakers_answer_as_often_as_ever():
    world = a_world(size=SHOWN)
    periods_s = {actor.id: actor.period_s for actor in Showing(world).actors}
    assert (periods_s["cam-001"], periods_s["horn-001"]) == (10, 60)


def test_what_was_kept_behind_a_dead_gateway_says_when_it_was_measured():
    dead = happening(what="gateway_dead", villages="all", at="02:00", lasts="2 h")
    late = [saying for saying in first_round(shown(dead)) if saying.measured_ms is not None]
    assert late
    for saying in late:
        assert BEGAN_MS + 60_000 <= saying.measured_ms == saying.clock_ms < BEGAN_MS + 120_000 < saying.at_ms


def test_a_world_that_is_over_begins_again_and_numbers_go_on():
    showing = shown()
    assert showing.lasts_ms == HALF_A_DAY_MS
    told = told_before(showing, BEGAN_MS + 2 * HALF_A_DAY_MS)
    rounds = [(saying.at_ms - BEGAN_MS) // HALF_A_DAY_MS for saying in told if saying.device == "bin-001"]
    assert rounds.count(0) == rounds.count(1) > 60
    assert all(earlier.at_ms <= later.at_ms for earlier, later in pairwise(told))
    numbers = [saying.number for saying in told if saying.device == "bin-001"]
    assert numbers == list(range(1, len(numbers) + 1))
    births = [saying for saying in told if saying.manner is Manner.BIRTH and saying.device == "gw-001"]
    assert len(births) == 2


def test_piles_and_faults_are_shown_as_condensed_while_people_walk_as_ever():
    happens = happening(what="dumping", who={"ids": ["cam-001"]}, at="01:00", grows="1 h", lasts="2 h")
    happens += happening(what="view", who={"ids": ["cam-002"]}, fault="black", at="03:00", lasts="1 h")
    world = a_world(happens, size=SHOWN)
    showing, began_ms = Showing(world), world.span.began_ms
    (pile,) = showing.views("cam-001").piles
    assert [pile.appear_ms, pile.grown_ms, pile.clear_ms] == [
        began_ms + after_s * 1000 for after_s in (30, 60, 90)
    ]
    (fault,) = showing.views("cam-002").faults
    assert fault.fault is ViewFault.BLACK
    assert (fault.spell.from_ms, fault.spell.until_ms) == (began_ms + 90_000, began_ms + 120_000)
    assert showing.view_ms(1_000) == began_ms + 1_000


def test_what_lies_there_for_good_is_never_cleared():
    (pile,) = shown(happening(what="dumping", who={"ids": ["cam-001"]}, at="01:00")).views("cam-001").piles
    assert pile.clear_ms is None


def test_cameras_see_it_all_again_in_every_round():
    world = a_world(size=SHOWN)
    showing = Showing(world)
    assert showing.view_ms(HALF_A_DAY_MS + 7) == showing.view_ms(7) == world.span.began_ms + 7


def test_without_a_wish_a_day_takes_a_day():
    world = a_world()
    assert [saying.at_ms for saying in islice(Showing(world).sayings(world.span.began_ms), 50)] == [
        saying.at_ms for saying in said(world)[:50]
    ]
    assert Showing(world).views("cam-001") == world.views("cam-001")
    assert Showing(world).lasts_ms == hour_ms(world, 12) - world.span.began_ms


@pytest.mark.parametrize(
    "happens",
    [
        happening(what="announcement", id="news", at="01:00", lasts="10 s"),
        happening(what="influx_away", at="01:00", lasts="10 s"),
        happening(what="no_power", who={"class": "speaker"}, at="01:00", lasts="1 h"),
    ],
)
def test_what_people_do_servers_suffer_or_befalls_speakers_cannot_be_shown(happens):
    with pytest.raises(BadScenario, match="Half a day: it cannot be shown; expected"):
        shown(happens)


def test_nothing_befalls_a_speaker_that_is_shown():
    assert shown().ears("horn-001") == ()
