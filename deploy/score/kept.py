"""The figures that were kept of earlier runs, and what has become worse since."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from deploy.score.figure import Definition, Measured
from deploy.score.lines import BadRun
from deploy.score.words import told


class Effort(BaseModel):
    """What a run took.

    `speed`: simulated seconds for each real one; `memory_mib`: the peak of each process. `is_complete`: every
    device had said everything when it ended.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    wall_s: float
    speed: float
    memory_mib: Mapping[str, float]
    is_complete: bool = True


class Scored(BaseModel):
    """One scenario: its figures by name, and what it took."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int
    figures: Mapping[str, Measured]
    effort: Effort


Scores = Mapping[str, Scored]
_SCORES: TypeAdapter[dict[str, Scored]] = TypeAdapter(dict[str, Scored])


class Worse(NamedTuple):
    """A figure is worse by more than it may be; `now` None: it cannot be told any more."""

    scenario: str
    figure: str
    kept: float
    now: float | None


def read_kept(file: Path) -> dict[str, Scored]:
    """Read the kept figures by scenario; none when there is no file yet.

    Raises:
        BadRun: the file is not of this format.
    """
    if not file.exists():
        return {}
    try:
        return _SCORES.validate_json(file.read_bytes())
    except ValidationError as error:
        why = error.errors(include_url=False)[0]["msg"]
        raise BadRun(told.NOT_A_LINE.of(path=file, line=1, error=why)) from error


def write_kept(file: Path, scores: Scores) -> None:
    """Keep figures, ordered by scenario."""
    file.write_bytes(_SCORES.dump_json(dict(sorted(scores.items())), indent=1) + b"\n")


def read_effort(file: Path) -> Effort:
    """What a run took, out of its run.json.

    Raises:
        BadRun: there is none, or it does not say.
    """
    try:
        return Effort.model_validate_json(file.read_bytes())
    except OSError as error:
        raise BadRun(told.UNREADABLE.of(path=file, error=error.strerror)) from error
    except ValidationError as error:
        why = error.errors(include_url=False)[0]["msg"]
        raise BadRun(told.NOT_A_LINE.of(path=file, line=1, error=why)) from error


def worse(definitions: Mapping[str, Definition], kept: Scores, now: Scores) -> list[Worse]:
    """List what has become worse in the scenarios that were run again."""
    return [
        one
        for scenario in now.keys() & kept.keys()
        for one in _of_scenario(definitions, scenario, kept[scenario], now[scenario])
    ]


def _of_scenario(
    definitions: Mapping[str, Definition], scenario: str, kept: Scored, now: Scored
) -> Iterator[Worse]:
    for name, before in kept.figures.items():
        definition = definitions.get(name)
        if definition is None or before.value is None:
            continue
        measured = now.figures.get(name)
        value = None if measured is None else measured.value
        if value is None or definition.is_worse(value, before.value):
            yield Worse(scenario, name, before.value, value)
