"""What every TalkTape promises."""

from pathlib import Path

import pytest

from hub.adapters.talk_tape import FileTape
from hub.ports import StoreDown, TalkTape


@pytest.fixture
def tape(tmp_path: Path) -> TalkTape:
    return FileTape(tmp_path / "talks")


def test_what_was_said_is_read_in_order(tape: TalkTape) -> None:
    tape.append("t-1", b"ab")
    tape.append("t-2", b"x")
    tape.append("t-1", b"c")
    assert (tape.read("t-1"), tape.kept()) == (b"abc", ["t-1", "t-2"])


def test_of_an_unknown_talk_nothing_was_said(tape: TalkTape) -> None:
    assert (tape.read("t-1"), tape.kept()) == (b"", [])
    tape.remove("t-1")


def test_a_removed_talk_is_gone(tape: TalkTape) -> None:
    tape.append("t-1", b"ab")
    tape.remove("t-1")
    assert (tape.read("t-1"), tape.kept()) == (b"", [])


def test_a_place_that_cannot_be_written_is_a_store_that_is_down(tmp_path: Path) -> None:
    (tmp_path / "talks").write_text("no directory")
    tape = FileTape(tmp_path / "talks")
    with pytest.raises(StoreDown, match="t-1"):
        tape.append("t-1", b"ab")
    with pytest.raises(StoreDown, match="t-1"):
        tape.read("t-1")
    with pytest.raises(StoreDown, match="t-1"):
        tape.remove("t-1")
