"""Points beside their lines: written once when they are made, sent as often as it takes. Pure."""

from collections.abc import Sequence
from itertools import chain
from typing import overload

from hub.line_protocol import decode, encode
from hub.series import Point


class Lines(Sequence[Point]):
    """Points as lines of hub.line_protocol; one that is not at hand is read from its line when asked for.

    Making a line takes longer than everything else on a point's way to InfluxDB, and a point takes four times
    the memory of its line.

    Args:
        lines: what `encode` made.
        points: the same points, where they are at hand.
    """

    __slots__ = ("at_hand", "lines")

    def __init__(self, lines: Sequence[bytes], points: Sequence[Point] | None = None) -> None:
        self.lines = lines
        self.at_hand = points

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, place: int) -> Point: ...

    @overload
    def __getitem__(self, place: slice) -> "Lines": ...

    def __getitem__(self, place: int | slice) -> "Point | Lines":
        if isinstance(place, slice):
            return Lines(self.lines[place], None if self.at_hand is None else self.at_hand[place])
        return decode(self.lines[place]) if self.at_hand is None else self.at_hand[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # it compares by what it holds

    @classmethod
    def joined(cls, parts: Sequence["Lines"]) -> "Lines":
        """Put them one after the other."""
        at_hand = [part.at_hand for part in parts if part.at_hand is not None]
        points = list(chain.from_iterable(at_hand)) if len(at_hand) == len(parts) else None
        return cls(list(chain.from_iterable(part.lines for part in parts)), points)


def lined(points: Sequence[Point]) -> Sequence[Point]:
    """The points with their lines; just as they are when one of them makes none."""
    if isinstance(points, Lines):
        return points
    try:
        return Lines([encode(point) for point in points], points)
    except ValueError:
        return points


def joined(parts: Sequence[Sequence[Point]]) -> Sequence[Point]:
    """All points of several sequences, with their lines where all of these have them."""
    lines = [part for part in parts if isinstance(part, Lines)]
    return Lines.joined(lines) if len(lines) == len(parts) else tuple(chain.from_iterable(parts))
