"""`village-hub journal verify`: go through every segment and say what is damaged or missing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from deploy import sayings
from deploy.errors import CannotRun
from hub.journal.format import BadSegment, Damage
from hub.journal.lock import is_held
from hub.journal.segments import SUFFIX, Segment, Walk, find_segments

_TOGETHER = 1_000


@dataclass(frozen=True, slots=True)
class Spot:
    """Damaged bytes and where they are."""

    file: str
    damage: Damage


@dataclass(slots=True)
class JournalReport:
    """What stands in a journal. `gaps` are numbers that no record bears, first and last of each."""

    is_running: bool
    segments: int = 0
    records: int = 0
    copies: int = 0
    size: int = 0
    first_seq: int = 0
    last_seq: int = 0
    damage: list[Spot] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is damaged and no number is missing."""
        return not self.damage and not self.gaps

    def plain(self) -> dict[str, object]:
        """Give everything as JSON can hold it."""
        return {
            "is_whole": self.is_whole,
            "is_running": self.is_running,
            "segments": self.segments,
            "records": self.records,
            "copies": self.copies,
            "bytes": self.size,
            "first": self.first_seq,
            "last": self.last_seq,
            "damaged_bytes": sum(spot.damage.end - spot.damage.start for spot in self.damage),
            "damage": [
                {"file": spot.file, "start": spot.damage.start, "end": spot.damage.end}
                for spot in self.damage
            ],
            "missing": sum(last - first + 1 for first, last in self.gaps),
            "gaps": [{"first": first, "last": last} for first, last in self.gaps],
        }


def examine(folder: Path, hub_id: str) -> JournalReport:
    """Read a whole journal, changing nothing; also while its hub works.

    Args:
        folder: where the segments lie.
        hub_id: whose they must be.

    Raises:
        CannotRun: there is none, it cannot be read, or it is another hub's.
    """
    segments = known_segments(folder, hub_id)
    report = JournalReport(is_held(folder), segments=len(segments))
    for segment in segments:
        _go_through(segment, report, is_growing=report.is_running and segment is segments[-1])
    report.damage += _without_records(folder, segments)
    return report


def known_segments(folder: Path, hub_id: str) -> list[Segment]:
    """List a journal's segments.

    Raises:
        CannotRun: there is none, it cannot be read, or it is another hub's.
    """
    if not folder.is_dir():
        raise CannotRun(sayings.NO_JOURNAL.of(folder=folder))
    try:
        return find_segments(folder, hub_id)
    except BadSegment as error:
        raise CannotRun(sayings.JOURNAL_UNUSABLE.of(error=error)) from error


def _go_through(segment: Segment, report: JournalReport, *, is_growing: bool) -> None:
    walk = Walk(segment)
    try:
        while records := walk.take(_TOGETHER, segment.size, is_growing=is_growing):
            for seq, _ in records:
                _note(seq, report)
    except FileNotFoundError:
        report.segments -= 1  # finished, and deleted by its hub meanwhile
        return
    report.size += segment.size
    report.damage += [Spot(segment.file.name, damage) for damage in walk.damage]


def _note(seq: int, report: JournalReport) -> None:
    if seq <= report.last_seq:
        report.copies += 1
        return
    if report.records and seq > report.last_seq + 1:
        report.gaps.append((report.last_seq + 1, seq - 1))
    report.first_seq = report.first_seq or seq
    report.last_seq = seq
    report.records += 1


def _without_records(folder: Path, segments: list[Segment]) -> Iterator[Spot]:
    known = {segment.file for segment in segments}
    for file in sorted(folder.glob(f"*{SUFFIX}")):
        if file not in known and (size := file.stat().st_size):
            yield Spot(file.name, Damage(0, size))
