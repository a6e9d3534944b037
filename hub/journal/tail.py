"""The newest records of the journal in memory, so that a reader that keeps up touches no file."""

from collections.abc import Sequence

from hub.journal.format import MIN_RECORD_BYTES, Record

# What the objects of one record take beyond its bytes in the file (sys.getsizeof, CPython 3.11, 2026-11).
_OBJECTS_BYTES = 350
_SPARE = 8


class Tail:
    """Records numbered one by one without a gap, at most so many bytes of them; the oldest go first."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._records: list[Record] = []
        self._size = 0

    def push(self, records: Sequence[Record], size: int) -> None:
        """Add the newest; `size` is how many bytes they have in the file."""
        if self._records and records and records[0].seq != self._records[-1].seq + 1:
            self.clear()
        self._records += records
        self._size += size + _OBJECTS_BYTES * len(records)
        if self._size > self._most_bytes:
            self._forget()

    def after(self, seq: int, limit: int) -> Sequence[Record] | None:
        """Give at most `limit` records behind `seq`; None when the first of them is no longer here."""
        if not self._records or seq + 1 < self._records[0].seq:
            return None
        start = seq + 1 - self._records[0].seq
        return self._records[start : start + limit]

    def clear(self) -> None:
        """Forget all."""
        self._records, self._size = [], 0

    def _forget(self) -> None:
        """Make room, more than needed, so that the list is seldom moved."""
        wanted = self._size - self._most_bytes + self._most_bytes // _SPARE
        gone = 0
        while wanted > 0 and gone < len(self._records):
            size = _size(self._records[gone])
            wanted, self._size = wanted - size, self._size - size
            gone += 1
        del self._records[:gone]


def _size(record: Record) -> int:
    topic = record.entry.topic.encode("utf-8", "surrogatepass")
    return MIN_RECORD_BYTES + len(topic) + len(record.entry.payload) + _OBJECTS_BYTES
