"""The journal: every raw message on disk, synced, before anybody is told that it is safe.

One thread appends, any thread reads. Design and failure rules: docs/design.md section 4.
"""

import fcntl
import logging
import os
import threading
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from hub.journal_format import (
    HEADER_BYTES,
    MAX_RECORD_BYTES,
    BadSegment,
    Damage,
    Entry,
    Placed,
    Record,
    first_seq,
    frame,
    header,
    records,
)

log = logging.getLogger(__name__)
_SUFFIX = ".vhj"
_CHUNK_BYTES = 512 * 1024


class JournalFailed(OSError):
    """A write or sync failed: what was being appended is not safe. Do not acknowledge it; end the process."""


class JournalBusy(RuntimeError):
    """Another process holds this journal; stop it first, or give this hub another data directory."""


class Journal:
    """Numbered messages in segment files.

    Appending after a crash always begins a new segment; a file with a torn tail is never written again.
    """

    def __init__(self, directory: Path, hub_id: str, *, segment_bytes: int = 64 * 1024 * 1024) -> None:
        self._directory = directory
        self._hub_id = hub_id
        self._segment_bytes = segment_bytes
        self._grown = threading.Condition()
        self._durable_seq = 0
        self._file = -1
        self._file_bytes = 0
        self._lock_file = -1
        self.damaged_bytes = 0

    def open(self) -> None:
        """Take the lock, find the newest intact record, begin a new segment.

        Raises:
            JournalBusy: another hub runs on this directory.
            BadSegment: a segment belongs to another hub or a later version; nothing was changed.
            JournalFailed: the directory cannot be written.
        """
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            self._lock_file = os.open(self._directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise JournalFailed(f"journal {self._directory}: {error}") from error
        try:
            fcntl.flock(self._lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock_file)
            self._lock_file = -1
            raise JournalBusy(f"another hub uses the journal {self._directory}") from error
        self._durable_seq = self._newest_seq()
        self._begin_segment()

    def number_beyond(self, done_seq: int) -> None:
        """Give the next record a number above `done_seq`, for a journal whose newest files were lost.

        Its readers begin behind what was worked on, and would pass over records that bear an old number.

        Raises:
            JournalFailed: the directory cannot be written.
        """
        if done_seq <= self._durable_seq:
            return
        log.error("the journal ends at %d, but %d messages were worked on", self._durable_seq, done_seq)
        os.close(self._file)
        self._durable_seq = done_seq
        self._begin_segment()

    def close(self) -> None:
        """Release the files; readers are woken and see no more."""
        for descriptor in (self._file, self._lock_file):
            if descriptor >= 0:
                os.close(descriptor)
        self._file = self._lock_file = -1
        with self._grown:
            self._grown.notify_all()

    @property
    def last_seq(self) -> int:
        """Number of the newest record that is safe on disk; 0 when there is none."""
        return self._durable_seq

    def append(self, entries: Sequence[Entry]) -> int:
        """Write all entries and sync; when this returns they survive a power cut. Returns the last number.

        Raises:
            JournalFailed: none of the entries counts as safe, and this journal takes no more: a failed
            sync may have
                thrown pages away, so trying again on the same file would lie.
        """
        if self._file < 0:
            raise JournalFailed("the journal is closed or has failed")
        seq = self._durable_seq
        framed = bytearray()
        for entry in entries:
            seq += 1
            framed += frame(Record(seq, entry))
        try:
            _write_all(self._file, framed)
            os.fdatasync(self._file)
        except OSError as error:
            os.close(self._file)
            self._file = -1
            raise JournalFailed(f"journal {self._directory}: {error}") from error
        self._file_bytes += len(framed)
        with self._grown:
            self._durable_seq = seq
            self._grown.notify_all()
        if self._file_bytes >= self._segment_bytes:
            os.close(self._file)
            self._begin_segment()
        return seq

    def wait_beyond(self, seq: int, timeout_s: float) -> bool:
        """Wait until a record newer than `seq` is safe; False when the time is over first."""
        with self._grown:
            return self._grown.wait_for(lambda: self._durable_seq > seq, timeout_s)

    def reader(self, after_seq: int) -> "JournalReader":
        """Read from the record after `after_seq` on."""
        return JournalReader(self, after_seq)

    def segments(self) -> list[Path]:
        """List the segment files, oldest first; the name is the number of the first record."""
        return sorted(self._directory.glob(f"*{_SUFFIX}"))

    def prune(self, *, done_seq: int, older_than_s: float, quota_bytes: int) -> int:
        """Delete segments with no record beyond `done_seq` that are old, or over the quota.

        `older_than_s`: seconds since 1970; a segment last written before that is old.
        Nothing that is still needed is ever deleted, whatever the quota. Returns how many files went.
        """
        files = self.segments()
        used = sum(file.stat().st_size for file in files)
        gone = 0
        for file, newer in pairwise(files):
            if _number(newer) - 1 > done_seq:
                break
            if file.stat().st_mtime >= older_than_s and used <= quota_bytes:
                break
            used -= file.stat().st_size
            file.unlink()
            gone += 1
        return gone

    def _newest_seq(self) -> int:
        for file in reversed(self.segments()):
            data = file.read_bytes()
            try:
                newest = first_seq(data, self._hub_id) - 1
            except BadSegment as error:
                if len(data) >= HEADER_BYTES:
                    raise BadSegment(f"{file.name}: {error}") from error
                log.warning("journal segment %s was cut off before its first record", file.name)
                continue
            for item in records(data, HEADER_BYTES):
                match item:
                    case Placed(record=record):
                        newest = record.seq
                    case Damage(start=start, end=end):
                        self.damaged_bytes += end - start
                        log.warning(
                            "journal segment %s: %d damaged bytes at %d", file.name, end - start, start
                        )
            return newest
        return 0

    def _begin_segment(self) -> None:
        name = self._directory / f"{self._durable_seq + 1:020d}{_SUFFIX}"
        try:
            # An empty segment of the same number (no record survived in it) is begun anew.
            self._file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            _write_all(self._file, bytearray(header(self._hub_id, self._durable_seq + 1)))
            os.fdatasync(self._file)
            _sync_directory(self._directory)
        except OSError as error:
            raise JournalFailed(f"journal {self._directory}: {error}") from error
        self._file_bytes = HEADER_BYTES


class JournalReader:
    """Walks the journal in order, never past what is safe. Use from one thread."""

    def __init__(self, journal: Journal, after_seq: int) -> None:
        self._journal = journal
        self._seq = after_seq
        self._file: Path | None = None
        self._offset = HEADER_BYTES
        self.damaged_bytes = 0

    def next(self, limit: int, timeout_s: float) -> list[Record]:
        """Up to `limit` records, waiting up to `timeout_s` for the first; an empty list when none came."""
        if not self._journal.wait_beyond(self._seq, timeout_s):
            return []
        safe_seq = self._journal.last_seq
        found: list[Record] = []
        while len(found) < limit and self._seq < safe_seq:
            if not self._read_on(found, limit, safe_seq) and not self._next_file():
                break
        if not found:
            # Everything up to there is damaged: passed over for good, which the balance shows as missing.
            self._seq = safe_seq
        return found

    def _read_on(self, found: list[Record], limit: int, safe_seq: int) -> bool:
        """Take records from the current file; False when it holds no more that are safe."""
        if self._file is None:
            return False
        is_closed = self._journal.segments()[-1] != self._file
        for size in (_CHUNK_BYTES, 2 * MAX_RECORD_BYTES):
            data = self._bytes_ahead(self._file, size)
            at_end = len(data) < size
            before = self._offset
            self._take(records(data, 0, is_last=is_closed and at_end), found, limit, safe_seq)
            if self._offset > before:
                return True
            if at_end:
                return False
        self._skip(MAX_RECORD_BYTES)
        return True

    def _take(self, items: Iterator[Placed | Damage], found: list[Record], limit: int, safe_seq: int) -> None:
        base = self._offset
        for item in items:
            match item:
                case Damage(start=start, end=end):
                    self.damaged_bytes += end - start
                    self._offset = base + end
                case Placed(record=record, end=end):
                    if record.seq > safe_seq or len(found) >= limit:
                        return
                    self._offset = base + end
                    if record.seq > self._seq:
                        self._seq = record.seq
                        found.append(record)

    def _skip(self, damaged: int) -> None:
        self.damaged_bytes += damaged
        self._offset += damaged

    def _bytes_ahead(self, file: Path, size: int) -> bytes:
        try:
            with file.open("rb") as stream:
                stream.seek(self._offset)
                return stream.read(size)
        except FileNotFoundError:
            return b""  # pruned, because all of it was worked on

    def _next_file(self) -> bool:
        """Move to the first file that can hold the next record; False when no other is left."""
        files = self._journal.segments()
        holding = [file for file in files if _number(file) <= self._seq + 1]
        start = holding[-1] if holding else (files[0] if files else None)
        if self._file is not None and (start is None or start <= self._file):
            start = next((file for file in files if file > self._file), None)
        if start is None:
            return False
        self._file, self._offset = start, HEADER_BYTES
        return True


def _number(file: Path) -> int:
    return int(file.stem)


def _write_all(descriptor: int, data: bytearray) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
