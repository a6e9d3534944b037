"""sent.jsonl holds whole lines in the order in which they were noted, whoever else writes into it."""

import json
from pathlib import Path

import pytest

from devices.sim.voices.record import Record
from tests.wait import until


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_what_was_noted_is_written_with_its_time_and_without_what_is_none(tmp_path: Path) -> None:
    path, moments = tmp_path / "sent.jsonl", iter(range(100))
    record = Record(path, lambda: next(moments))
    record.start()
    record.note("sent", "bin-1", number=1, ts_ms=None)
    record.note("confirmed", "桶-1", number=1)
    record.stop()
    assert lines(path) == [
        {"what": "sent", "device": "bin-1", "at_ms": 0, "number": 1},
        {"what": "confirmed", "device": "桶-1", "at_ms": 1, "number": 1},
    ]


def test_it_is_written_soon_and_another_may_append(tmp_path: Path) -> None:
    path = tmp_path / "sent.jsonl"
    path.write_text('{"what": "did"}\n', encoding="utf-8")
    record = Record(path, lambda: 0)
    record.start()
    record.note("sent", "bin-1")
    until(lambda: len(lines(path)) == 2)
    record.stop()
    assert [line["what"] for line in lines(path)] == ["did", "sent"]


def test_a_full_disk_is_told_at_the_end() -> None:
    record = Record(Path("/dev/full"), lambda: 0)
    record.start()
    record.note("sent", "bin-1")
    with pytest.raises(OSError, match="No space left"):
        record.stop()


def test_a_record_that_is_full_is_set_aside_and_the_oldest_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "sent.jsonl"
    record = Record(path, lambda: 0, max_bytes=100)
    record.start()
    for number in range(1, 5):
        record.note("sent", "b" * 100, number=number)
        until(lambda wanted=number: path.with_name("sent.jsonl.1").exists() and _newest(path) == wanted)
    record.stop()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["sent.jsonl", "sent.jsonl.1"]
    assert path.read_text("utf-8") == ""


def _newest(path: Path) -> object:
    return lines(path.with_name("sent.jsonl.1"))[-1]["number"]
