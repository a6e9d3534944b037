"""The speaker's memory survives, and says so when it cannot be kept."""

from pathlib import Path

import pytest

from devices.agents.diary import Diary
from devices.contract.receipts import Stage
from devices.spool import SpoolFailed
from tests.devices.agents.builders import HORN, an_announce


def test_starting_and_stopping_twice_is_once(tmp_path: Path) -> None:
    diary = Diary(tmp_path / "spool.db", HORN)
    diary.start()
    entry = diary.add(an_announce())
    diary.start()

    assert diary.entry("an-1") == entry
    diary.stop()
    diary.stop()


def test_two_speakers_of_one_file_do_not_share_their_memory(tmp_path: Path) -> None:
    diaries = [Diary(tmp_path / "spool.db", name) for name in ("horn-1", "horn-2")]
    for diary in diaries:
        diary.start()
    diaries[0].add(an_announce())

    assert diaries[1].entry("an-1") is None
    for diary in diaries:
        diary.stop()


def test_what_still_waits_is_never_pruned(tmp_path: Path) -> None:
    diary = Diary(tmp_path / "spool.db", HORN)
    diary.start()
    diary.add(an_announce("waits"))
    diary.add(an_announce("done"), Stage.EXPIRED)
    diary.prune(2**60)

    assert (diary.entry("waits") is None, diary.entry("done") is None) == (False, True)
    diary.stop()


def test_a_closed_diary_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SpoolFailed, match="call start"):
        Diary(tmp_path / "spool.db", HORN).add(an_announce())


def test_a_file_that_is_no_database_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    path.write_bytes(b"not a database, but long enough to be read as one" * 20)

    with pytest.raises(SpoolFailed, match=r"spool\.db cannot be opened"):
        Diary(path, HORN).start()


def test_the_same_announcement_cannot_be_written_down_twice(tmp_path: Path) -> None:
    diary = Diary(tmp_path / "spool.db", HORN)
    diary.start()
    diary.add(an_announce())

    with pytest.raises(SpoolFailed, match="UNIQUE"):
        diary.add(an_announce())
    diary.stop()
