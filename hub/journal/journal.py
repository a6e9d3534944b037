"""The journal: every raw message on disk, synced, before anybody is told that it is safe.

One thread appends, any thread reads. Design and failure rules: docs/design.md section 4.
"""

import errno
import logging
import os
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from itertools import count, zip_longest
from pathlib import Path

from hub.journal.damage import DamageCount
from hub.journal.disk import Disk, LocalDisk
from hub.journal.format import Entry, Record, frames
from hub.journal.lock import take_lock
from hub.journal.reader import JournalReader
from hub.journal.room import Backlog, Room, Shortage
from hub.journal.segments import Segment, Walk, find_segments, worked_off, written_s
from hub.journal.tail import Tail
from hub.journal.writer import SegmentWriter, TornWrite

log = logging.getLogger(__name__)
_TAIL_BYTES = 8 * 1024 * 1024
# While there is no room it is looked for at growing intervals.
_FIRST_LOOK_S, _LONGEST_LOOK_S = 0.05, 2.0
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


class JournalFailed(OSError):
    """A write or sync failed: what was being appended is not safe. Do not acknowledge it; end the process."""


class JournalClosed(JournalFailed):
    """The journal takes nothing more because the hub ends; what was being appended was not kept."""


class Journal:
    """Numbered messages in segment files.

    Appending after a crash, a full disk or a cut always begins a new segment; a file with a torn tail is
    never written again.
    """

    def __init__(
        self,
        directory: Path,
        hub_id: str,
        *,
        segment_bytes: int = 64 * 1024 * 1024,
        room: Room | None = None,
        disk: Disk | None = None,
    ) -> None:
        self._directory = directory
        self._hub_id = hub_id
        self._room = room or Room()
        # Only whole segments are deleted: larger ones would hold a small quota with what is long finished.
        self._segment_bytes = min(segment_bytes, self._room.quota_bytes // 4)
        self._disk: Disk = disk or LocalDisk()
        self._grown = threading.Condition()
        self._is_over = threading.Event()
        self._durable_seq = 0
        self._finished: list[Segment] = []
        self._writer: SegmentWriter | None = None
        self._has_failed = False
        self._tail = Tail(_TAIL_BYTES)
        self._backlog = Backlog()
        self._short: tuple[Shortage, float] | None = None
        self.damage = DamageCount()
        self._lock_file = -1

    def open(self) -> None:
        """Take the lock, find the newest intact record, begin a new segment (on a full disk: later).

        Raises:
            JournalBusy: another hub runs on this directory.
            BadSegment: a segment belongs to another hub or a later version; nothing was changed.
            JournalFailed: the directory cannot be written or read.
        """
        with ExitStack() as undo:
            undo.callback(self.close)
            try:
                self._directory.mkdir(parents=True, exist_ok=True)
                self._lock_file = take_lock(self._directory)
                self._recover()
            except OSError as error:
                raise JournalFailed(f"journal {self._directory}: {error}") from error
            self._attempt(b"")
            undo.pop_all()

    def number_beyond(self, done_seq: int) -> None:
        """Say, before the first message is taken, how far the records were worked on.

        The next record gets a number above it even when the newest files were lost: readers begin behind what
        was worked on, and would pass over records that bear an old number.

        Raises:
            JournalFailed: the directory cannot be written.
        """
        segments = self.segments()
        for segment, newer in zip_longest(segments, segments[1:]):
            self._backlog.grow(newer.first_seq - 1 if newer else self._durable_seq, segment.size)
        self._backlog.finish(done_seq)
        if done_seq <= self._durable_seq:
            return
        log.error("the journal ends at %d, but %d messages were worked on", self._durable_seq, done_seq)
        self._durable_seq = done_seq
        self._leave_segment()
        self._attempt(b"")

    def give_up(self) -> None:
        """Take nothing more: an append that waits for room raises JournalClosed. From any thread."""
        self._is_over.set()

    def close(self) -> None:
        """Release the files; readers are woken and see no more. No append may be under way: give up first."""
        self.give_up()
        self._leave_segment()
        if self._lock_file >= 0:
            os.close(self._lock_file)
            self._lock_file = -1
        with self._grown:
            self._grown.notify_all()

    @property
    def last_seq(self) -> int:
        """Number of the newest record that is safe on disk; 0 when there is none."""
        return self._durable_seq

    @property
    def shortage(self) -> Shortage | None:
        """What the journal waits for before it takes more; None while it takes. From any thread."""
        short = self._short
        return short[0] if short else None

    @property
    def short_s(self) -> float:
        """How long it has waited, seconds; 0 while it takes. From any thread."""
        short = self._short
        return time.monotonic() - short[1] if short else 0.0

    def append(self, entries: Sequence[Entry]) -> int:
        """Write all entries and sync; when this returns they survive a power cut. Returns the last number.

        While the disk is full, or too much waits to be worked on, this waits until there is room.

        Raises:
            JournalFailed: none of the entries counts as safe, and this journal takes no more.
            JournalClosed: the hub ends; none of the entries was kept.
        """
        records = list(map(Record, count(self._durable_seq + 1), entries))
        framed = frames(records)
        pause_s = _FIRST_LOOK_S
        while not self._attempt(framed):
            if self._is_over.wait(pause_s):
                raise JournalClosed("the hub ended while the journal waited for room")
            pause_s = min(2 * pause_s, _LONGEST_LOOK_S)
        with self._grown:
            self._durable_seq += len(records)
            self._tail.push(records, len(framed))
            self._backlog.grow(self._durable_seq, len(framed))
            self._grown.notify_all()
        return self._durable_seq

    def wait_beyond(self, seq: int, timeout_s: float) -> bool:
        """Wait until a record newer than `seq` is safe; False when the time is over first."""
        with self._grown:
            return self._grown.wait_for(lambda: self._durable_seq > seq, timeout_s)

    def reader(self, after_seq: int) -> JournalReader:
        """Read from the record after `after_seq` on."""
        return JournalReader(self, after_seq)

    def recent(self, seq: int, limit: int) -> Sequence[Record] | None:
        """Give at most `limit` records behind `seq` from memory; None when they stand in files only."""
        with self._grown:
            return self._tail.after(seq, limit)

    def segments(self) -> Sequence[Segment]:
        """List the segments, oldest first; their sizes cover what is safe and nothing else."""
        with self._grown:
            return (*self._finished, self._writer.segment) if self._writer else tuple(self._finished)

    def prune(self, *, done_seq: int, older_than_s: float) -> int:
        """Delete segments with no record beyond `done_seq` that are old, over the quota, or fill the disk.

        Nothing that is still needed is ever deleted, whatever the quota.

        Args:
            done_seq: everything up to here was worked on and is needed by nobody.
            older_than_s: seconds since 1970; a segment last written before that is old.

        Returns:
            How many files went.

        Raises:
            OSError: the disk does not answer.
        """
        with self._grown:
            self._backlog.finish(done_seq)
        segments = self.segments()
        used = sum(segment.size for segment in segments)
        gone = 0
        for segment in worked_off(segments, done_seq):
            is_spare = used > self._room.quota_bytes or self._room.is_tight(self._free(), self.shortage)
            if not is_spare and written_s(segment) >= older_than_s:
                break
            self._disk.remove(segment.file)
            with self._grown:
                self._finished.remove(segment)
            used -= segment.size
            gone += 1
        return gone

    def _recover(self) -> None:
        found = find_segments(self._directory, self._hub_id)
        newest = [segment for segment in found if segment.first_seq == found[-1].first_seq]
        for segment in newest:
            # A hub that was killed has left here what it had written and not synced; now it counts.
            self._disk.settle(segment.file)
        self._durable_seq = max((self._last_seq(segment) for segment in newest), default=0)
        for segment in found:
            if segment.record_bytes:
                self._finished.append(segment)
            else:
                # No record ever came; its number is taken anew.
                self._disk.remove(segment.file)

    def _last_seq(self, segment: Segment) -> int:
        walk = Walk(segment)
        last_seq = max(walk.last_seq(segment.size), segment.first_seq - 1)
        self.damage.add(segment, walk.damage)
        return last_seq

    def _attempt(self, framed: bytes) -> bool:
        """Write and sync; False while there is no room, which is noted."""
        if self._lock_file < 0:
            raise JournalClosed("the journal is closed")
        if self._has_failed:
            raise JournalFailed("the journal has failed")
        try:
            shortage = self._write(framed)
        except OSError as error:
            if error.errno not in _NO_ROOM:
                self._has_failed = True
                self._leave_segment()
                raise JournalFailed(f"journal {self._directory}: {error}") from error
            # What was written of it is nobody's; the space may be all that the ledger has left.
            self._leave_segment(is_torn=True)
            shortage = Shortage.DISK
        self._note(shortage)
        return shortage is None

    def _write(self, framed: bytes) -> Shortage | None:
        shortage = self._room.shortage(len(framed), self._backlog.size, self._free(), self.shortage)
        if shortage is not None:
            return shortage
        if self._writer is not None and self._writer.segment.record_bytes >= self._segment_bytes:
            self._leave_segment()
        writer = self._writer or self._begin_segment()
        try:
            writer.append(framed)
        except TornWrite as error:
            log.warning("journal segment %s: %s; going on in another", writer.segment.file.name, error)
            self._leave_segment(is_torn=True)
            self._begin_segment().append(framed)
        return None

    def _begin_segment(self) -> SegmentWriter:
        writer = SegmentWriter(self._disk, self._directory, self._hub_id, self._durable_seq + 1)
        with self._grown:
            self._writer = writer
        return writer

    def _leave_segment(self, *, is_torn: bool = False) -> None:
        """Write no more to the current file; readers read on in it."""
        writer = self._writer
        if writer is None:
            return
        if is_torn:
            writer.cut()
        writer.close()
        with self._grown:
            if writer.segment.record_bytes:
                self._finished.append(writer.segment)
            self._writer = None
        if not writer.segment.record_bytes:
            # A disk that cannot do even this keeps it; the next start removes it.
            with suppress(OSError):
                self._disk.remove(writer.segment.file)

    def _note(self, shortage: Shortage | None) -> None:
        before = self._short
        if shortage is None:
            self._short = None
            if before is not None:
                log.info("the journal takes messages again")
        elif before is None or before[0] is not shortage:
            self._short = (shortage, time.monotonic())
            log.warning("the journal takes no messages until there is room: %s", shortage)

    def _free(self) -> int:
        return self._disk.free_bytes(self._directory)
