import os
from pathlib import Path
from typing import Any

import pytest

from hub.journal import Journal, JournalFailed
from hub.journal.format import BadSegment, Entry, header
from hub.journal.lock import JournalBusy
from hub.journal.room import Room

HUB = "hub-daxi"


def an_entry(number: int, size: int = 40) -> Entry:
    return Entry(f"vh1/daxi/d/bin-{number}/tele", bytes([number % 256]) * size, 1_776_495_600_000 + number)


def opened(directory: Path, **kwargs: Any) -> Journal:
    journal = Journal(directory, HUB, **kwargs)
    journal.open()
    return journal


def read_all(journal: Journal, after_seq: int = 0, limit: int = 7) -> list[Entry]:
    reader = journal.reader(after_seq)
    entries: list[Entry] = []
    while got := reader.next(limit, 0):
        entries.extend(record.entry for record in got)
    return entries


def test_what_was_appended_is_read_back_in_order_after_reopening(tmp_path: Path) -> None:
    entries = [an_entry(number) for number in range(1, 51)]
    journal = opened(tmp_path)
    assert journal.append(entries[:20]) == 20
    assert journal.append(entries[20:]) == 50
    journal.close()
    again = opened(tmp_path)
    assert again.last_seq == 50
    assert read_all(again) == entries
    assert read_all(again, after_seq=33) == entries[33:]
    again.close()


def test_flags_and_odd_topics_survive(tmp_path: Path) -> None:
    entries = [
        Entry("a/\ud800/b", b"\x00\xff", 0, qos=0, is_retained=True, is_dup=True),
        Entry("", b"", 2**60, qos=2),
        Entry("村/口", "垃圾".encode(), 1),
    ]
    journal = opened(tmp_path)
    journal.append(entries)
    assert read_all(journal) == entries
    journal.close()


def test_a_full_segment_is_followed_by_another(tmp_path: Path) -> None:
    journal = opened(tmp_path, segment_bytes=500)
    for number in range(1, 31):
        journal.append([an_entry(number)])
    assert len(journal.segments()) > 3
    assert read_all(journal) == [an_entry(number) for number in range(1, 31)]
    journal.close()


@pytest.mark.parametrize("cut", range(1, 75, 7))
def test_a_torn_tail_costs_only_the_torn_record_and_a_new_segment_begins(tmp_path: Path, cut: int) -> None:
    journal = opened(tmp_path)
    journal.append([an_entry(number) for number in range(1, 11)])
    journal.close()
    file = journal.segments()[0].file
    os.truncate(file, file.stat().st_size - cut)
    again = opened(tmp_path)
    assert again.last_seq == 9
    assert again.append([an_entry(77)]) == 10
    assert read_all(again) == [*(an_entry(number) for number in range(1, 10)), an_entry(77)]
    assert len(again.segments()) == 2
    again.close()


def test_zeros_after_the_last_record_are_a_torn_tail(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.append([an_entry(1)])
    journal.close()
    with journal.segments()[0].file.open("ab") as stream:
        stream.write(bytes(5000))
    again = opened(tmp_path)
    assert again.last_seq == 1
    assert again.damage.size == 5000
    again.append([an_entry(2)])
    assert read_all(again) == [an_entry(1), an_entry(2)]
    again.close()


def test_damage_in_the_middle_loses_only_the_damaged_record(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.append([an_entry(number) for number in range(1, 11)])
    journal.close()
    file = journal.segments()[0].file
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0x40
    file.write_bytes(bytes(data))
    again = opened(tmp_path)
    found = read_all(again)
    assert len(found) == 9
    assert again.last_seq == 10
    again.close()


def test_damage_larger_than_any_record_is_passed_over(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.append([an_entry(1)])
    journal.close()
    with journal.segments()[0].file.open("ab") as stream:
        stream.write(b"\x01" * 9_000_000)
    again = opened(tmp_path)
    again.append([an_entry(2)])
    assert read_all(again) == [an_entry(1), an_entry(2)]
    again.close()


def test_a_second_hub_on_the_same_directory_is_refused(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    with pytest.raises(JournalBusy, match="another hub uses"):
        Journal(tmp_path, HUB).open()
    journal.close()
    opened(tmp_path).close()


def test_the_journal_of_another_hub_is_left_alone(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.append([an_entry(1)])
    journal.close()
    with pytest.raises(BadSegment, match="belongs to hub 'hub-daxi'"):
        Journal(tmp_path, "other").open()


def test_old_and_finished_segments_are_deleted_but_never_needed_ones(tmp_path: Path) -> None:
    journal = opened(tmp_path, segment_bytes=500)
    for number in range(1, 31):
        journal.append([an_entry(number)])
    before = len(journal.segments())
    assert journal.prune(done_seq=0, older_than_s=float("inf")) == 0
    gone = journal.prune(done_seq=12, older_than_s=float("inf"))
    assert 0 < gone < before
    assert read_all(journal, after_seq=12) == [an_entry(number) for number in range(13, 31)]
    journal.close()


def test_the_quota_deletes_finished_segments_before_their_time(tmp_path: Path) -> None:
    journal = opened(tmp_path, segment_bytes=500, room=Room(quota_bytes=4_000))
    for number in range(1, 31):
        journal.append([an_entry(number)])
    assert journal.prune(done_seq=30, older_than_s=0) == 0
    for number in range(31, 61):
        journal.append([an_entry(number)])
    assert journal.prune(done_seq=60, older_than_s=0) > 0
    assert sum(segment.size for segment in journal.segments()) <= 4_000
    journal.close()


def test_a_reader_that_stands_in_a_deleted_segment_reads_on_in_the_next(tmp_path: Path) -> None:
    journal = opened(tmp_path, segment_bytes=50)
    journal.append([an_entry(1)])
    reader = journal.reader(0)
    assert len(reader.next(9, 0)) == 1
    journal.append([an_entry(2)])
    assert journal.prune(done_seq=1, older_than_s=float("inf")) == 1
    assert [record.seq for record in reader.next(9, 0)] == [2]
    journal.close()


def test_after_the_files_were_lost_no_number_is_given_twice(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.number_beyond(700)
    journal.number_beyond(3)
    assert journal.append([an_entry(1)]) == 701
    assert [record.seq for record in journal.reader(700).next(9, 0)] == [701]
    journal.close()


def test_waiting_ends_when_something_new_is_safe_or_the_time_is_over(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    assert not journal.wait_beyond(0, 0.01)
    journal.append([an_entry(1)])
    assert journal.wait_beyond(0, 0.01)
    journal.close()


def test_a_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(JournalFailed, match="file"):
        Journal(tmp_path / "file" / "journal", HUB).open()


@pytest.mark.parametrize("first_byte", [b"", b"s"])
def test_a_file_of_another_hub_stops_the_start_and_is_left_alone(tmp_path: Path, first_byte: bytes) -> None:
    file = tmp_path / "00000000000000000001.vhj"
    content = header("other", 1) + first_byte
    file.write_bytes(content)
    with pytest.raises(BadSegment, match=r"00000000000000000001.vhj: segment belongs to hub 'other'"):
        Journal(tmp_path, HUB).open()
    assert file.read_bytes() == content


def test_a_file_that_holds_no_record_is_left_alone_and_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "00000000000000000001.vhj"
    content = b"something else altogether, long enough to be a header " * 2
    file.write_bytes(content)
    journal = opened(tmp_path)
    assert journal.append([an_entry(1)]) == 1
    assert file.read_bytes() == content
    assert read_all(journal) == [an_entry(1)]
    journal.close()


def test_a_segment_cut_off_inside_its_header_is_begun_anew(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.append([an_entry(1)])
    journal.close()
    (tmp_path / f"{2:020d}.vhj").write_bytes(header(HUB, 2)[:20])
    again = opened(tmp_path)
    assert again.last_seq == 1
    again.append([an_entry(2)])
    assert read_all(again) == [an_entry(1), an_entry(2)]
    again.close()
