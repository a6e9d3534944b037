"""The files of a journal: which there are, and what stands in each, in bounded memory whatever its size."""

import logging
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.journal.format import (
    HEADER_BYTES,
    MAX_RECORD_BYTES,
    MIN_RECORD_BYTES,
    BadSegment,
    Damage,
    Record,
    decode,
    first_seq,
    next_intact,
    skim,
)

log = logging.getLogger(__name__)
SUFFIX = ".vhj"
_UNKNOWN = 0  # no record bears this number
_CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Segment:
    """One file, known by what its header says and not by its name.

    `first_seq` is the number of its first record, `begin` where that stands, `size` how many bytes of the
    file count.
    """

    file: Path
    first_seq: int
    begin: int
    size: int

    @property
    def record_bytes(self) -> int:
        """How many bytes stand behind the header."""
        return self.size - self.begin

    @property
    def order(self) -> tuple[int, str]:
        """Where it stands among the others; two copies of one segment stand side by side."""
        return self.first_seq, self.file.name


class Walk:
    """Goes through the records of one segment, chunk by chunk; use from one thread.

    It begins at the first record, or at a place where `offset` once stood. Between two chunks the file is
    not open, so that a deleted one gives its space back. `damage` lists what was passed over so far, oldest
    first.
    """

    def __init__(self, segment: Segment, start: int | None = None) -> None:
        self.segment = segment
        self.damage: list[Damage] = []
        self._base = segment.begin if start is None else start
        self._chunk = b""
        self._at = 0

    @property
    def offset(self) -> int:
        """Where in the file the next record is looked for."""
        return self._base + self._at

    def take(self, limit: int, end: int, *, is_growing: bool = False) -> list[Record]:
        """Read the next intact records, passing over damage.

        Args:
            limit: how many at most.
            end: offset behind the last byte that counts.
            is_growing: what stands unfinished before `end` may be finished later, and is no damage yet.

        Returns:
            An empty list when none is left before `end`; call again when the file has grown.

        Raises:
            FileNotFoundError: it was deleted.
            OSError: it cannot be read.
        """
        while True:
            found, self._at = decode(self._chunk, self._at, limit)
            if found:
                return found
            if self._read_on(end):
                continue
            if self.offset >= end or not self._pass_over(end, is_growing=is_growing):
                return []

    def last_seq(self, end: int) -> int:
        """Go through all records before `end` and return the highest number; 0 when there is none.

        Raises:
            OSError: the file cannot be read.
        """
        highest = 0
        while True:
            seq, self._at = skim(self._chunk, self._at)
            highest = max(highest, seq)
            if self._read_on(end):
                continue
            if self.offset >= end or not self._pass_over(end, is_growing=False):
                return highest

    def skip(self, end: int) -> None:
        """Go behind everything before `end`, whatever it is."""
        self._base, self._chunk, self._at = end, b"", 0

    def _read_on(self, end: int) -> bool:
        """Read another chunk; False when there is enough to judge the next record, or no more."""
        ahead = len(self._chunk) - self._at
        wanted = min(_CHUNK_BYTES, end - self._base - len(self._chunk))
        if ahead >= MAX_RECORD_BYTES or wanted <= 0:
            return False
        with self.segment.file.open("rb", buffering=0) as stream:
            stream.seek(self._base + len(self._chunk))
            more = stream.read(wanted)
        self._chunk, self._base, self._at = self._chunk[self._at :] + more, self.offset, 0
        return bool(more)

    def _pass_over(self, end: int, *, is_growing: bool) -> bool:
        """Go behind what is damaged; False when it may be just unfinished."""
        is_all = self._base + len(self._chunk) >= end or len(self._chunk) - self._at < MAX_RECORD_BYTES
        resumed = self._next_plausible(self._at + 1)
        if resumed is None and is_all and is_growing:
            return False
        start = self.offset
        if resumed is not None:
            self._at = resumed
        elif is_all:
            # Also of a file that is shorter than it was when it was found.
            self.skip(end)
        else:
            self._at = max(self._at + 1, len(self._chunk) - MAX_RECORD_BYTES)
        self._note(start, self.offset)
        return True

    def _next_plausible(self, at: int) -> int | None:
        """Find the next record whose number can stand in this file: a payload may hold a thing like one."""
        least = self.segment.first_seq
        most = least + self.segment.size // MIN_RECORD_BYTES
        while (found := next_intact(self._chunk, at)) is not None:
            (record,), _ = decode(self._chunk, found, 1)
            if least == _UNKNOWN or least <= record.seq <= most:
                return found
            at = found + 1
        return None

    def _note(self, start: int, end: int) -> None:
        if self.damage and self.damage[-1].end == start:
            start = self.damage.pop().start
        self.damage.append(Damage(start, end))


def find_segments(folder: Path, hub_id: str) -> list[Segment]:
    """List the segments of a folder, oldest first; a file in which no record can be found is left out.

    Raises:
        BadSegment: one belongs to another hub or a later version; nothing was changed.
        OSError: the folder or a file cannot be read.
    """
    found = (_read_head(file, hub_id) for file in sorted(folder.glob(f"*{SUFFIX}")))
    return sorted((segment for segment in found if segment is not None), key=lambda segment: segment.order)


def worked_off(segments: Sequence[Segment], done_seq: int) -> Iterator[Segment]:
    """List the segments that hold no record beyond `done_seq`, oldest first; never the newest one."""
    firsts = [segment.first_seq for segment in segments]
    for segment in segments:
        newer = bisect_right(firsts, segment.first_seq)
        if newer == len(firsts) or firsts[newer] - 1 > done_seq:
            return
        yield segment


def written_s(segment: Segment) -> float:
    """When it was last written, seconds since 1970; 0 when somebody else deleted it."""
    try:
        return segment.file.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _read_head(file: Path, hub_id: str) -> Segment | None:
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            head = stream.read(HEADER_BYTES)
    except FileNotFoundError:
        return None  # finished, and deleted by its hub while somebody else looks
    try:
        first = first_seq(head, hub_id)
    except BadSegment as error:
        raise BadSegment(f"{file.name}: {error}") from error
    if first is not None:
        return Segment(file, first, HEADER_BYTES, size)
    if size <= HEADER_BYTES:
        log.warning("journal segment %s was cut off before its first record", file.name)
        return None
    for record in Walk(Segment(file, _UNKNOWN, 0, size)).take(1, size):
        return Segment(file, record.seq, 0, size)
    log.warning("journal segment %s holds no intact record", file.name)
    return None
