"""What the spool keeps, across restarts, threads and a full disk quota."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.spool import Letter, Spool, SpoolFailed


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    opened = Spool(tmp_path / "field" / "spool.db", quota=5)
    opened.start()
    yield opened
    opened.stop()


def a_letter(seq: int, *, device: str = "bin-7", boot: int = 1) -> Letter:
    return Letter(device, boot, seq, f"vh1/lz/d/{device}/tele", b'{"v":1}')


def seqs(spool: Spool, device: str = "bin-7") -> list[int]:
    return [letter.seq for _, letter in spool.after(device, 0, 100)]


def test_boots_are_counted_from_one_and_for_each_device(spool: Spool) -> None:
    assert [spool.next_boot("bin-7"), spool.next_boot("bin-7"), spool.next_boot("bin-8")] == [1, 2, 1]


def test_boots_and_letters_survive_a_restart(spool: Spool) -> None:
    spool.next_boot("bin-7")
    spool.keep(a_letter(1))
    spool.stop()

    again = Spool(spool.path)
    again.start()

    assert again.next_boot("bin-7") == 2
    assert again.after("bin-7", 0, 10) == [(1, a_letter(1))]
    again.stop()


def test_a_letter_comes_back_as_it_was_given(spool: Spool) -> None:
    letter = Letter("bin-7", 3, 9, "vh1/lz/d/bin-7/state", b"\x00\xff", qos=0, retain=True)

    spool.keep(letter)

    assert spool.after("bin-7", 0, 10) == [(1, letter)]


def test_letters_are_listed_behind_a_row_and_within_the_limit(spool: Spool) -> None:
    for seq in (1, 2, 3):
        spool.keep(a_letter(seq))

    assert [letter.seq for _, letter in spool.after("bin-7", 1, 1)] == [2]


def test_only_what_is_confirmed_is_forgotten(spool: Spool) -> None:
    for letter in (a_letter(1), a_letter(2), a_letter(1, boot=2), a_letter(1, device="bin-8")):
        spool.keep(letter)

    gone = spool.forget("bin-7", 1, 1)

    assert gone == 1
    assert [(letter.boot, letter.seq) for _, letter in spool.after("bin-7", 0, 9)] == [(1, 2), (2, 1)]
    assert seqs(spool, "bin-8") == [1]


def test_confirming_a_boot_says_nothing_of_the_others(spool: Spool) -> None:
    for letter in (a_letter(1, boot=1), a_letter(1, boot=2), a_letter(2, boot=2), a_letter(1, boot=3)):
        spool.keep(letter)

    assert spool.forget("bin-7", 2, 1) == 1
    assert [(letter.boot, letter.seq) for _, letter in spool.after("bin-7", 0, 9)] == [(1, 1), (2, 2), (3, 1)]


def test_confirming_nothing_forgets_nothing(spool: Spool) -> None:
    spool.keep(a_letter(1, boot=1))

    assert spool.forget("bin-7", 2, 0) == 0


def test_beyond_the_quota_the_oldest_is_dropped_and_said_once(
    spool: Spool, caplog: pytest.LogCaptureFixture
) -> None:
    for seq in range(1, 9):
        spool.keep(a_letter(seq))

    assert seqs(spool) == [4, 5, 6, 7, 8]
    assert spool.dropped == 3
    assert [record.getMessage().count("is full") for record in caplog.records] == [1]


def test_after_room_was_made_the_next_overflow_is_said_again(
    spool: Spool, caplog: pytest.LogCaptureFixture
) -> None:
    for seq in range(1, 7):
        spool.keep(a_letter(seq))
    spool.forget("bin-7", 1, 6)
    for seq in range(7, 13):
        spool.keep(a_letter(seq))

    assert len(caplog.records) == 2


def test_counts_are_for_one_device_and_up_to_a_row(spool: Spool) -> None:
    for letter in (a_letter(1), a_letter(1, device="bin-8"), a_letter(2)):
        spool.keep(letter)

    assert (spool.held("bin-7"), spool.held("bin-7", until_row=1)) == (2, 1)


def test_a_file_that_is_no_database_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    path.write_bytes(b"not a database, but long enough to be read as one" * 20)

    with pytest.raises(SpoolFailed, match=r"spool\.db cannot be opened"):
        Spool(path).start()


def test_a_closed_spool_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SpoolFailed, match="call start"):
        Spool(tmp_path / "spool.db").keep(a_letter(1))


def test_threads_share_one_spool_without_losing_a_letter(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.db")
    spool.start()
    names = [f"bin-{number}" for number in range(4)]

    def keep_five(name: str) -> None:
        for seq in range(5):
            spool.keep(a_letter(seq, device=name))

    workers = [threading.Thread(target=keep_five, args=(name,)) for name in names]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=5)

    assert [seqs(spool, name) for name in names] == [[0, 1, 2, 3, 4]] * 4
    spool.stop()


def test_starting_twice_is_starting_once(spool: Spool) -> None:
    spool.keep(a_letter(1))
    spool.start()

    assert seqs(spool) == [1]


def test_a_failing_disk_is_said_and_nothing_is_counted(spool: Spool) -> None:
    spool.keep(a_letter(1))
    spool._opened.execute("PRAGMA query_only = ON")  # the way a read-only remounted disk answers

    with pytest.raises(SpoolFailed, match="readonly"):
        spool.keep(a_letter(2))

    spool._opened.execute("PRAGMA query_only = OFF")
    for seq in range(3, 7):
        spool.keep(a_letter(seq))
    assert (seqs(spool), spool.dropped) == ([1, 3, 4, 5, 6], 0)
