"""Stretches of time, and what the screens said in them. Milliseconds; the end is not part of a stretch."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")
MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000


class Stretch(NamedTuple):
    """From one moment up to another."""

    from_ms: int
    until_ms: int

    @property
    def length_ms(self) -> int:
        """How long it lasts."""
        return max(0, self.until_ms - self.from_ms)

    def meets(self, other: "Stretch") -> bool:
        """Tell whether both hold at some moment."""
        return self.from_ms < other.until_ms and other.from_ms < self.until_ms

    def common(self, other: "Stretch") -> "Stretch":
        """What both have together; of no length where they do not meet."""
        return Stretch(max(self.from_ms, other.from_ms), min(self.until_ms, other.until_ms))


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time without overlaps, in order."""
    found: list[Stretch] = []
    for stretch in sorted(stretches):
        if found and stretch.from_ms <= found[-1].until_ms:
            found[-1] = Stretch(found[-1].from_ms, max(found[-1].until_ms, stretch.until_ms))
        elif stretch.length_ms:
            found.append(stretch)
    return found


def without(stretch: Stretch, taken: Iterable[Stretch]) -> list[Stretch]:
    """What is left of a stretch."""
    left, at_ms = [], stretch.from_ms
    for other in joined(taken):
        if not other.meets(stretch):
            continue
        left.append(Stretch(at_ms, other.from_ms))
        at_ms = other.until_ms
    left.append(Stretch(at_ms, stretch.until_ms))
    return [part for part in left if part.length_ms]


class Course(Generic[Value]):
    """A value that holds from each of its moments on; None before the first."""

    def __init__(self, rows: Iterable[tuple[int, Value]]) -> None:
        self._rows = sorted(rows, key=lambda row: row[0])
        self._times = [at_ms for at_ms, _ in self._rows]

    def row(self, at_ms: int) -> tuple[int, Value] | None:
        """The newest row at that moment."""
        place = bisect_right(self._times, at_ms)
        return self._rows[place - 1] if place else None

    def pieces(self, until_ms: int) -> list[tuple[Stretch, Value]]:
        """Every value with the time in which it held."""
        ends = [*self._times[1:], until_ms]
        return [
            (Stretch(at_ms, min(end_ms, until_ms)), value)
            for (at_ms, value), end_ms in zip(self._rows, ends, strict=False)
            if at_ms < until_ms
        ]


def first_at_or_after(times: Sequence[int], at_ms: int) -> int | None:
    """The first of rising times that is not before a moment."""
    place = bisect_right(times, at_ms - 1)
    return times[place] if place < len(times) else None
