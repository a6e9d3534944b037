"""What has one cause an operator reads once."""

from deploy.score.matters import matters
from deploy.score.raised import Raised
from deploy.score.spans import Stretch
from devices.sim.world.need import Rule
from tests.deploy.score.builders import a_device, a_run, at

HORNS = [f"horn-{n}" for n in range(5)]
RUN = a_run([a_device(name) for name in HORNS])


def lost(device: str, since: float, rule: Rule = Rule.DEVICE_SILENT) -> Raised:
    return Raised(rule, device, Stretch(at(since), at(since + 1)))


def test_a_village_that_is_lost_at_once_is_one_matter() -> None:
    together = [lost(name, 4 + n / 60) for n, name in enumerate(HORNS[:3])]
    assert matters(RUN, together) == 1
    assert matters(RUN, [*together, lost("horn-4", 7, Rule.GATEWAY_SILENT)]) == 2


def test_devices_that_are_lost_one_by_one_are_as_many_matters() -> None:
    assert matters(RUN, [lost(name, n) for n, name in enumerate(HORNS)]) == 5
    assert matters(RUN, [lost(name, 4) for name in HORNS[:2]]) == 2


def test_devices_that_nobody_knows_are_a_matter_each() -> None:
    assert matters(RUN, [lost(f"stranger-{n}", 4) for n in range(4)]) == 4


def test_a_bin_whose_ticket_is_open_over_midnight_is_told_once() -> None:
    waits = Raised(Rule.MISSED_COLLECTION, "bin-1", Stretch(at(5.9), at(6)))
    full = Raised(Rule.OVERFLOW, "bin-1", Stretch(at(4), at(12)), is_ticket=True)
    assert matters(RUN, [waits, full]) == 1
    assert matters(RUN, [waits, full._replace(device="bin-2")]) == 2
    assert matters(RUN, [waits, full._replace(stretch=Stretch(at(1), at(2)))]) == 2
