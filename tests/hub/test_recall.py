from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.journal import Journal
from hub.journal.format import Entry
from hub.recall import oldest_seq, recalled


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """Forty messages in several small segments."""
    made = Journal(tmp_path / "journal", "daxi", segment_bytes=400)
    made.open()
    for number in range(1, 41):
        made.append([Entry(f"t/{number}", b"x", number)])
    yield made
    made.close()


def test_messages_are_found_by_their_numbers_across_segments(journal: Journal) -> None:
    assert len(journal.segments()) >= 4
    wanted = [1, 2, 17, 39, 40]
    assert [(seq, entry and entry.topic) for seq, entry in recalled(journal, wanted)] == [
        (seq, f"t/{seq}") for seq in wanted
    ]


def test_what_the_journal_no_longer_holds_is_none(journal: Journal, tmp_path: Path) -> None:
    for segment in journal.segments()[:2]:
        segment.file.unlink()
    journal.close()
    again = Journal(tmp_path / "journal", "daxi")  # one that has nothing in memory
    again.open()
    oldest = oldest_seq(again)
    assert oldest > 2
    found = dict(recalled(again, [1, 2, oldest, 41, 50]))
    again.close()
    assert [seq for seq, entry in found.items() if entry is None] == [1, 2, 41, 50]


def test_nothing_is_looked_for_in_vain(journal: Journal) -> None:
    assert list(recalled(journal, [])) == []


def test_one_can_stop_in_between(journal: Journal) -> None:
    seq, entry = next(recalled(journal, [5, 30]))
    assert (seq, entry and entry.topic) == (5, "t/5")
