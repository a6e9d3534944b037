import pytest

from devices.contract.bodies import ViewFault
from devices.sim.ground import PileKind
from devices.sim.viewing import FaultSpell, PileSpell, RainSpell, ViewScript

BOX = (300, 300, 380, 340)


def a_pile(*, grown_ms=1000, clear_ms=9000):
    return PileSpell("p-1", PileKind.HEAP, BOX, 2.0, 1000, grown_ms, clear_ms)


def a_script(*faults, **more):
    return ViewScript("cam-1", 7, faults=faults, **more)


@pytest.mark.parametrize(("at_ms", "share"), [(999, 0.0), (1000, 1.0), (8999, 1.0), (9000, 0.0)])
def test_a_pile_lies_there_from_its_appearing_until_it_is_cleared(at_ms, share):
    assert a_pile().share_at(at_ms) == share


def test_a_pile_nobody_clears_stays():
    assert a_pile(clear_ms=None).share_at(10**12) == 1.0


def test_a_pile_grows_in_steps_from_half_its_width_to_all_of_it():
    shares = [a_pile(grown_ms=4000).share_at(at_ms) for at_ms in range(1000, 4001, 250)]
    assert shares == sorted(shares)
    assert [round(share, 2) for share in sorted(set(shares))] == [0.55, 0.7, 0.85, 1.0]


def test_hours_are_those_of_the_village():
    assert ViewScript("c", 1).hour_at(0) == 8.0
    assert ViewScript("c", 1, utc_offset_ms=0).hour_at(90 * 60_000) == 1.5


def test_a_fault_lasts_from_its_beginning_until_its_end():
    script = a_script(FaultSpell(ViewFault.BLACK, 10, 20))
    faults = [script.fault_at(at_ms) for at_ms in (9, 10, 19, 20)]
    assert [fault and fault.fault for fault in faults] == [None, ViewFault.BLACK, ViewFault.BLACK, None]


def test_the_stronger_of_two_rains_counts():
    script = a_script(rain=(RainSpell(0, 10, 0.3), RainSpell(5, 10, 0.8)))
    assert [script.rain_at(at_ms) for at_ms in (4, 5, 10)] == [0.3, 0.8, 0.0]


def test_a_pile_could_be_seen_but_while_the_view_was_unusable():
    script = a_script(FaultSpell(ViewFault.COVERED, 2000, 3000), FaultSpell(ViewFault.LOST, 2500, 4000))
    assert script.visible(a_pile(), 20_000) == ((1000, 2000), (4000, 9000))


def test_a_pile_that_stays_could_be_seen_until_the_end_of_the_run():
    assert a_script().visible(a_pile(clear_ms=None), 20_000) == ((1000, 20_000),)


def test_a_change_of_the_fault_does_not_split_what_could_be_seen():
    script = a_script(FaultSpell(ViewFault.BLACK, 3000, 3000))
    assert script.visible(a_pile(), 20_000) == ((1000, 9000),)
