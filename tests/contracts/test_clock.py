"""Every clock, the pretend one too: time goes on, waits end, and what is physical stays the machine's."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from devices.pace import PacedTime, PaceWriter
from hub.adapters.clock import PacedClock, SystemClock
from hub.domain.instants import millis
from tests.builders import NOON
from tests.fakes import FakeClock


@pytest.fixture(params=["fake", "system", "paced"])
def clock(request, tmp_path):
    match request.param:
        case "fake":
            yield FakeClock(NOON)
        case "system":
            yield SystemClock()
        case _:
            writer = PaceWriter(tmp_path / "pace", millis(NOON))
            writer.set_speed(50)
            pace = PacedTime(tmp_path / "pace")
            yield PacedClock(pace)
            pace.close()
            writer.close()


def test_now_is_aware_utc_and_never_goes_back(clock):
    first, second = clock.now(), clock.now()
    assert first.utcoffset() == timedelta(0)
    assert first <= second


def test_monotonic_seconds_never_go_back(clock):
    assert clock.monotonic_s() <= clock.monotonic_s()


def test_an_event_that_came_ends_a_wait(clock):
    event = threading.Event()
    event.set()
    assert clock.wait(event, 3600) is True


def test_a_wait_without_an_event_ends(clock):
    assert clock.wait(threading.Event(), 0.02) is False


def test_so_many_real_seconds_ago_is_before_now(clock):
    assert clock.ago(3) < clock.now()
    assert clock.ago(0) <= clock.now()


def test_the_machines_clock_is_its_own_machine(clock):
    assert clock.machine.machine is clock.machine
    assert clock.machine.pretend_speed is None


def test_only_a_simulations_clock_says_that_it_is_pretended(tmp_path):
    writer = PaceWriter(tmp_path / "pace", millis(NOON))
    pace = PacedTime(tmp_path / "pace")
    clock = PacedClock(pace)
    assert clock.pretend_speed == 0.0
    assert clock.now() == NOON
    assert abs(clock.machine.now() - datetime.now(UTC)) < timedelta(seconds=60)  # noqa: TID251  # the machine's own
    pace.close()
    writer.close()
