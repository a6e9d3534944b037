"""A labelled clip of a real camera as a part of the world: what its labels say, at simulated moments.

A clip is NAME.mp4 with NAME.json beside it: {fps, frames, size, initial_piles, events, effects}.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from devices.contract.bodies import ViewFault
from devices.sim.ground import HEIGHT_PX, WIDTH_PX, BoxPx, PileKind
from devices.sim.world.spell import Spell
from devices.sim.world.view import FaultSpell, Film, PileCourse

_Frames = Annotated[int, Field(ge=0)]
_Pixels = Annotated[int, Field(ge=1, le=20_000)]
_Box = tuple[float, float, float, float]
_FAULTS = frozenset(fault.value for fault in ViewFault)


class BadClip(ValueError):
    """A clip that cannot be shown; the text names file, key and what is wrong. Mend it or leave it out."""


class _Event(BaseModel):
    type: Literal["pile_appear", "pile_grow", "pile_cleared"]
    frame: _Frames
    box: _Box


class _Labels(BaseModel):
    model_config = ConfigDict(frozen=True)

    fps: Annotated[float, Field(gt=0, le=1000)]
    frames: Annotated[int, Field(ge=1)]
    size: tuple[_Pixels, _Pixels]
    initial_piles: tuple[_Box, ...] = ()
    events: tuple[_Event, ...] = ()
    effects: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Filmed:
    """A clip at its moment: how it is shown, and what is true in it."""

    film: Film
    piles: tuple[PileCourse, ...]
    faults: tuple[FaultSpell, ...]


def clips_in(folder: Path) -> tuple[Path, ...]:
    """List the clips in a folder that have labels, by name.

    Raises:
        BadClip: there is none.
    """
    clips = tuple(sorted(path for path in folder.glob("*.mp4") if path.with_suffix(".json").exists()))
    if not clips:
        raise BadClip(f"{folder}: expected NAME.mp4 with NAME.json beside it")
    return clips


def filmed(camera: str, film: Film, world_began_ms: int) -> Filmed:
    """Say what is true while a camera shows a clip.

    Args:
        camera: its device id.
        film: the clip and when it is shown; its `frames` are taken from the labels.
        world_began_ms: since when what lies in its first frame lies there.

    Raises:
        BadClip: there is no such clip, or its labels are wrong.
    """
    labels = _read(film.video)
    film = replace(film, frames=labels.frames)
    piles = [
        _pile(f"{camera}-{number}", _scaled(box, labels), world_began_ms, is_initial=True)
        for number, box in enumerate(labels.initial_piles, 1)
    ]
    for event in sorted(labels.events, key=lambda event: event.frame):
        at_ms, box = film.shown_ms(event.frame), _scaled(event.box, labels)
        if event.type == "pile_appear":
            piles.append(_pile(f"{camera}-{len(piles) + 1}", box, at_ms, is_initial=False))
            continue
        number = _which(piles, box, f"{film.video.with_suffix('.json')}: {event.type} at frame {event.frame}")
        if event.type == "pile_grow":
            piles[number] = replace(piles[number], xyxy=_both(piles[number].xyxy, box), grown_ms=at_ms)
        else:
            piles[number] = replace(piles[number], clear_ms=at_ms)
    return Filmed(film, tuple(piles), tuple(_faults(labels, film)))


def _pile(name: str, box: BoxPx, appear_ms: int, *, is_initial: bool) -> PileCourse:
    # Nobody measured the ground of a clip: its piles have a box and no size.
    return PileCourse(name, PileKind.HEAP, box, 0.0, appear_ms, appear_ms, None, is_initial)


def _read(video: Path) -> _Labels:
    path = video.with_suffix(".json")
    if not video.is_file():
        raise BadClip(f"{video}: no such clip")
    try:
        return _Labels.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BadClip(f"{path}: {error.strerror}, expected the labels of {video.name}") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise BadClip(f"{path}: {key or 'all of it'}: {first['msg']}") from error


def _scaled(box: _Box, labels: _Labels) -> BoxPx:
    across, down = WIDTH_PX / labels.size[0], HEIGHT_PX / labels.size[1]
    left, top, right, foot = box
    return round(left * across), round(top * down), round(right * across), round(foot * down)


def _which(piles: list[PileCourse], box: BoxPx, where: str) -> int:
    """Find the pile that lies there, of those that were not cleared before."""
    lying = [number for number, pile in enumerate(piles) if pile.clear_ms is None]
    best = max(lying, key=lambda number: _shared_px(piles[number].xyxy, box), default=None)
    if best is None or _shared_px(piles[best].xyxy, box) <= 0:
        raise BadClip(f"{where}: no pile lies in its box {list(box)} (as of 640 x 360)")
    return best


def _shared_px(one: BoxPx, other: BoxPx) -> int:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(0, wide) * max(0, high)


def _both(one: BoxPx, other: BoxPx) -> BoxPx:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _faults(labels: _Labels, film: Film) -> list[FaultSpell]:
    """Take what makes the view unusable for a time; weather and light do not."""
    faults: list[FaultSpell] = []
    for name, frames in (labels.effects or {}).items():
        match frames:
            case [int(since), int(until)] if name in _FAULTS:
                spell = Spell(film.shown_ms(since), film.shown_ms(until))
                faults.append(FaultSpell(ViewFault(name), spell))
            case _:
                pass
    return faults
