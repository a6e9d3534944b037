"""Days of a scenario's cameras, drawn and watched without servers: what `village-hub vision days` prints.

The same pictures, settings and rules as in a simulation, but no clock: a day takes about two minutes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

from deploy.errors import CannotRun
from deploy.pictures import drawn_cameras
from deploy.score.answered import FindingSaid
from deploy.score.lines import Lines
from deploy.score.piles import piles
from deploy.score.run import Run
from deploy.score.truth import RunBegan, TrueDevice, TruePile
from deploy.simulate.installation import camera_settings, vision_settings
from devices.contract.bodies import DeviceClass
from devices.sim.camera import Camera
from devices.sim.ground import HEIGHT_PX, WIDTH_PX, BoxPx
from devices.sim.world.scenario import BadScenario, load
from devices.sim.world.view import ViewScript
from devices.sim.world.view_course import visible
from devices.sim.world.world import World
from vision.arrays import Polygon
from vision.drawing import png
from vision.evaluate.watching import one_core
from vision.explain import layers
from vision.eye import Eye
from vision.eye_settings import eye_options
from vision.picture import Picture, decoded
from vision.seen import Tale

Table: TypeAlias = tuple[Sequence[str], Sequence[Sequence[str]]]
"""Headings and rows."""


@dataclass(frozen=True, slots=True)
class DayTrial:
    """What is watched. `cameras`: only these; empty: all. `out`: where pictures of verdicts go, if anywhere.

    `has_marks`: what lies there from the start is marked, as whoever installs a camera does it.
    """

    scenario: str
    seed: int
    cameras: frozenset[str] = frozenset()
    has_marks: bool = False
    out: Path | None = None


def watched(trial: DayTrial, tell: Callable[[str], None]) -> Run:
    """Watch each camera of a scenario from its beginning to its end, one after another.

    Args:
        trial: what is watched.
        tell: gets a line for each camera that is done.

    Raises:
        CannotRun: there is no such scenario or camera.
    """
    try:
        world = World(load(trial.scenario), trial.seed)
    except BadScenario as error:
        raise CannotRun(str(error)) from error
    names = [actor.id for actor in world.actors if actor.device.device_class is DeviceClass.CAMERA]
    if not names or not trial.cameras.issubset(names):
        wanted = ", ".join(sorted(trial.cameras)) or "at least one"
        raise CannotRun(f"{trial.scenario}: expected cameras {wanted}, has {', '.join(names) or 'none'}")
    scripts = [world.views(name) for name in names if not trial.cameras or name in trial.cameras]
    cameras = drawn_cameras(scripts, trial.seed)
    one_core()
    if trial.out is not None:
        trial.out.mkdir(parents=True, exist_ok=True)
    said: list[FindingSaid] = []
    for script in scripts:
        found = list(_findings(world, script, cameras[script.camera], trial))
        said.extend(found)
        tell(f"{script.camera}: {len({finding.pile for finding in found})} findings 处发现")
    return _run(world, scripts, said)


def figures(run: Run) -> dict[str, float | int | None]:
    """Give the figures of litter, as `make score` counts them, and of how many cases each is."""
    return {
        key: value
        for name, measured in piles(run).items()
        for key, value in ((name, measured.value), (f"{name}_cases", measured.cases))
    }


def table(run: Run) -> Table:
    """Give headings and one row for each figure."""
    rows = [
        [name, "—" if measured.value is None else f"{measured.value:.2f}", str(measured.cases)]
        for name, measured in piles(run).items()
    ]
    return ("figure", "value", "cases"), rows


def _findings(world: World, script: ViewScript, camera: Camera, trial: DayTrial) -> Iterator[FindingSaid]:
    """Look at a camera for its whole time, and give what its eye says of litter."""
    settings, began_ms = vision_settings(world), world.span.began_ms
    initial = [pile.xyxy for pile in script.piles if pile.is_initial] if trial.has_marks else []
    config = camera_settings(script.camera, f"http://localhost/{script.camera}.jpg")
    eye = Eye(eye_options(settings, config.model_copy(update={"initial_piles": tuple(map(_area, initial))})))
    for at_ms in range(began_ms, world.span.ends_ms, round(1000 * settings.poll_s)):
        body = camera.jpeg(at_ms)
        if body is None:
            eye.lose(at_ms)
            continue
        for tale in eye.look(Picture(decoded(body), at_ms)).tales:
            yield _said(script.camera, tale)
            _draw(trial, eye, tale, script.camera, world.span.timezone)


def _said(camera: str, tale: Tale) -> FindingSaid:
    change = tale.change
    return FindingSaid(
        at_ms=tale.now.taken_at_ms,
        device=camera,
        pile=change.pile.id,
        phase=change.phase,
        sight=change.sight,
        box=change.pile.xywh_share,
    )


def _draw(trial: DayTrial, eye: Eye, tale: Tale, camera: str, timezone: str) -> None:
    insight = eye.insight()
    if trial.out is None or insight is None:
        return
    at = datetime.fromtimestamp(tale.now.taken_at_ms / 1000, ZoneInfo(timezone))
    name = f"{camera}-{at:%d-%H%M}-{tale.change.phase}-{tale.change.sight}-{tale.change.pile.id[:6]}.png"
    (trial.out / name).write_bytes(png(layers(insight, 300.0)))


def _area(box: BoxPx) -> Polygon:
    left, top, right, foot = box
    corners = ((left, top), (right, top), (right, foot), (left, foot))
    return tuple((x / WIDTH_PX, y / HEIGHT_PX) for x, y in corners)


def _run(world: World, scripts: Sequence[ViewScript], said: Sequence[FindingSaid]) -> Run:
    """Put what was said beside what was true of these cameras."""
    span, dwell_s = world.span, world.scenario.litter_dwell_s
    began = RunBegan(
        scenario=world.scenario.en,
        seed=world.seed,
        began_ms=span.began_ms,
        ends_ms=span.ends_ms,
        timezone=span.timezone,
        litter_dwell_s=dwell_s,
    )
    return Run(began, Lines([began, *_truth(world, scripts)]), Lines([]), Lines(said))


def _truth(world: World, scripts: Sequence[ViewScript]) -> Iterator[TrueDevice | TruePile]:
    for script in scripts:
        actor = world.actor(script.camera)
        yield TrueDevice(
            device=script.camera,
            device_class=DeviceClass.CAMERA,
            speech=actor.speech.value,
            period_s=actor.period_s,
        )
        for pile in script.piles:
            yield TruePile(
                at_ms=pile.appear_ms,
                device=script.camera,
                pile=pile.id,
                camera=script.camera,
                appear_ms=pile.appear_ms,
                clear_ms=pile.clear_ms,
                box=pile.xyxy,
                is_initial=pile.is_initial,
                visible=visible(pile, script.faults, world.span.ends_ms),
            )
