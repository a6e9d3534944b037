"""`village-hub vision`: how well litter is seen, and why a verdict is what it is."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Seeing litter (视觉识别).", no_args_is_help=True)


@app.command()
def evaluate(
    folder: Annotated[Path, typer.Argument(help="Labelled clips: NAME.mp4 with NAME.json beside it.")],
    *,
    unattended_frames: Annotated[
        int, typer.Option(min=1, help="How long a pile must lie there until it is an alarm.")
    ] = 50,
    poll_s: Annotated[float, typer.Option(min=0, help="Seconds between looks; 0: every frame.")] = 0.0,
    clip: Annotated[list[str] | None, typer.Option(help="Only this clip; may be given again.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Watch labelled clips and say how well litter was seen (评测)."""
    from deploy.screen import Screen
    from deploy.sight import SightTrial, measured

    report = measured(SightTrial(folder, unattended_frames, poll_s, frozenset(clip or ())))
    screen = Screen()
    if as_json:
        screen.json(report.plain())
    else:
        screen.table(*report.table())
