"""`village-hub simulate` as the command line has it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

# Imported when it is called, so that --help is quick: everything but this.
Speed = Annotated[
    str, typer.Option(help="max: as fast as every part keeps up; or how many times as fast as time.")
]


def simulate(
    scenario: Annotated[str, typer.Argument(help="The name of a shipped scenario, or a TOML file.")],
    *,
    config: Annotated[Path | None, typer.Option("--config", help="Settings to begin with.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed, another township and another day.")] = 1,
    out: Annotated[Path | None, typer.Option(help="The folder of this run; an earlier run goes.")] = None,
    speed: Speed = "max",
    as_json: Annotated[bool, typer.Option("--json", help="Print nothing but run.json.")] = False,
) -> None:
    """Let a day of a whole township pass on real servers, its truth written down (全乡镇模拟)."""
    from rich.console import Console

    from deploy.config import load_or_default
    from deploy.screen import Screen
    from deploy.simulate.run import SimulateOptions, run

    options = SimulateOptions(scenario, load_or_default(config), seed, out, _speed(speed))
    screen = Screen(Console(stderr=True, highlight=False)) if as_json else Screen()
    summary: Mapping[str, object] = run(options, screen)
    if as_json:
        Screen().json(summary)
    else:
        screen.figures("village-hub simulate 全乡镇模拟", summary)


def _speed(text: str) -> float | None:
    if text == "max":
        return None
    try:
        speed = float(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text}: expected max, or a number such as 120") from error
    if not 0 < speed <= 10_000:  # noqa: PLR2004  said in the sentence
        raise typer.BadParameter(f"{text}: expected max, or a number above 0, up to 10000")
    return speed
