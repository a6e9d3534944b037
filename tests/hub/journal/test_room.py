"""The journal on a disk that is full, slow to take, or broken."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.journal import Journal, JournalClosed, JournalFailed
from hub.journal.room import Backlog, Room, Shortage
from tests.fakes import FakeDisk
from tests.hub.journal.test_journal import an_entry, opened, read_all
from tests.wait import until

MIB = 1024 * 1024


@contextmanager
def appending(journal: Journal, *numbers: int) -> Iterator[list[int | JournalFailed]]:
    """Append on a thread, as the receiver does; what came of it is in the list when it is over."""
    outcome: list[int | JournalFailed] = []

    def append() -> None:
        try:
            outcome.append(journal.append([an_entry(number) for number in numbers]))
        except JournalFailed as error:
            outcome.append(error)

    thread = threading.Thread(target=append)
    thread.start()
    try:
        yield outcome
    finally:
        journal.give_up()
        thread.join()


def test_a_disk_that_takes_little_at_a_time_gets_everything(tmp_path: Path) -> None:
    disk = FakeDisk()
    disk.most_at_once = 17
    journal = opened(tmp_path, disk=disk)
    journal.append([an_entry(number) for number in range(1, 11)])
    journal.close()
    again = opened(tmp_path)
    assert read_all(again) == [an_entry(number) for number in range(1, 11)]
    again.close()


def test_a_write_that_claims_more_than_it_did_is_made_again_in_a_new_segment(tmp_path: Path) -> None:
    disk = FakeDisk()
    journal = opened(tmp_path, disk=disk)
    journal.append([an_entry(1)])
    disk.lies = 1
    assert journal.append([an_entry(2), an_entry(3)]) == 3
    assert len(journal.segments()) == 2
    journal.close()
    again = opened(tmp_path)
    assert read_all(again) == [an_entry(1), an_entry(2), an_entry(3)]
    assert again.damage.size == 0
    again.close()


def test_a_disk_that_keeps_lying_ends_the_journal(tmp_path: Path) -> None:
    disk = FakeDisk()
    journal = opened(tmp_path, disk=disk)
    journal.append([an_entry(1)])
    disk.lies = 9
    with pytest.raises(JournalFailed, match="bytes are in the file"):
        journal.append([an_entry(2)])
    assert (journal.last_seq, read_all(journal)) == (1, [an_entry(1)])
    journal.close()


def test_on_a_full_disk_it_waits_says_so_and_goes_on_in_a_new_segment(tmp_path: Path) -> None:
    disk = FakeDisk(free=1_000)
    journal = opened(tmp_path, disk=disk)
    journal.append([an_entry(1)])
    torn = journal.segments()[-1]
    disk.free = 50
    disk.told_free = MIB  # so that it runs into the wall
    with appending(journal, 2, 3) as outcome:
        until(lambda: journal.shortage is Shortage.DISK)
        assert (journal.last_seq, outcome) == (1, [])
        assert torn.file.stat().st_size == torn.size, "the torn tail is cut"
        disk.free = MIB
        until(lambda: outcome == [3])
    assert (journal.shortage, journal.short_s) == (None, 0.0)
    assert journal.segments()[-1].file != torn.file
    journal.close()
    assert len(list(tmp_path.glob("*.vhj"))) == 2, "attempts leave nothing behind"
    again = opened(tmp_path)
    assert read_all(again) == [an_entry(1), an_entry(2), an_entry(3)]
    assert again.damage.size == 0
    again.close()


def test_it_stops_before_the_disk_is_full_and_leaves_the_reserve_to_the_ledger(tmp_path: Path) -> None:
    disk = FakeDisk(free=MIB)
    journal = opened(tmp_path, disk=disk, room=Room(reserve_bytes=MIB // 2))
    journal.append([an_entry(1)])
    disk.free = MIB // 2 + 10
    with appending(journal, 2) as outcome:
        until(lambda: journal.shortage is Shortage.DISK)
        assert disk.free > MIB // 2
        disk.free = MIB
        until(lambda: outcome == [2])
    journal.close()


def test_a_hub_that_starts_on_a_full_disk_waits_like_any_other(tmp_path: Path) -> None:
    disk = FakeDisk(free=10)
    journal = opened(tmp_path, disk=disk)
    with appending(journal, 1) as outcome:
        until(lambda: journal.shortage is Shortage.DISK)
        disk.free = MIB
        until(lambda: outcome == [1])
    assert len(list(tmp_path.glob("*.vhj"))) == 1, "attempts leave nothing behind"
    journal.close()


def test_messages_that_wait_to_be_worked_on_fill_the_quota_and_make_room_again(tmp_path: Path) -> None:
    journal = opened(tmp_path, room=Room(quota_bytes=200_000))
    for number in (1, 2):
        journal.append([an_entry(number, size=90_000)])
    with appending(journal, *range(3, 1_000)) as outcome:
        until(lambda: journal.shortage is Shortage.QUOTA)
        assert (journal.last_seq, outcome) == (2, [])
        journal.prune(done_seq=2, older_than_s=0)
        until(lambda: outcome == [999])
    assert journal.shortage is None
    journal.close()


def test_after_a_restart_only_what_was_not_worked_on_counts_against_the_quota(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.append([an_entry(1, size=90_000)])
    journal.append([an_entry(2, size=90_000)])
    journal.close()
    again = opened(tmp_path, room=Room(quota_bytes=100_000))
    again.number_beyond(2)
    assert again.append([an_entry(3, size=90_000)]) == 3
    again.close()
    third = opened(tmp_path, room=Room(quota_bytes=100_000))
    third.number_beyond(0)
    third.give_up()
    with pytest.raises(JournalClosed):
        third.append([an_entry(4)])
    third.close()


def test_finished_segments_go_before_their_time_when_the_disk_is_full(tmp_path: Path) -> None:
    disk = FakeDisk(free=MIB)
    journal = opened(tmp_path, segment_bytes=500, disk=disk, room=Room(reserve_bytes=MIB // 2))
    for number in range(1, 21):
        journal.append([an_entry(number)])
    before = len(journal.segments())
    assert journal.prune(done_seq=12, older_than_s=0) == 0
    disk.free = 0
    assert 0 < journal.prune(done_seq=12, older_than_s=0) < before - 1
    assert read_all(journal, after_seq=12) == [an_entry(number) for number in range(13, 21)]
    journal.close()


def test_finished_segments_make_so_much_room_that_taking_goes_on(tmp_path: Path) -> None:
    disk = FakeDisk(free=MIB)
    journal = opened(tmp_path, segment_bytes=500, disk=disk, room=Room(reserve_bytes=MIB // 2))
    for number in range(1, 21):
        journal.append([an_entry(number)])
    disk.free = MIB // 2
    with appending(journal, 21) as outcome:
        until(lambda: journal.shortage is Shortage.DISK)
        assert journal.prune(done_seq=20, older_than_s=0) > 0
        disk.free = MIB
        until(lambda: outcome == [21])
    assert journal.prune(done_seq=21, older_than_s=0) == 0
    journal.close()


@pytest.mark.parametrize("broken_for_good", [True, False])
def test_after_a_failed_sync_that_file_is_never_synced_again(
    tmp_path: Path, *, broken_for_good: bool
) -> None:
    disk = FakeDisk()
    journal = opened(tmp_path, disk=disk)
    journal.append([an_entry(1)])
    disk.syncs_until_broken = 0
    with pytest.raises(JournalFailed, match="Input/output error"):
        journal.append([an_entry(2)])
    if not broken_for_good:
        disk.syncs_until_broken = -1
    with pytest.raises(JournalFailed, match="has failed"):
        journal.append([an_entry(3)])
    assert (journal.last_seq, disk.syncs_after_failure) == (1, 0)
    assert read_all(journal) == [an_entry(1)], "what could not be synced is not read"
    journal.close()


def test_whoever_gives_up_a_journal_that_waits_wakes_its_append(tmp_path: Path) -> None:
    disk = FakeDisk(free=0)
    journal = opened(tmp_path, disk=disk)
    with appending(journal, 1) as outcome:
        until(lambda: journal.shortage is Shortage.DISK)
        journal.give_up()
        until(lambda: len(outcome) == 1)
    assert isinstance(outcome[0], JournalClosed)
    journal.close()
    with pytest.raises(JournalClosed):
        journal.append([an_entry(2)])


def test_behind_a_shortage_the_disk_must_be_freer_than_the_reserve() -> None:
    room = Room(reserve_bytes=1_600)
    assert room.shortage(10, 0, 1_615, None) is None
    assert room.shortage(10, 0, 1_615, Shortage.DISK) is Shortage.DISK
    assert room.shortage(10, 0, 1_715, Shortage.DISK) is None


@given(st.lists(st.tuples(st.integers(1, 200_000), st.booleans()), max_size=40))
def test_the_backlog_never_counts_too_little_and_at_most_one_step_too_much(
    steps: list[tuple[int, bool]],
) -> None:
    backlog, waiting = Backlog(), []
    for seq, (size, is_finished) in enumerate(steps, 1):
        backlog.grow(seq, size)
        waiting.append((seq, size))
        if is_finished:
            done = waiting[len(waiting) // 2][0]
            backlog.finish(done)
            waiting = [item for item in waiting if item[0] > done]
        true = sum(size for _, size in waiting)
        assert true <= backlog.size <= true + 64 * 1024 + 200_000
    backlog.finish(len(steps))
    assert backlog.size == 0
