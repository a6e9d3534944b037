"""How much the journal may hold, and how much of what it holds still waits to be worked on. Pure."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

# Positions are remembered this far apart: a backlog of 4 GiB costs 65,536 of them.
_STEP_BYTES = 64 * 1024
# Behind a shortage the disk must be this much freer than its reserve before the journal goes on, so that it
# does not stop and go on with every file that somebody else writes.
_EASE = 16


class Shortage(StrEnum):
    """Why the journal takes nothing now."""

    DISK = "journal_disk"
    QUOTA = "journal_quota"


@dataclass(frozen=True, slots=True)
class Room:
    """What the journal may take.

    `quota_bytes`: messages that wait to be worked on, and, as far as those leave room, finished ones.
    `reserve_bytes`: so much of the disk is left to the ledger, so that commands work on a full disk.
    """

    quota_bytes: int = 2**62
    reserve_bytes: int = 0

    def shortage(self, wanted: int, backlog: int, free: int, before: Shortage | None) -> Shortage | None:
        """Say what forbids taking more; None when there is room.

        Args:
            wanted: bytes that are to be written now.
            backlog: bytes that wait to be worked on already.
            free: bytes that the disk has left.
            before: what forbade it a moment ago.
        """
        if free - wanted < self.reserve_bytes + self._ease(before):
            return Shortage.DISK
        if backlog and backlog + wanted > self.quota_bytes:
            return Shortage.QUOTA
        return None

    def is_tight(self, free: int, before: Shortage | None) -> bool:
        """Tell whether finished messages should make room, so much that taking goes on behind a shortage."""
        return free < self.reserve_bytes + 2 * self._ease(before)

    def _ease(self, before: Shortage | None) -> int:
        return self.reserve_bytes // _EASE if before is Shortage.DISK else 0


class Backlog:
    """Counts the bytes of records that wait to be worked on, exact to 64 KiB and never too few."""

    def __init__(self) -> None:
        # (number of the last record, bytes written up to and with it), oldest first
        self._marks: deque[tuple[int, int]] = deque()
        self._written = 0
        self._done = 0

    @property
    def size(self) -> int:
        """Bytes that wait."""
        return self._written - self._done

    def grow(self, last_seq: int, size: int) -> None:
        """Note that so many bytes were written, of which the last record bears that number."""
        self._written += size
        before = self._marks[-2][1] if len(self._marks) > 1 else self._done
        if self._marks and self._marks[-1][1] - before < _STEP_BYTES:
            self._marks.pop()
        self._marks.append((last_seq, self._written))

    def finish(self, seq: int) -> None:
        """Note that everything up to a record was worked on."""
        while self._marks and self._marks[0][0] <= seq:
            _, self._done = self._marks.popleft()
