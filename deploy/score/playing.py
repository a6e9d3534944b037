"""Plays shipped scenarios by `village-hub simulate`, each in a folder and a process of its own."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy.errors import CannotRun
from deploy.score.kept import Scored, read_effort
from deploy.score.run import TRUTH_FILE, read_run
from deploy.score.scoring import score
from deploy.score.words import told

SEED = 1
_RUN_FILE = "run.json"
# The longest scenario tells a week.
_TIMEOUT_S = 3 * 3600.0


def play(scenario: str, out: Path, say: Callable[[str], None]) -> Scored:
    """Play one scenario from its beginning to its end, and score it.

    Raises:
        CannotRun: the simulation failed or took too long, or its files cannot be scored.
    """
    say(f"{told.PLAYING.line()} {scenario}")
    out.mkdir(parents=True, exist_ok=True)
    command: Sequence[str] = (
        sys.executable, "-m", "deploy.cli", "simulate", scenario, "--seed", str(SEED), "--speed", "max",
        "--out", str(out),
    )  # fmt: skip
    try:
        done = subprocess.run(command, timeout=_TIMEOUT_S, check=False)  # noqa: S603  our own program
    except subprocess.TimeoutExpired as error:
        raise CannotRun(told.SIMULATION_FAILED.of(scenario=scenario, code=error)) from error
    if done.returncode:
        raise CannotRun(told.SIMULATION_FAILED.of(scenario=scenario, code=done.returncode))
    effort = read_effort(out / _RUN_FILE)
    if not effort.is_complete:
        raise CannotRun(told.NOT_COMPLETE.of(scenario=scenario))
    run = read_run(out / TRUTH_FILE)
    return Scored(seed=run.began.seed, figures=score(run), effort=effort)
