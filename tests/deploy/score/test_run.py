"""Reading the files of a run, good ones and broken ones."""

import json
from pathlib import Path

import pytest

from deploy.score.answered import BalanceSaid
from deploy.score.lines import BadRun
from deploy.score.run import read_run
from deploy.score.sent import Sent
from deploy.score.truth import Deed, TrueDevice
from tests.deploy.score.builders import BEGAN_MS, at

BEGAN = {
    "what": "run", "at_ms": BEGAN_MS, "device": "", "scenario": "s", "seed": 1, "began_ms": BEGAN_MS,
    "ends_ms": at(1), "timezone": "Asia/Shanghai", "villages": 3,
}  # fmt: skip
A_BIN = {
    "what": "device", "at_ms": BEGAN_MS, "device": "bin-1", "class": "bin", "village": "v1", "point": "p1",
    "speech": "native", "product": "VH", "period_s": 600, "is_registered": True,
}  # fmt: skip
SENT = {"what": "sent", "device": "bin-1", "number": 1, "at_ms": BEGAN_MS, "manner": "reading"}
BALANCE = {
    "what": "balance", "received": 1, "stored": 1, "duplicate": 0, "dead_letter": 0, "rejected": 0,
    "in_journal": 0, "lost": 0, "is_even": True,
}  # fmt: skip


def lines(*objects: object) -> str:
    return "".join(f"{json.dumps(one)}\n" for one in objects)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "truth.jsonl").write_text(lines(BEGAN, A_BIN), "utf-8")
    (tmp_path / "sent.jsonl").write_text(lines(SENT), "utf-8")
    (tmp_path / "answers.jsonl").write_text(lines(BALANCE), "utf-8")
    return tmp_path


def test_the_three_files_of_a_run_are_read_side_by_side(folder: Path) -> None:
    run = read_run(folder / "truth.jsonl")
    assert [device.device for device in run.truth.of(TrueDevice)] == ["bin-1"]
    assert (len(run.sent.of(Sent)), len(run.answers.of(BalanceSaid))) == (1, 1)
    assert (run.began.scenario, run.registered) == ("s", {"bin-1"})


def test_a_run_is_read_by_its_folder_too(folder: Path) -> None:
    assert read_run(folder).registered == read_run(folder / "truth.jsonl").registered


def test_keys_that_nobody_knows_are_ignored(folder: Path) -> None:
    deed = {"what": "deed", "at_ms": 1, "device": "", "kind": "influx_away", "until_ms": 2, "from": "21:00"}
    (folder / "truth.jsonl").write_text(lines(BEGAN, deed), "utf-8")
    [read] = read_run(folder / "truth.jsonl").truth.of(Deed)
    assert (read.kind, read.since) == ("influx_away", "21:00")


@pytest.mark.parametrize("name", ["truth.jsonl", "sent.jsonl", "answers.jsonl"])
def test_a_file_that_is_missing_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(BadRun, match=rf"{name}: No such file.*expected the folder of a run"):
        read_run(folder / "truth.jsonl")


@pytest.mark.parametrize("name", ["truth.jsonl", "sent.jsonl", "answers.jsonl"])
def test_a_file_that_was_cut_off_is_named_with_its_last_line(folder: Path, name: str) -> None:
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole + whole[:17])
    number = whole.count(b"\n") + 1
    with pytest.raises(BadRun, match=rf"{name}, line {number}: cut off"):
        read_run(folder / "truth.jsonl")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "JSON"),
        ('{"what":"weather"}', "weather"),
        ('{"what":"sent","device":"b","number":"7","at_ms":1}', "number"),
        ('{"what":"sent","device":"b","at_ms":1}', "number"),
        ("[1]", "object"),
        ('{"at_ms":1}', "what"),
        ("", "JSON"),
        ("\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "JSON"),
    ],
)
def test_a_line_that_is_none_is_named_with_its_place_and_reason(folder: Path, line: str, why: str) -> None:
    content = lines(SENT) + line + "\n" + lines(SENT)
    (folder / "sent.jsonl").write_bytes(content.encode("latin-1"))
    with pytest.raises(BadRun, match=rf"(?s)sent\.jsonl, line 2: .*{why}"):
        read_run(folder / "truth.jsonl")


@pytest.mark.parametrize("count", [0, 2])
def test_a_truth_that_does_not_say_what_run_it_is_of_is_refused(folder: Path, count: int) -> None:
    (folder / "truth.jsonl").write_text(lines(*[BEGAN] * count, A_BIN), "utf-8")
    with pytest.raises(BadRun, match=f"{count} lines say"):
        read_run(folder / "truth.jsonl")


def test_a_run_that_was_killed_before_the_hub_was_asked_says_so(folder: Path) -> None:
    (folder / "answers.jsonl").unlink()
    with pytest.raises(BadRun, match=r"answers\.jsonl"):
        read_run(folder / "truth.jsonl")
