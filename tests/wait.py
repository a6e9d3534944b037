"""Waiting in tests: poll a claim with a deadline instead of sleeping for a guessed time."""

import threading
from collections.abc import Callable
from time import monotonic

_POLL_S = 0.005


def until(predicate: Callable[[], object], timeout_s: float = 5.0, what: str = "the condition") -> None:
    """Return as soon as `predicate()` is true; it is asked about every 5 ms and once more at the deadline.

    Raises:
        AssertionError: it did not become true within `timeout_s` seconds; the text names `what`.
    """
    deadline = monotonic() + timeout_s
    pause = threading.Event()
    while not predicate():
        if monotonic() >= deadline:
            raise AssertionError(f"{what} did not come true within {timeout_s:g} s")
        pause.wait(_POLL_S)
