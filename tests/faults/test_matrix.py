"""The matrix has every row once, and the report says honestly what became of each."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.faults.__main__ import main
from tests.faults.catalogue import Outcome, Row
from tests.faults.matrix import ROWS
from tests.faults.report import Done, keep, read, text

AT = datetime(2026, 11, 25, tzinfo=UTC)


def test_every_row_is_there_once_and_says_why_it_is_not_executed() -> None:
    assert [row.id for row in ROWS] == [f"F{number}" for number in range(1, 61)]
    assert all((row.run is None) == bool(row.reason) for row in ROWS)


def a_row(**more: str) -> Row:
    return Row("F1", "hub killed", "lost 0", **more)


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (Done(Outcome("100 kills")), "PASS | 100 kills"),
        (Done(Outcome("100 kills", ("1 lost",))), "FAIL | 100 kills<br>**1 lost**"),
        (Done(None, "no strace here"), "NOT EXECUTED | no strace here"),
    ],
)
def test_a_result_is_reported_with_its_figure(done: Done, said: str) -> None:
    assert f"| F1 | hub killed | lost 0 | {said} |" in text([a_row()], {"F1": done}, AT, "make faults")


def test_a_row_that_was_not_asked_for_is_not_executed() -> None:
    assert "NOT EXECUTED | not asked for in this run" in text([a_row()], {}, AT, "make faults")


def test_what_is_counted_stands_above_the_rows() -> None:
    written = text([a_row()], {"F1": Done(Outcome("figure"))}, AT, "make faults")
    assert "**1 PASS, 0 FAIL, 0 NOT EXECUTED.**" in written


def test_no_path_of_this_machine_is_in_a_report() -> None:
    done = Done(Outcome(f"{Path.cwd()}/x"))
    assert str(Path.cwd()) not in text([a_row()], {"F1": done}, AT, "make faults")


def test_an_unknown_row_is_refused() -> None:
    with pytest.raises(SystemExit, match="no such rows: F99"):
        main(["--only", "F99"])


def test_what_was_executed_is_kept_for_a_run_that_goes_on(tmp_path: Path) -> None:
    done = {"F1": Done(Outcome("figure", ("fault",)), took_s=2.5), "F2": Done(None, "no strace here")}
    keep(tmp_path / "faults.json", done)
    assert (read(tmp_path / "faults.json"), read(tmp_path / "none.json")) == (done, {})
