"""Single messages found again in the journal by their numbers, as long as it still holds them."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from hub.journal import Journal
from hub.journal.format import Entry

_CHUNK = 500


def recalled(journal: Journal, numbers: Sequence[int]) -> Iterator[tuple[int, Entry | None]]:
    """Walk through the journal and give each of these messages; None for one that is no longer there.

    Reads no segment that holds none of them. Take only as many as there is time for.

    Args:
        journal: open.
        numbers: rising.
    """
    wanted = list(numbers)
    while wanted:
        segment = _segment_end(journal, wanted[0])
        here = [seq for seq in wanted if seq <= segment]
        yield from _found(journal, here)
        wanted = wanted[len(here) :]


def oldest_seq(journal: Journal) -> int:
    """Number of the first record that the journal can still hold."""
    return next((segment.first_seq for segment in journal.segments()), journal.last_seq + 1)


def _found(journal: Journal, numbers: Sequence[int]) -> Iterator[tuple[int, Entry | None]]:
    reader = journal.reader(numbers[0] - 1)
    ahead: dict[int, Entry] = {}
    reached = numbers[0] - 1
    for seq in numbers:
        while reached < seq:
            records = reader.next(_CHUNK, 0.0)
            if not records:
                break
            reached = records[-1].seq
            ahead = {record.seq: record.entry for record in records}
        yield seq, ahead.get(seq)


def _segment_end(journal: Journal, seq: int) -> int:
    """Number of the last record of the segment that a record is in, or would be in."""
    first = [segment.first_seq for segment in journal.segments()]
    return next((newer - 1 for _, newer in pairwise(first) if newer > seq), max(seq, journal.last_seq))
