"""What the broker has not confirmed yet, and which topics were published on again because of that."""

import threading
import time


class Unconfirmed:
    """Publications by their packet identifiers; any thread may call it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._topics: dict[int, str] = {}
        self._early: set[int] = set()
        self._lost_s: dict[str, float] = {}

    def note(self, mid: int, topic: str) -> None:
        """Wait for the confirmation of a publication, which may have come already."""
        with self._lock:
            if mid in self._early:
                self._early.discard(mid)
            else:
                self._topics[mid] = topic

    def confirm(self, mid: int) -> None:
        """Wait no longer."""
        with self._lock:
            if self._topics.pop(mid, None) is None:
                self._early.add(mid)

    def lose(self) -> None:
        """Note that the connection is gone: what was not confirmed is published again."""
        with self._lock:
            self._lost_s |= dict.fromkeys(self._topics.values(), time.monotonic())

    def lost_ago_s(self, topic: str) -> float | None:
        """How long ago that befell a publication on this topic, seconds; None: never."""
        with self._lock:
            lost_s = self._lost_s.get(topic)
        return None if lost_s is None else time.monotonic() - lost_s
