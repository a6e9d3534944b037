import threading
from collections.abc import Callable

import pytest

from hub.ports import StoreDown
from hub.ticker import Job, Ticker
from tests.builders import NOON
from tests.fakes import FakeClock
from tests.wait import until


def ticking(clock: FakeClock, *jobs: Job) -> tuple[threading.Thread, threading.Event]:
    stop = threading.Event()
    thread = threading.Thread(target=Ticker(clock, jobs).run, args=(stop,))
    thread.start()
    return thread, stop


def test_a_job_runs_when_it_is_due_and_only_then() -> None:
    clock, done = FakeClock(NOON), []
    thread, stop = ticking(clock, Job("count", 10, lambda: done.append(clock.monotonic_s())))
    until(lambda: done == [0.0])
    clock.move(9)
    clock.move(1)
    until(lambda: done == [0.0, 10.0])
    clock.move(35)
    until(lambda: done == [0.0, 10.0, 45.0])
    stop.set()
    thread.join()


@pytest.mark.parametrize("failure", [StoreDown("away"), PermissionError("a disk that answers no more")])
def test_a_job_whose_store_is_down_is_tried_again_and_holds_up_nobody(failure: OSError) -> None:
    clock, tries, others = FakeClock(NOON), [], []

    def fails_once() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise failure

    thread, stop = ticking(clock, Job("fails", 1, fails_once), Job("other", 1, lambda: others.append(1)))
    until(lambda: len(others) == 1)
    clock.move(1)
    until(lambda: (len(tries), len(others)) == (2, 2))
    stop.set()
    thread.join()


def test_a_job_that_missed_a_whole_turn_is_late_until_it_happened() -> None:
    clock, may_end, begun = FakeClock(NOON), threading.Event(), []

    def holds() -> None:
        begun.append(1)
        may_end.wait(5)

    ticker, stop = Ticker(clock, [Job("holds", 10, holds)]), threading.Event()
    thread = threading.Thread(target=ticker.run, args=(stop,))
    thread.start()
    until(lambda: begun == [1])
    clock.move(10)
    assert ticker.late_s() == 0
    clock.move(4)
    assert ticker.late_s() == 4
    may_end.set()
    until(lambda: ticker.late_s() == 0)
    stop.set()
    thread.join()


def test_a_ticker_that_has_not_begun_is_not_late() -> None:
    assert Ticker(FakeClock(NOON), [Job("count", 1, lambda: None)]).late_s() == 0


def test_a_ticker_sleeps_until_the_next_job_and_never_longer_than_a_second() -> None:
    clock, stop, slept_s = SteppingClock(NOON), threading.Event(), []

    def wait(_event: threading.Event, seconds: float) -> bool:
        slept_s.append(seconds)
        clock.move(seconds)
        if len(slept_s) == 4:
            stop.set()
        return stop.is_set()

    clock.on_wait = wait
    Ticker(clock, [Job("soon", 0.5, lambda: None), Job("late", 60, lambda: None)]).run(stop)
    assert slept_s == [0.5] * 4
    slept_s.clear()
    stop.clear()
    Ticker(clock, [Job("late", 60, lambda: None)]).run(stop)
    assert slept_s == [1.0] * 4


class SteppingClock(FakeClock):
    """A clock on which waiting is what the test says."""

    on_wait: Callable[[threading.Event, float], bool]

    def wait(self, event: threading.Event, seconds: float) -> bool:
        return self.on_wait(event, seconds)
