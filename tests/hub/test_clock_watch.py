"""A wall clock that jumps."""

from datetime import datetime, timedelta

import pytest

from hub.clock_watch import ClockWatch
from tests.builders import NOON, at
from tests.fakes import FakeClock


class JumpyClock(FakeClock):
    """A clock whose wall time can be set."""

    def jump(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


@pytest.mark.parametrize("seconds", [-86_400, -2, 2, 3600])
def test_a_jump_is_remembered_for_an_hour(seconds: float) -> None:
    clock = JumpyClock(NOON)
    watch = ClockWatch(clock)
    clock.move(1)
    clock.jump(seconds)
    watch.look()

    assert watch.jumped_at() == at(1 + seconds)
    clock.move(3600)
    watch.look()
    assert watch.jumped_at() is not None
    clock.move(1)
    assert watch.jumped_at() is None


def test_time_that_passes_and_a_clock_that_is_slewed_are_no_jump() -> None:
    clock = JumpyClock(NOON)
    watch = ClockWatch(clock)
    for _ in range(10):
        clock.move(60)
        clock.jump(0.5)
        watch.look()

    assert watch.jumped_at() is None


class HurriedClock(FakeClock):
    """A simulation's clock, on a thread that is kept waiting between reading the one time and the other."""

    def now(self) -> datetime:
        told = super().now()
        self.move(2.4)
        return told


def test_a_clock_that_goes_fast_does_not_jump_because_its_reader_was_kept_waiting() -> None:
    clock = HurriedClock(NOON)
    watch = ClockWatch(clock)
    for _ in range(3):
        clock.move(120)
        watch.look()

    assert watch.jumped_at() is None
