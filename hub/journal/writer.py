"""Writes one segment of the journal: whole, synced, and never again after the first failure."""

from contextlib import suppress
from errno import EIO
from itertools import count
from pathlib import Path

from hub.journal.disk import Disk
from hub.journal.format import HEADER_BYTES, header
from hub.journal.segments import SUFFIX, Segment


class TornWrite(OSError):
    """The system said that it wrote what is not in the file; close this one and write the same in another."""


class SegmentWriter:
    """One open file. `segment` says how many of its bytes are safe."""

    def __init__(self, disk: Disk, folder: Path, hub_id: str, first_seq: int) -> None:
        """Begin the segment whose first record will be `first_seq`.

        Raises:
            OSError: it cannot be written; what may be left of it holds no record.
        """
        self._disk = disk
        file, self._descriptor = _create(disk, folder, first_seq)
        self.segment = Segment(file, first_seq, HEADER_BYTES, HEADER_BYTES)
        try:
            self._write(header(hub_id, first_seq), HEADER_BYTES)
            disk.sync(self._descriptor)
            disk.sync_folder(folder)
        except OSError:
            self.close()
            disk.remove(file)
            raise

    def append(self, framed: bytes) -> None:
        """Write all and sync.

        Raises:
            TornWrite: none of it counts; the bytes before it do.
            OSError: none of it counts, and this file takes no more: a failed sync may have thrown pages away,
                so that a second one would lie. Close it.
        """
        done = self.segment
        size = done.size + len(framed)
        self._write(framed, size)
        self._disk.sync(self._descriptor)
        self.segment = Segment(done.file, done.first_seq, done.begin, size)

    def cut(self) -> None:
        """Give back what stands behind the safe bytes; a disk that cannot even do this keeps them."""
        with suppress(OSError):
            self._disk.cut(self._descriptor, self.segment.size)

    def close(self) -> None:
        """Close the file; what counts was synced, so that a complaint changes nothing."""
        with suppress(OSError):
            self._disk.close(self._descriptor)

    def _write(self, content: bytes, size: int) -> None:
        """Write all; the file then has `size` bytes."""
        view = memoryview(content)
        while view:
            view = view[self._disk.write(self._descriptor, view) :]
        there = self._disk.size(self._descriptor)
        if there != size:
            raise TornWrite(EIO, f"{there} bytes are in the file, {size} were written")


def _create(disk: Disk, folder: Path, first_seq: int) -> tuple[Path, int]:
    """Never write over a file, whatever bears the name that is wanted."""
    for copy in count():
        file = folder / f"{first_seq:020d}{f'-{copy}' if copy else ''}{SUFFIX}"
        try:
            return file, disk.create(file)
        except FileExistsError:
            continue
    raise AssertionError("count() does not end")
