"""When and in which order devices are told what is safe."""

import pytest

from devices.contract.bodies import Upto
from hub.confirmations import Confirmations
from tests.builders import NOON, SITE
from tests.fakes import FakeBus, FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture
def confirmations(clock: FakeClock) -> Confirmations:
    return Confirmations(SITE, clock)


def said(bus: FakeBus) -> list[tuple[str, int, int]]:
    return [
        (message.address.target, message.body.boot, message.body.seq)
        for message in bus.sent
        if isinstance(message.body, Upto)
    ]


def test_the_newest_word_counts_and_is_said_once(confirmations: Confirmations, clock: FakeClock) -> None:
    bus = FakeBus()
    confirmations.note({("bin-1", 1): 7})
    confirmations.note({("bin-1", 1): 9, ("bin-1", 2): 1})
    confirmations.say(bus)
    clock.move(1)
    confirmations.say(bus)

    assert said(bus) == [("bin-1", 1, 9), ("bin-1", 2, 1)]


def test_nothing_is_said_while_nothing_is_safe(confirmations: Confirmations) -> None:
    bus = FakeBus()
    confirmations.note({("bin-1", 1): 0})
    confirmations.say(bus)

    assert said(bus) == []


def test_words_are_gathered_for_a_second(confirmations: Confirmations, clock: FakeClock) -> None:
    bus = FakeBus()
    confirmations.say(bus)
    clock.move(0.9)
    confirmations.note({("bin-1", 1): 1})
    confirmations.say(bus)
    assert said(bus) == []
    clock.move(0.2)
    confirmations.say(bus)

    assert said(bus) == [("bin-1", 1, 1)]


def test_of_very_many_those_that_wait_longest_come_first(
    confirmations: Confirmations, clock: FakeClock
) -> None:
    bus = FakeBus()
    confirmations.note({(f"bin-{number}", 1): 1 for number in range(700)})
    confirmations.note({("bin-0", 1): 2})
    confirmations.say(bus)
    assert len(said(bus)) == 500
    confirmations.note({("bin-0", 1): 3})
    clock.move(1)
    confirmations.say(bus)

    assert said(bus)[0] == ("bin-0", 1, 2)
    assert said(bus)[500:] == [(f"bin-{number}", 1, 1) for number in range(500, 700)] + [("bin-0", 1, 3)]


def test_while_the_broker_is_away_the_words_wait(confirmations: Confirmations, clock: FakeClock) -> None:
    bus = FakeBus()
    bus.is_down = True
    confirmations.note({("bin-1", 1): 1})
    confirmations.say(bus)
    bus.is_down = False
    clock.move(1)
    confirmations.say(bus)

    assert said(bus) == [("bin-1", 1, 1)]
