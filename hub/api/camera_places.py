"""What the API takes and answers about the places of cameras: drawn shapes, marked piles, judgements."""

from datetime import datetime
from typing import Annotated, TypeAlias

from pydantic import Field, ValidationError

from devices.contract.problems import first_problem
from devices.contract.setup import MOST_CORNERS, MOST_SHAPES, Corner, SetupScene
from hub.api.asked import Asked, Plain
from hub.api.models import Answer
from hub.api.problems import Refused
from hub.domain.camera_place import CameraPlace
from hub.domain.judging import Precision
from hub.domain.tickets import Verdict

_Share = Annotated[float, Field(ge=0, le=1)]
_Corner: TypeAlias = Annotated[list[_Share], Field(min_length=2, max_length=2)]
"""x and y as shares of the picture's width and height."""
_Corners: TypeAlias = Annotated[list[_Corner], Field(min_length=3, max_length=MOST_CORNERS)]


class ZoneIn(Asked):
    """An area in which litter counts, or (`keep_out`) never does; `unattended_s` null: as everywhere."""

    name: Annotated[Plain, Field(min_length=1, max_length=40)]
    corners: _Corners
    keep_out: bool = False
    unattended_s: Annotated[float, Field(ge=0, le=86_400)] | None = None


class GroundIn(Asked):
    """Four corners, in order, of a rectangle on the ground, and its sides in metres."""

    corners: Annotated[list[_Corner], Field(min_length=4, max_length=4)]
    width_m: Annotated[float, Field(gt=0, le=1000)]
    depth_m: Annotated[float, Field(gt=0, le=1000)]


class SceneIn(Asked):
    """All that is drawn on a camera's picture; it replaces what was drawn before."""

    zones: Annotated[list[ZoneIn], Field(max_length=MOST_SHAPES, default_factory=list)]
    masks: Annotated[list[_Corners], Field(max_length=MOST_SHAPES, default_factory=list)]
    ground: GroundIn | None = None

    def scene(self) -> SetupScene:
        """Say it as the contract does.

        Raises:
            Refused: a shape encloses nothing, or no rectangle on a ground can have these corners.
        """
        try:
            return SetupScene.model_validate_json(self.model_dump_json())
        except ValidationError as error:
            raise Refused(422, "bad_shape", {"where": first_problem(error)}) from error


class MarkIn(Asked):
    """Where litter lies already."""

    corners: _Corners

    def around(self) -> tuple[Corner, ...]:
        """The corners as pairs."""
        return tuple((x, y) for x, y in self.corners)


class VerdictIn(Asked):
    """What somebody says of a finding."""

    verdict: Annotated[Verdict, Field(strict=False)]


class MarkOut(Answer):
    """A marked pile; `id` is that of the finding it becomes."""

    id: str
    corners: list[tuple[float, float]]


class PrecisionOut(Answer):
    """How many findings of the last seven days were judged which way; null while none was."""

    confirmed: int
    false_alarms: int
    precision_pct: float | None


class CameraPlaceOut(Answer):
    """What the hub tells a camera of its place."""

    camera: str
    at: datetime
    revision: int
    scene: SetupScene
    piles: list[MarkOut]
    week: PrecisionOut


def camera_place(place: CameraPlace, week: Precision, at: datetime) -> CameraPlaceOut:
    """Show one place as of a moment."""
    return CameraPlaceOut(
        camera=place.camera,
        at=at,
        revision=place.revision,
        scene=place.scene,
        piles=[MarkOut(id=pile.id, corners=list(pile.corners)) for pile in place.piles],
        week=PrecisionOut(
            confirmed=week.confirmed, false_alarms=week.false_alarms, precision_pct=week.share_pct
        ),
    )
