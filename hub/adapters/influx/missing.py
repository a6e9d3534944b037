"""Which points a database does not have: what to ask, and what the answers mean. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from hub.adapters.influx import reading
from hub.adapters.influx.reading import Found
from hub.series import SERIES, Point

# Within this span all devices are asked about at once: a batch of live points lies within seconds.
_SHORT_NS = 120 * 1_000_000_000
# Between two points of one device with more time than this between them, a new question begins.
_LONG_NS = 3_600 * 1_000_000_000
_POINTS_PER_QUESTION = 5_000


@dataclass(frozen=True, slots=True)
class Question:
    """Points of one series that one query looks for."""

    series: str
    points: Sequence[Point]
    device: str | None

    @property
    def statement(self) -> str:
        """The query in InfluxQL."""
        times = [point.at_ns for point in self.points]
        return reading.span(self.series, self._fields(), self.device, min(times), max(times))

    def missing(self, answer: Iterable[Found]) -> list[Point]:
        """Those that the answer lacks, whole or one of their fields."""
        there = set(self._present(answer))
        tags = SERIES[self.series].tags
        return [
            point
            for point in self.points
            if any(
                (tuple(point.tags[tag] for tag in tags), point.at_ns, name) not in there
                for name in point.fields
            )
        ]

    def _fields(self) -> list[str]:
        return sorted({name for point in self.points for name in point.fields})

    def _present(self, answer: Iterable[Found]) -> Iterator[tuple[tuple[str, ...], int, str]]:
        names = SERIES[self.series].tags
        for item in answer:
            tags = tuple(item.tags.get(name, "") for name in names)
            for at, *values in item.values:
                for name, value in zip(item.columns[1:], values, strict=False):
                    if value is not None:
                        yield tags, int(str(at)), name


def questions(points: Sequence[Point]) -> Iterator[Question]:
    """Part points into questions whose answers stay small."""
    for series, same in groupby(sorted(points, key=_by_series), key=lambda point: point.series):
        found = list(same)
        if found[-1].at_ns - found[0].at_ns <= _SHORT_NS or "device" not in SERIES[series].tags:
            yield from _cut(series, found, None)
            continue
        for device, mine in groupby(sorted(found, key=_by_device), key=lambda point: point.tags["device"]):
            yield from _cut(series, list(mine), device)


def _cut(series: str, points: Sequence[Point], device: str | None) -> Iterator[Question]:
    first = 0
    for place in range(1, len(points) + 1):
        is_end = place == len(points)
        if is_end or (
            place - first == _POINTS_PER_QUESTION or points[place].at_ns - points[place - 1].at_ns > _LONG_NS
        ):
            yield Question(series, points[first:place], device)
            first = place


def _by_series(point: Point) -> tuple[str, int]:
    return point.series, point.at_ns


def _by_device(point: Point) -> tuple[str, int]:
    return point.tags["device"], point.at_ns
