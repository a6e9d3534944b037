"""What is left of a journal after files were cut, flipped, renamed, copied, emptied or lost."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.journal import Journal
from hub.journal.format import HEADER_BYTES, Record, frames
from hub.journal.segments import Segment, Walk
from hub.journal.tail import Tail
from tests.fakes import FakeDisk
from tests.hub.journal.test_journal import an_entry, opened, read_all

RECORD_BYTES = len(frames([Record(1, an_entry(1))]))


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Thirty records of one length in segments of ten."""
    journal = opened(tmp_path, segment_bytes=10 * RECORD_BYTES)
    for number in range(1, 31):
        journal.append([an_entry(number % 10)])
    journal.close()
    return tmp_path


@contextmanager
def reopened(folder: Path) -> Iterator[Journal]:
    journal = opened(folder)
    try:
        yield journal
    finally:
        journal.close()


def numbers(journal: Journal, limit: int = 7) -> list[int]:
    reader = journal.reader(0)
    found: list[int] = []
    while got := reader.next(limit, 0):
        found += [record.seq for record in got]
    return found


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.vhj"))


def flip(file: Path, place: int) -> None:
    content = bytearray(file.read_bytes())
    content[place] ^= 0x20
    file.write_bytes(bytes(content))


def test_a_renamed_segment_keeps_its_place(written: Path) -> None:
    files(written)[1].rename(written / "zzz.vhj")
    with reopened(written) as journal:
        assert numbers(journal) == list(range(1, 31))


def test_a_segment_named_like_the_next_one_is_not_written_over(written: Path) -> None:
    files(written)[1].rename(written / f"{31:020d}.vhj")
    with reopened(written) as journal:
        assert journal.append([an_entry(31)]) == 31
        assert numbers(journal) == list(range(1, 32))


@pytest.mark.parametrize("which", [0, 1, 2])
def test_of_a_copied_segment_each_record_is_read_once(written: Path, which: int) -> None:
    shutil.copy(files(written)[which], written / "copy of it.vhj")
    with reopened(written) as journal:
        assert journal.last_seq == 30
        assert numbers(journal) == list(range(1, 31))


@pytest.mark.parametrize("which", [0, 1, 2])
def test_where_a_segment_is_torn_its_copy_is_read(written: Path, which: int) -> None:
    whole = files(written)[which]
    shutil.copy(whole, written / "zzz.vhj")
    os.truncate(whole, HEADER_BYTES + 3 * RECORD_BYTES + 5)
    with reopened(written) as journal:
        assert journal.last_seq == 30
        assert numbers(journal) == list(range(1, 31))


def test_no_copy_is_deleted_while_a_record_of_it_is_needed(written: Path) -> None:
    shutil.copy(files(written)[0], written / "zzz.vhj")
    with reopened(written) as journal:
        assert journal.prune(done_seq=5, older_than_s=float("inf")) == 0
        assert journal.prune(done_seq=10, older_than_s=float("inf")) == 2


def test_a_lost_segment_costs_its_own_records_only(written: Path) -> None:
    files(written)[1].unlink()
    with reopened(written) as journal:
        assert numbers(journal) == [*range(1, 11), *range(21, 31)]


@pytest.mark.parametrize("content", [b"", b"\0" * 30, b"\0" * 500])
def test_an_emptied_segment_costs_its_own_records_only(written: Path, content: bytes) -> None:
    files(written)[1].write_bytes(content)
    with reopened(written) as journal:
        assert numbers(journal) == [*range(1, 11), *range(21, 31)]
        assert journal.append([an_entry(31)]) == 31


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_flipped_bit_in_a_header_costs_no_record(written: Path, which: int) -> None:
    flip(files(written)[which], 3)
    with reopened(written) as journal:
        assert journal.last_seq == 30
        assert numbers(journal) == list(range(1, 31))
        assert journal.damage.size == HEADER_BYTES


def test_a_flipped_bit_costs_one_record_and_is_counted_once(written: Path) -> None:
    flip(files(written)[2], HEADER_BYTES + 4 * RECORD_BYTES + 20)
    with reopened(written) as journal:
        assert journal.damage.size == RECORD_BYTES
        assert numbers(journal) == [*range(1, 25), *range(26, 31)]
        assert numbers(journal, limit=1) == [*range(1, 25), *range(26, 31)]
        assert journal.damage.size == RECORD_BYTES


def test_a_payload_that_looks_like_a_record_is_none_when_the_one_around_it_is_damaged(tmp_path: Path) -> None:
    forged = frames([Record(10**9, an_entry(13))])
    journal = opened(tmp_path)
    journal.append([an_entry(1), an_entry(2)._replace(payload=forged), an_entry(3)])
    journal.close()
    flip(files(tmp_path)[0], HEADER_BYTES + RECORD_BYTES + 20)
    with reopened(tmp_path) as again:
        assert (again.last_seq, numbers(again)) == (3, [1, 3])


def test_after_damage_or_a_crash_no_old_file_is_written(written: Path) -> None:
    flip(files(written)[2], HEADER_BYTES + 5)
    before = {file: file.read_bytes() for file in files(written)}
    with reopened(written) as journal:
        journal.append([an_entry(31)])
    assert {file: file.read_bytes() for file in before} == before


def test_restarts_without_messages_leave_no_heap_of_files(tmp_path: Path) -> None:
    for _ in range(5):
        opened(tmp_path).close()
    assert files(tmp_path) == []


def test_a_reader_that_falls_behind_the_memory_reads_files_and_comes_back(tmp_path: Path) -> None:
    journal = opened(tmp_path, segment_bytes=10 * RECORD_BYTES)
    journal._tail = Tail(most_bytes=5 * (RECORD_BYTES + 350))
    reader = journal.reader(0)
    found: list[int] = []
    for step in range(1, 13):
        for number in range(step):
            journal.append([an_entry(number)])
        while got := reader.next(4, 0):
            found += [record.seq for record in got]
    assert found == list(range(1, journal.last_seq + 1))
    journal.close()


def test_a_record_damaged_before_it_was_read_does_not_hold_up_the_reader(written: Path) -> None:
    with reopened(written) as journal:
        file = files(written)[2]
        os.truncate(file, file.stat().st_size - 5)
        reader = journal.reader(29)
        assert reader.next(9, 0) == []
        journal.append([an_entry(31)])
        assert [record.seq for record in reader.next(9, 0)] == [31]
        assert journal.damage.size == RECORD_BYTES


def test_a_file_that_grows_is_walked_on_where_the_walk_stopped(tmp_path: Path) -> None:
    content = frames([Record(number, an_entry(number)) for number in (1, 2)])
    file = tmp_path / "growing"
    walk = Walk(Segment(file, 1, 0, len(content)))
    file.write_bytes(content[:-9])
    assert [record.seq for record in walk.take(9, len(content) - 9, is_growing=True)] == [1]
    assert walk.take(9, len(content) - 9, is_growing=True) == []
    file.write_bytes(content)
    assert [record.seq for record in walk.take(9, len(content), is_growing=True)] == [2]
    assert walk.damage == []


SIZES = st.lists(st.integers(0, 60), min_size=1, max_size=30)


@pytest.mark.slow
@settings(max_examples=100)
@given(SIZES, st.integers(1, 5), st.lists(st.integers(0, 10_000), max_size=4), st.integers(1, 9))
def test_every_intact_record_is_read_in_order_and_once_whatever_bytes_were_changed(
    sizes: list[int], per_append: int, places: list[int], limit: int
) -> None:
    entries = [an_entry(number, size) for number, size in enumerate(sizes, 1)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        journal = opened(folder, segment_bytes=300)
        for start in range(0, len(entries), per_append):
            journal.append(entries[start : start + per_append])
        journal.close()
        hit = damaged(folder, entries, places)
        with reopened(folder) as again:
            again.number_beyond(len(entries))
            expected = [entry for number, entry in enumerate(entries, 1) if number not in hit]
            assert read_all(again, limit=limit) == expected
            assert again.append([an_entry(77)]) == len(entries) + 1
            assert read_all(again, limit=limit) == [*expected, an_entry(77)]


def damaged(folder: Path, entries: list, places: list[int]) -> set[int]:
    """Change bytes of records; returns the numbers of those that were hit."""
    hit: set[int] = set()
    spots = []  # (file, offset, number) of every byte of every record
    for file in files(folder):
        number = int(file.stem)
        offset = HEADER_BYTES
        while offset < file.stat().st_size:
            length = len(frames([Record(number, entries[number - 1])]))
            spots += [(file, offset + at, number) for at in range(length)]
            offset, number = offset + length, number + 1
    for place in places:
        file, offset, number = spots[place % len(spots)]
        content = bytearray(file.read_bytes())
        content[offset] = (content[offset] + 1 + place) % 256 if (1 + place) % 256 else content[offset] ^ 1
        file.write_bytes(bytes(content))
        hit.add(number)
    return hit


@pytest.mark.slow
@settings(max_examples=100)
@given(SIZES, st.integers(1, 5), st.integers(0, 5_000))
def test_of_a_journal_cut_at_any_byte_all_whole_records_are_left(
    sizes: list[int], per_append: int, cut: int
) -> None:
    entries = [an_entry(number, size) for number, size in enumerate(sizes, 1)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        journal = opened(folder)
        for start in range(0, len(entries), per_append):
            journal.append(entries[start : start + per_append])
        journal.close()
        (file,) = files(folder)
        cut %= file.stat().st_size
        os.truncate(file, cut)
        left = 0
        while HEADER_BYTES + len(frames(map(Record, range(1, left + 2), entries))) <= cut and left < len(
            entries
        ):
            left += 1
        with reopened(folder) as again:
            assert (again.last_seq, read_all(again)) == (left, entries[:left])
            assert again.append(entries[:1]) == left + 1
            assert read_all(again) == [*entries[:left], entries[0]]


@pytest.mark.slow
@settings(max_examples=100)
@given(SIZES, st.integers(1, 5), st.integers(0, 30), st.data())
def test_after_a_power_cut_everything_that_was_acknowledged_is_there(
    sizes: list[int], per_append: int, broken_at: int, data: st.DataObject
) -> None:
    """Whatever was not synced is lost or not, at random; a sync may fail before."""
    entries = [an_entry(number, size) for number, size in enumerate(sizes, 1)]
    disk = FakeDisk()
    disk.syncs_until_broken = broken_at
    with TemporaryDirectory() as name:
        folder = Path(name)
        journal = Journal(folder, "hub-daxi", segment_bytes=200, disk=disk)
        acknowledged = 0
        try:
            journal.open()
            for start in range(0, len(entries), per_append):
                acknowledged = journal.append(entries[start : start + per_append])
                assert read_all(journal) == entries[:acknowledged], "a reader sees what is synced and no more"
        except OSError:
            assert read_all(journal) == entries[:acknowledged]
        journal.close()
        for file in files(folder):
            size = file.stat().st_size
            os.truncate(file, data.draw(st.integers(disk.synced.get(file, 0), size)))
        with reopened(folder) as again:
            assert read_all(again)[:acknowledged] == entries[:acknowledged]


def test_what_a_killed_hub_wrote_and_did_not_sync_is_synced_before_it_counts(written: Path) -> None:
    disk = FakeDisk()
    journal = Journal(written, "hub-daxi", disk=disk)
    journal.open()
    journal.close()
    with_records = [file for file in files(written) if file.stat().st_size > HEADER_BYTES]
    assert disk.synced[with_records[-1]] == with_records[-1].stat().st_size
