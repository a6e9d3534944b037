"""Playing a scenario and scoring what it left; the simulation itself is a fake that writes files."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.errors import CannotRun
from deploy.score.playing import play
from tests.deploy.score.builders import BEGAN_MS, at

BEGAN = {"what": "run", "scenario": "s", "seed": 1, "began_ms": BEGAN_MS, "ends_ms": at(1)}
EFFORT = {"wall_s": 30.0, "speed": 120.0, "memory_mib": {"hub": 200.0}, "is_complete": True}


def simulates(*, status: int = 0, effort: dict[str, object] = EFFORT) -> Callable[[str, Path], int]:
    """A simulation of an hour in which nothing happened."""

    def simulate(_scenario: str, out: Path) -> int:
        (out / "truth.jsonl").write_text(json.dumps(BEGAN) + "\n", "utf-8")
        (out / "sent.jsonl").touch()
        (out / "answers.jsonl").touch()
        (out / "run.json").write_text(json.dumps(effort), "utf-8")
        return status

    return simulate


def test_a_run_is_scored_with_its_seed_and_what_it_took(tmp_path: Path) -> None:
    scored = play("ordinary-day", tmp_path / "new" / "folder", simulates())
    assert (scored.seed, scored.effort.speed) == (1, 120.0)
    assert scored.figures["readings_lost"].value is None


def test_a_simulation_that_fails_is_not_scored(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="scenario ordinary-day: the simulation ended with 3"):
        play("ordinary-day", tmp_path, simulates(status=3))


def test_a_run_that_is_not_complete_is_not_scored(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="had not said everything"):
        play("ordinary-day", tmp_path, simulates(effort=EFFORT | {"is_complete": False}))
