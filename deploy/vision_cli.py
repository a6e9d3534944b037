"""`village-hub vision`: how well litter is seen, and why a verdict is what it is."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Seeing litter (视觉识别).", no_args_is_help=True)


@app.command()
def run(
    *,
    config: Annotated[Path, typer.Option("--config", help="Settings with [[cameras]].")] = Path(
        "village.toml"
    ),
    home: Annotated[Path, typer.Option("--dir", help="Where data, logs and passwords lie.")] = Path(
        ".village"
    ),
) -> None:
    """Watch the cameras of the settings and report to the hub, as `serve vision` does (识别服务)."""
    from deploy import serve

    raise typer.Exit(serve.main(["vision", str(config), str(home)]))


@app.command()
def evaluate(
    folder: Annotated[
        Path,
        typer.Argument(
            help="Labelled clips, NAME.mp4 and NAME.json, or pictures, images/ and labels/ (YOLO)."
        ),
    ],
    *,
    unattended_frames: Annotated[
        int, typer.Option(min=1, help="How long a pile must lie there until it is an alarm.")
    ] = 50,
    poll_s: Annotated[float, typer.Option(min=0, help="Seconds between looks; 0: every frame.")] = 0.0,
    unmarked: Annotated[
        bool, typer.Option("--unmarked", help="Do not mark what lies there from the start.")
    ] = False,
    clip: Annotated[list[str] | None, typer.Option(help="Only this clip; may be given again.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Watch labelled clips and look at labelled pictures, and say how well litter was seen (评测)."""
    from deploy.screen import Screen
    from deploy.sight import SightTrial, evaluated

    trial = SightTrial(folder, unattended_frames, poll_s, frozenset(clip or ()), has_marks=not unmarked)
    plain, tables = evaluated(trial)
    screen = Screen()
    if as_json:
        screen.json(plain)
        return
    for table in tables:
        screen.table(*table)


@app.command()
def days(
    scenario: Annotated[str, typer.Argument(help="A shipped scenario by its name, or a TOML file.")],
    *,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, other places and people.")] = 1,
    camera: Annotated[list[str] | None, typer.Option(help="Only this camera; may be given again.")] = None,
    marked: Annotated[bool, typer.Option("--marked", help="Mark what lies there from the start.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="An empty folder for a picture of each verdict.", file_okay=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Draw and watch the cameras of a scenario without servers; say how litter was seen (剧本试看)."""
    from deploy.days import DayTrial, figures, table, watched
    from deploy.screen import Screen

    screen = Screen()
    trial = DayTrial(scenario, seed, frozenset(camera or ()), has_marks=marked, out=out)
    run = watched(trial, (lambda _: None) if as_json else screen.say)
    if as_json:
        screen.json(figures(run))
    else:
        screen.table(*table(run))


@app.command()
def render(
    folder: Annotated[Path, typer.Argument(help="Where the clips and their labels go.")],
    *,
    material: Annotated[
        Path | None,
        typer.Option(help="Folder with litter/, people/, vehicles/, places/; drawn when not given."),
    ] = None,
    scenes: Annotated[int, typer.Option(min=1, max=10_000)] = 20,
    seed: Annotated[int, typer.Option(min=1, help="Another seed, other scenes.")] = 1,
    held_out: Annotated[
        bool, typer.Option("--held-out", help="Of the fifth of the material that training does not see.")
    ] = False,
) -> None:
    """Compose labelled clips whose truth is exact: litter, people, weather, night (合成场景)."""
    from deploy.appearance import write_composed
    from deploy.screen import Screen

    write_composed(folder, material, count=scenes, seed=seed, is_held_out=held_out, tell=Screen().say)


@app.command()
def train(
    weights: Annotated[Path, typer.Argument(help="Where the weights go, an ONNX file.")],
    *,
    material: Annotated[
        Path | None,
        typer.Option(help="Folder with litter/, people/, vehicles/, places/; drawn when not given."),
    ] = None,
    pairs: Annotated[int, typer.Option(min=100, max=1_000_000, help="Composed to learn from.")] = 16_000,
    seed: Annotated[int, typer.Option(min=1)] = 1,
) -> None:
    """Train the appearance model; measure it on the fifth of the material it has not seen (训练)."""
    from deploy.appearance import train_weights
    from deploy.screen import Screen

    screen = Screen()
    screen.figures("village-hub vision train 训练", train_weights(weights, material, pairs, seed, screen.say))


@app.command()
def hiding(
    *,
    material: Annotated[
        Path | None,
        typer.Option(help="Folder with litter/, people/, vehicles/, places/; drawn when not given."),
    ] = None,
    scenes: Annotated[int, typer.Option(min=1, max=1_000)] = 20,
    seed: Annotated[int, typer.Option(min=1, help="Another seed, other scenes.")] = 7,
) -> None:
    """Say how much of people and vehicles is hidden in pictures that leave a camera's process (人车模糊)."""
    from deploy.appearance import hiding as measured
    from deploy.screen import Screen

    Screen().figures("village-hub vision hiding 人车模糊", measured(material, scenes, seed))


@app.command()
def train_heaps(
    weights: Annotated[Path, typer.Argument(help="Where the weights go, an ONNX file.")],
    *,
    material: Annotated[Path, typer.Option(help="Folder as for `train`; litter/ with labels/, too.")],
    pictures: Annotated[int, typer.Option(min=100, max=1_000_000, help="Composed to learn from.")] = 37_000,
    epochs: Annotated[int, typer.Option(min=1, max=1_000, help="How often each is learnt from.")] = 18,
    seed: Annotated[int, typer.Option(min=1)] = 1,
    onto: Annotated[
        Path | None, typer.Option(help="Weights to go on from, as those shipped; new ones when not given.")
    ] = None,
) -> None:
    """Train the heap model, which finds litter in single pictures (训练单图模型)."""
    from deploy.screen import Screen
    from deploy.training import Course, train_heap_weights

    screen = Screen()
    figures = train_heap_weights(weights, material, Course(pictures, epochs, seed, onto), screen.say)
    screen.figures("village-hub vision train-heaps 训练", figures)


@app.command()
def train_closeups(
    weights: Annotated[Path, typer.Argument(help="Where the weights go, an ONNX file.")],
    *,
    material: Annotated[
        Path | None, typer.Option(help="Folder as for `train`; drawn when not given.")
    ] = None,
    closeups: Annotated[int, typer.Option(min=100, max=1_000_000, help="Composed to learn from.")] = 55_000,
    epochs: Annotated[int, typer.Option(min=1, max=1_000, help="How often each is learnt from.")] = 38,
    seed: Annotated[int, typer.Option(min=1)] = 1,
) -> None:
    """Train the close-up model, which the appearance model must agree with (训练近景模型)."""
    from deploy.screen import Screen
    from deploy.training import Course, train_closeup_weights

    screen = Screen()
    figures = train_closeup_weights(weights, material, Course(closeups, epochs, seed), screen.say)
    screen.figures("village-hub vision train-closeups 训练", figures)


@app.command()
def find(
    picture: Annotated[Path, typer.Argument(help="A picture of the camera, JPEG or PNG.")],
    out: Annotated[Path, typer.Argument(help="Where the picture with the boxes goes, a .png.")],
) -> None:
    """Say where litter may lie in one picture, to mark it as `initial_piles` (单图找堆)."""
    from deploy.heaps import found_in
    from deploy.screen import Screen

    Screen().table(*found_in(picture, out))


@app.command()
def explain(
    video: Annotated[Path, typer.Argument(help="A clip of one camera.")],
    out: Annotated[Path, typer.Argument(help="Where the picture goes, a .png.")],
    *,
    at_s: Annotated[float, typer.Option(min=0, help="The second of the clip that is explained.")],
    dwell_s: Annotated[float, typer.Option(min=0, help="How long litter must lie there.")] = 10.0,
) -> None:
    """Draw what one verdict was made of: empty place, change, dwell, candidates and scores (解释判定)."""
    from deploy.insight import explained
    from deploy.screen import Screen

    Screen().table(*explained(video, out, at_s, dwell_s))


@app.command()
def calibrate(
    picture: Annotated[Path, typer.Argument(help="A picture of the camera, JPEG or PNG.")],
    out: Annotated[Path, typer.Argument(help="Where the picture with the grid goes, a .png.")],
    *,
    corner: Annotated[
        list[str],
        typer.Option(help="x,y in pixels; four times, in order around a rectangle on the ground."),
    ],
    width_m: Annotated[float, typer.Option(min=0.01, help="From the first corner to the second.")],
    depth_m: Annotated[float, typer.Option(min=0.01, help="From the second corner to the third.")],
) -> None:
    """Draw a grid of metres on the ground to check it, and print the setting (地面标定)."""
    from deploy.insight import calibrated
    from deploy.screen import Screen

    Screen().say(calibrated(picture, out, corner, width_m, depth_m))
