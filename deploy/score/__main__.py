"""`make score`: play the shipped scenarios, write docs/generated/score.md, fail when a figure is worse."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from deploy import sayings
from deploy.docs import OUT_DIR
from deploy.errors import CannotRun
from deploy.score.kept import Scores, Worse, read_kept, worse, write_kept
from deploy.score.page import page_of
from deploy.score.playing import by_command, play
from deploy.score.scoring import DEFINITIONS
from deploy.score.words import told
from devices.sim.world.scenario import shipped

_RUNS = Path(".village") / "score"
# What happens there is made to be looked at: it says nothing about a township.
_SHOWN_ONLY = frozenset({"demo"})


def main(
    *,
    only: Annotated[str, typer.Option(help="Names of scenarios, with commas between.")] = "",
    check: Annotated[bool, typer.Option("--check", help="Compare, and write nothing.")] = False,
    accept: Annotated[bool, typer.Option("--accept", help="Keep figures that are worse, too.")] = False,
    rewrite: Annotated[bool, typer.Option("--rewrite", help="Write the page anew only.")] = False,
    runs: Annotated[Path, typer.Option(help="Where the runs are kept.")] = _RUNS,
    page: Annotated[Path, typer.Option(help="The page; its figures lie beside it.")] = OUT_DIR / "score.md",
) -> None:
    """Play the shipped scenarios and score them (五个剧本评分)."""
    if rewrite:
        page.write_text(page_of(DEFINITIONS, read_kept(page.with_suffix(".json"))), "utf-8")
        return
    wanted = tuple(name for name in only.split(",") if name) or judged()
    worse_ones = 0
    for name in wanted:
        _say(f"{told.PLAYING.line()} {name}")
        now = {name: play(name, runs / name, by_command)}
        # One after the other: what was played is not lost when a later one fails.
        worse_ones += not keep(now, page, _say, may_write=not check, may_be_worse=accept)
    if worse_ones:
        raise typer.Exit(1)


def judged() -> tuple[str, ...]:
    """List the shipped scenarios of which figures are kept."""
    return tuple(name for name in shipped() if name not in _SHOWN_ONLY)


def keep(now: Scores, page: Path, say: Callable[[str], None], *, may_write: bool, may_be_worse: bool) -> bool:
    """Compare with what is kept, and keep the new figures unless some are worse.

    Figures that are worse are never written over the better ones unawares: the next run would take them for
    the measure.

    Returns:
        Whether nothing is worse, or that was accepted.

    Raises:
        BadRun: the kept figures cannot be read.
    """
    figures = page.with_suffix(".json")
    kept = read_kept(figures)
    lost = worse(DEFINITIONS, kept, now)
    for one in lost:
        say(_sentence(one))
    if lost and not may_be_worse:
        return False
    if may_write:
        scores = {**kept, **now}
        write_kept(figures, scores)
        page.write_text(page_of(DEFINITIONS, scores), "utf-8")
        say(told.SCORE_WRITTEN.line(path=sayings.shown(page)))
    return True


def _sentence(one: Worse) -> str:
    definition = DEFINITIONS[one.figure]
    now = "—" if one.now is None else f"{one.now:g}"
    return told.FIGURE_WORSE.of(
        scenario=one.scenario, label=definition.label, kept=f"{one.kept:g}", now=now,
        unit=f" {definition.unit}" if definition.unit else "", slack=f"{definition.slack:g}",
    )  # fmt: skip


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        typer.run(main)
    except CannotRun as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
