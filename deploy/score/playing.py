"""Plays shipped scenarios by `village-hub simulate`, each in a folder and a process of its own."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from deploy.errors import CannotRun
from deploy.score.kept import Scored, read_effort
from deploy.score.run import TRUTH_FILE, read_run
from deploy.score.scoring import score
from deploy.score.words import told

SEED = 1
_RUN_FILE = "run.json"
# The longest scenario tells a week.
_TIMEOUT_S = 3 * 3600.0

# Plays a scenario into a folder and returns the exit status.
Simulate: TypeAlias = Callable[[str, Path], int]


def play(scenario: str, out: Path, simulate: Simulate) -> Scored:
    """Play one scenario from its beginning to its end, and score it.

    Raises:
        CannotRun: the simulation failed or took too long, or its files cannot be scored.
    """
    out.mkdir(parents=True, exist_ok=True)
    status = simulate(scenario, out)
    if status:
        raise CannotRun(told.SIMULATION_FAILED.of(scenario=scenario, code=status))
    effort = read_effort(out / _RUN_FILE)
    if not effort.is_complete:
        raise CannotRun(told.NOT_COMPLETE.of(scenario=scenario))
    run = read_run(out / TRUTH_FILE)
    return Scored(seed=run.began.seed, figures=score(run), effort=effort)


def by_command(scenario: str, out: Path) -> int:
    """Play by our own command, in a process of its own: it leaves no thread and no memory behind.

    Raises:
        CannotRun: it took hours.
    """
    command = (sys.executable, "-m", "deploy.cli", "simulate", scenario)
    options = ("--seed", str(SEED), "--speed", "max", "--out", str(out))
    try:
        return subprocess.run(  # noqa: S603  our own program
            (*command, *options), timeout=_TIMEOUT_S, check=False
        ).returncode
    except subprocess.TimeoutExpired as error:
        raise CannotRun(told.SIMULATION_FAILED.of(scenario=scenario, code=error)) from error
