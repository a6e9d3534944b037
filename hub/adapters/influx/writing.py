"""One batch on its way to the server: split, halved and isolated until every line is stored or refused."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from hub.adapters.influx.answers import Judgement, Verdict
from hub.line_protocol import encode
from hub.lines import Lines
from hub.ports import Refused
from hub.series import Point

# InfluxDB 1.6.7 resets the connection of a request above 25 MB instead of answering 413.
LINES_PER_REQUEST = 5_000
BYTES_PER_REQUEST = 4_000_000

# A series of points to InfluxDB: everything about a point but its fields and time.
Key: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]


def key(point: Point) -> Key:
    """Which series of the database a point belongs to."""
    return point.series, tuple(sorted(point.tags.items()))


def batched_places(points: Sequence[Point]) -> Sequence[range]:
    """Part the places of points, request by request."""
    places = range(len(points))
    return [places[first : first + LINES_PER_REQUEST] for first in places[::LINES_PER_REQUEST]]


def lines_of(
    points: Sequence[Point], over_limit: Collection[Key], places: range, refused: list[Refused]
) -> Mapping[int, bytes]:
    """The lines of some points, by their places; `refused` gets what makes none, or one too many."""
    if isinstance(points, Lines) and not over_limit:
        return dict(zip(places, points.lines[places.start : places.stop], strict=True))
    lines: dict[int, bytes] = {}
    for place in places:
        point = points[place]
        if over_limit and key(point) in over_limit:
            refused.append(Refused(place, "its series is beyond the store's limit", is_for_now=True))
            continue
        try:
            lines[place] = encode(point)
        except ValueError as error:
            refused.append(Refused(place, str(error)))
    return lines


@dataclass(slots=True)
class Writing:
    """Writes the encoded lines of a batch, and gathers what the server refuses.

    `post` sends lines and judges the answer; it raises StoreDown when nothing is known about them. `lines`
    are by their place in `points`; a place without a line is not written.
    """

    post: Callable[[bytes], Judgement]
    points: Sequence[Point]
    lines: Mapping[int, bytes]
    refused: list[Refused] = field(default_factory=list)
    over_limit: set[Key] = field(default_factory=set)

    def run(self) -> None:
        """Write everything; afterwards each line is stored or in `refused`.

        Raises:
            StoreDown: what was written so far may be stored; write the same batch again.
        """
        part: list[int] = []
        part_bytes = 0
        for place, line in self.lines.items():
            if part and (len(part) == LINES_PER_REQUEST or part_bytes + len(line) > BYTES_PER_REQUEST):
                self._put(part)
                part, part_bytes = [], 0
            part.append(place)
            part_bytes += len(line) + 1
        if part:
            self._put(part)

    def _put(self, part: Sequence[int]) -> None:
        judged = self.post(b"\n".join(map(self.lines.__getitem__, part)))
        match judged.verdict:
            case Verdict.TAKEN:
                pass
            case Verdict.BEYOND if judged.dropped:
                # A limit of time cuts the oldest; everything else of the request is stored.
                oldest = sorted(part, key=lambda place: self.points[place].at_ns)
                self._refuse(oldest[: judged.dropped], judged.reason)
            case Verdict.LIMIT:
                self._isolate(part, judged)
            case Verdict.CONFLICT if judged.dropped == len(part):
                self._refuse(part, judged.reason)
            case Verdict.CONFLICT if judged.conflict is not None:
                self._part_conflict(part, judged.conflict, judged.reason)
            case _:
                self._halve(part, judged.reason)

    def _isolate(self, part: Sequence[int], judged: Judgement) -> None:
        """Halve by series: one that is too many takes valid neighbours with it (201 of 201 on 1.6.7)."""
        by_key: dict[Key, list[int]] = {}
        for place in part:
            by_key.setdefault(key(self.points[place]), []).append(place)
        if len(by_key) == 1:
            self.over_limit.update(by_key)
            self._refuse(part, judged.reason, is_for_now=True)
            return
        groups = list(by_key.values())
        middle = len(groups) // 2
        for half in (groups[:middle], groups[middle:]):
            self._put([place for group in half for place in group])

    def _part_conflict(self, part: Sequence[int], conflict: tuple[str, str], reason: str) -> None:
        """Part the lines with the field in question from the others.

        A field has its type by shard, and a shard is a span of time: in order of time, one half is soon
        refused as a whole, which the server says in one answer.
        """
        series, name = conflict
        suspects = [p for p in part if self.points[p].series == series and name in self.points[p].fields]
        others = sorted(set(part).difference(suspects))
        suspects.sort(key=lambda place: self.points[place].at_ns)
        if suspects and others:
            self._put(suspects)
            self._put(others)
        else:
            self._halve(suspects or others, reason)

    def _halve(self, part: Sequence[int], reason: str) -> None:
        if len(part) == 1:
            self._refuse(part, reason)
            return
        middle = len(part) // 2
        self._put(part[:middle])
        self._put(part[middle:])

    def _refuse(self, part: Sequence[int], reason: str, *, is_for_now: bool = False) -> None:
        self.refused.extend(Refused(place, reason, is_for_now=is_for_now) for place in part)
