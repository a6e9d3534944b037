"""How long to wait before trying again: longer each time, and by chance a little less than all the others."""

import random


class Backoff:
    """Waits that double from `first_s` up to `longest_s`, each cut by chance to as little as half."""

    def __init__(self, first_s: float, longest_s: float) -> None:
        self._first_s = first_s
        self._longest_s = longest_s
        self._next_s = first_s

    def wait_s(self) -> float:
        """The next wait, seconds."""
        wait_s = self._next_s
        self._next_s = min(2 * wait_s, self._longest_s)
        return wait_s * random.uniform(0.5, 1.0)  # noqa: S311  chance, not secrecy

    def at_least(self, least_s: float) -> None:
        """Make the next wait no shorter than this."""
        self._next_s = max(self._next_s, 2 * least_s)

    def succeed(self) -> None:
        """Begin again with the shortest wait."""
        self._next_s = self._first_s
