"""What becomes of the hub when one of its threads ends."""

import threading
from collections.abc import Iterator

import pytest

from hub.crew import Crew
from tests.wait import until


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def fail() -> None:
    raise ValueError("a bug")


def test_a_thread_that_dies_is_named_with_its_cause(stop: threading.Event) -> None:
    crew = Crew(stop)
    crew.begin("pump", fail)
    until(crew.failed.is_set)

    assert crew.problem == "pump: ValueError: a bug"


def test_a_thread_that_ends_unasked_has_died(stop: threading.Event) -> None:
    crew = Crew(stop)
    crew.begin("ticker", lambda: None)
    until(crew.failed.is_set)

    assert crew.problem == "ticker: ended by itself"


def test_the_first_death_is_the_cause(stop: threading.Event) -> None:
    crew = Crew(stop)
    crew.begin("receiver", fail)
    until(crew.failed.is_set)
    crew.begin("mqtt", lambda: None)
    crew.join(1.0)

    assert crew.problem.startswith("receiver")


def test_those_that_end_when_told_are_no_failure(stop: threading.Event) -> None:
    crew = Crew(stop)
    crew.begin("pump", lambda: stop.wait() and None)
    stop.set()

    assert crew.join(1.0) == frozenset()
    assert not crew.failed.is_set()


def test_those_that_do_not_end_in_time_are_named(stop: threading.Event) -> None:
    crew, hang = Crew(stop), threading.Event()
    crew.begin("web", lambda: hang.wait() and None)
    stop.set()

    assert crew.join(0.01) == frozenset({"web"})
    hang.set()
    crew.join(1.0)
