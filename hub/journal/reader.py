"""Reads the journal in order: from memory while it keeps up, else from the files in large chunks."""

from collections.abc import Sequence
from typing import Protocol

from hub.journal.damage import DamageCount
from hub.journal.format import Record
from hub.journal.segments import Segment, Walk


class Readable(Protocol):
    """What a reader needs of the journal."""

    @property
    def last_seq(self) -> int:
        """Number of the newest record that is safe on disk."""
        ...

    def wait_beyond(self, seq: int, timeout_s: float) -> bool:
        """Wait for a safe record newer than `seq`; False when the time is over first."""
        ...

    def recent(self, seq: int, limit: int) -> Sequence[Record] | None:
        """At most `limit` records behind `seq` from memory; None when they stand in files only."""
        ...

    def segments(self) -> Sequence[Segment]:
        """All segments, oldest first; their sizes cover what is safe and nothing else."""
        ...

    @property
    def damage(self) -> DamageCount:
        """Where it is noted what was passed over."""
        ...


class JournalReader:
    """Walks the journal in order, each number once, never past what is safe. Use from one thread."""

    def __init__(self, journal: Readable, after_seq: int) -> None:
        self._journal = journal
        self._seq = after_seq
        self._walk: Walk | None = None
        # The segment that was left last, and where: reading goes on there when memory does not reach back.
        self._place: tuple[tuple[int, str], int] = ((0, ""), 0)

    def next(self, limit: int, timeout_s: float) -> Sequence[Record]:
        """Up to `limit` records, waiting up to `timeout_s` for the first; an empty list when none came."""
        if not self._journal.wait_beyond(self._seq, timeout_s):
            return []
        # Taken before the files are looked at: what is in none of them up to here is nowhere.
        safe_seq = self._journal.last_seq
        found = self._journal.recent(self._seq, limit)
        if found is None:
            found = self._from_files(limit)
        else:
            self._leave_file()
        # Everything up to there is damaged: passed over for good, which the balance shows as lost.
        self._seq = found[-1].seq if found else safe_seq
        return found

    def _from_files(self, limit: int) -> Sequence[Record]:
        while (walk := self._walk or self._open_next()) is not None:
            taken = self._take(walk, limit)
            found = self._in_order(taken)
            if found:
                return found
            if not taken:
                self._leave_file()
        return []

    def _take(self, walk: Walk, limit: int) -> Sequence[Record]:
        segment = walk.segment
        safe = next((s.size for s in self._journal.segments() if s.file == segment.file), segment.size)
        try:
            taken = walk.take(limit, safe)
        except FileNotFoundError:  # deleted, because all of it was worked on
            walk.skip(safe)
            return []
        self._journal.damage.add(segment, walk.damage)
        return taken

    def _in_order(self, taken: Sequence[Record]) -> Sequence[Record]:
        """Leave out what was read already: a copy of a segment, or what stands before our place."""
        found: list[Record] = []
        seq = self._seq
        for record in taken:
            if record.seq > seq:
                found.append(record)
                seq = record.seq
        return found

    def _open_next(self) -> Walk | None:
        """Open the file that goes on behind the last one; None when there is none."""
        segments = self._journal.segments()
        holding = (segment.first_seq for segment in segments if segment.first_seq <= self._seq + 1)
        order, offset = max(self._place, ((max(holding, default=0), ""), 0))
        for segment in segments:
            start = offset if segment.order == order else segment.begin
            if segment.order < order or start >= segment.size:
                continue
            self._walk = Walk(segment, start)
            return self._walk
        return None

    def _leave_file(self) -> None:
        if self._walk is not None:
            self._place = (self._walk.segment.order, self._walk.offset)
            self._walk = None
