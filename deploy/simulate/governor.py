"""How fast pretend time may go: as fast as every part keeps up with, slower where it matters. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

# Simulated seconds: later than that a day would be scored for the slowness of this machine; earlier than this
# there is room to go faster.
TOO_LATE_S = 30.0
IN_TIME_S = 12.0
_FASTER = 1.2
_SLOWEST_AT_ONCE = 0.5
_LEAST = 1.0


@dataclass(frozen=True, slots=True)
class Load:
    """How many simulated seconds a part is behind."""

    part: str
    lag_s: float


_NOBODY = Load("", 0.0)


@dataclass(frozen=True, slots=True)
class Cap:
    """Something during which time may not go faster: `why` is a key of `words.WAITS_FOR`."""

    why: str
    speed: float


@dataclass(frozen=True, slots=True)
class Ruling:
    """How fast time goes from now on; what keeps it from going faster, "" for nothing; who is late."""

    speed: float
    why: str = ""
    part: str = ""


class Governor:
    """Feels its way: faster by a fifth while all are in time, slower at once when one is late.

    Args:
        most: the speed that was asked for; it is never exceeded.
        first: where to begin feeling.
    """

    def __init__(self, most: float, first: float = 60.0) -> None:
        self._most = most
        self._free = min(most, first)
        self._worst = _NOBODY

    def rule(self, loads: Iterable[Load], caps: Iterable[Cap]) -> Ruling:
        """Decide; call it a few times a second.

        Args:
            loads: what was measured since the last call; none while nothing was.
            caps: what holds now.
        """
        worst = max(loads, key=lambda load: load.lag_s, default=None)
        cap = min(caps, key=lambda each: each.speed, default=None)
        is_capped = cap is not None and cap.speed < self._free
        # A measurement is judged once: what was late before time was slowed down is not late again for that.
        if worst is not None:
            self._worst = worst
            self._judge(worst.lag_s, is_capped=is_capped)
        if cap is not None and cap.speed < self._free:
            return Ruling(min(cap.speed, self._most), cap.why)
        is_late = self._worst.lag_s > IN_TIME_S
        return Ruling(self._free, "late", self._worst.part) if is_late else Ruling(self._free)

    def _judge(self, lag_s: float, *, is_capped: bool) -> None:
        if lag_s > TOO_LATE_S:
            self._free = max(_LEAST, self._free * max(_SLOWEST_AT_ONCE, TOO_LATE_S / lag_s))
        elif lag_s < IN_TIME_S and not is_capped:
            # What is felt below a cap says nothing about what is possible above it.
            self._free = min(self._most, self._free * _FASTER)
