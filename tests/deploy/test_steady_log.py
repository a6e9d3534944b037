import io
import logging

import pytest

from deploy.steady_log import SteadyHandler


class Clock:
    now_s = 100.0


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr("deploy.steady_log.monotonic", lambda: Clock.now_s)
    return Clock


@pytest.fixture
def log():
    """A logger of its own, and what it wrote."""
    stream = io.StringIO()
    logger, handler = logging.getLogger("tests.flood"), SteadyHandler(stream)
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, stream
    logger.removeHandler(handler)


def flood(logger, lines):
    for number in range(lines):
        logger.error("packet %d is bad", number)


def written(stream):
    return [line.split(": ", 1)[1] for line in stream.getvalue().splitlines()]


def test_a_flood_of_one_kind_becomes_ten_lines_and_one_that_counts_the_rest(clock, log):
    logger, stream = log
    flood(logger, 1_000)
    assert written(stream) == [f"packet {number} is bad" for number in range(10)]
    clock.now_s += 1
    logger.error("another")
    assert written(stream)[10:] == ["packet 999 is bad (repeated 990 times)", "another"]


def test_other_lines_are_written_meanwhile_and_the_next_second_begins_anew(clock, log):
    logger, stream = log
    flood(logger, 20)
    logger.warning("disk full")
    assert written(stream)[-1] == "disk full"
    clock.now_s += 1
    flood(logger, 2)
    begun_anew = ["packet 0 is bad", "packet 1 is bad"]
    assert written(stream)[11:] == ["packet 19 is bad (repeated 10 times)", *begun_anew]


@pytest.mark.usefixtures("clock")
def test_what_was_held_back_is_said_at_the_end(log):
    logger, stream = log
    flood(logger, 12)
    logger.handlers[0].close()
    assert written(stream)[-1] == "packet 11 is bad (repeated 2 times)"


def test_a_closed_stream_harms_nobody(log):
    logger, stream = log
    stream.close()
    flood(logger, 30)
    logger.handlers[0].close()
