"""The folder of one run: cleared before, and what is written into it before and after."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from deploy.errors import CannotRun
from deploy.sayings import CANNOT_USE
from deploy.simulate.words import NOT_A_RUN
from devices.sim.world.fact import written
from devices.sim.world.world import World

_RUNS = Path(".village/runs")
# Written first: a folder that has it holds a run, and nothing of anybody else's.
_TRUTH = "truth.jsonl"
_SUMMARY = "run.json"
_LOCK = "lock"  # deploy.session holds it


def usual(scenario: str, seed: int) -> Path:
    """Say where a run lies when nobody says otherwise."""
    return _RUNS / f"{Path(scenario).stem}-{seed}"


def check(folder: Path) -> None:
    """See that nothing of anybody else's would be lost.

    Raises:
        CannotRun: the folder holds something else than an earlier run, or cannot be read.
    """
    try:
        is_free = not folder.exists() or not any(folder.iterdir()) or (folder / _TRUTH).exists()
    except OSError as error:
        raise CannotRun(CANNOT_USE.of(path=folder, error=error.strerror)) from error
    if not is_free:
        raise CannotRun(NOT_A_RUN.of(folder=folder))


def empty(folder: Path) -> None:
    """Remove an earlier run from a folder that was checked, and is locked by us.

    Raises:
        OSError: something cannot be removed.
    """
    for path in folder.iterdir():
        if path.name == _LOCK:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def write_truth(folder: Path, world: World) -> None:
    """Write down what will truly happen; the same scenario and seed give the same bytes.

    Raises:
        OSError: the disk does not take it.
    """
    with (folder / _TRUTH).open("w", encoding="utf-8") as file:
        file.writelines(f"{written(told)}\n" for told in world.truth())


def write_summary(folder: Path, summary: Mapping[str, object]) -> None:
    """Write run.json.

    Raises:
        OSError: the disk does not take it.
    """
    text = json.dumps(summary, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / _SUMMARY).write_text(text + "\n", encoding="utf-8")
