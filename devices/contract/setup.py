"""What a camera shall know of its place: zones, ground, masks, marked piles, and what people judged. Pure.

Shapes are drawn by people, so each is checked for what it must enclose, wherever it comes from.
"""

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from devices.contract.fields import Body, Count, Id, Line, Millis, Share

# A fifth of a pixel of a picture 1920 wide: finer only makes messages longer than they may be.
_Place = Annotated[Share, AfterValidator(lambda share: round(share, 4))]
Corner: TypeAlias = tuple[_Place, _Place]
"""x and y as shares of the picture's width and height."""

MOST_SHAPES, MOST_CORNERS, MOST_JUDGED = 16, 32, 200
# Of the picture; less is a slip of the hand, and no pile that a camera can see (VisionSettings: 0.001).
_LEAST_AREA_SHARE = 1e-4


def encloses_something(corners: tuple[Corner, ...]) -> tuple[Corner, ...]:
    """Give corners back that go around an area.

    Raises:
        ValueError: they lie on one line or one spot, or cross so that nothing is left; draw them again.
    """
    around = zip(corners, (*corners[1:], corners[0]), strict=True)
    if abs(sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in around)) / 2 < _LEAST_AREA_SHARE:
        raise ValueError("expected corners in order around an area; these enclose nothing")
    return corners


def lies_on_ground(corners: tuple[Corner, ...]) -> tuple[Corner, ...]:
    """Give four corners back that a rectangle on the ground can have.

    Raises:
        ValueError: they are not in order around it; click them again.
    """
    turns = {_turn(corners[n - 2], corners[n - 1], corners[n]) for n in range(len(corners))}
    if len(turns) != 1 or 0 in turns:
        raise ValueError("expected four corners in order around a rectangle that lies on the ground")
    return corners


def _turn(first: Corner, second: Corner, third: Corner) -> int:
    """Say to which side a way over three corners turns: 1, -1, or 0 for straight on."""
    across = (second[0] - first[0]) * (third[1] - second[1]) - (second[1] - first[1]) * (third[0] - second[0])
    return (across > 0) - (across < 0)


Corners = Annotated[
    tuple[Corner, ...],
    Field(min_length=3, max_length=MOST_CORNERS, fail_fast=True),
    AfterValidator(encloses_something),
]
FourCorners = Annotated[
    tuple[Corner, ...], Field(min_length=4, max_length=4, fail_fast=True), AfterValidator(lies_on_ground)
]
Metres = Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True, strict=True, extra="ignore", validate_by_name=True, validate_by_alias=True
    )


class SetupZone(_Part):
    """An area in which litter counts, or (`keep_out`) never does.

    `unattended_s`: how long litter must lie there until it is told, 0 at once; absent: as everywhere.
    """

    name: Annotated[Line, Field(min_length=1, max_length=40)]
    corners: Corners
    keep_out: bool = False
    unattended_s: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)] | None = None


class SetupGround(_Part):
    """Four corners, in order, of a rectangle on the ground, and its sides in metres.

    `width_m` lies between the first and the second corner, `depth_m` between the second and the third.
    """

    corners: FourCorners
    width_m: Metres
    depth_m: Metres


class SetupScene(_Part):
    """What was drawn on a camera's picture. Without `zones` or `ground` the camera's own settings hold.

    `masks` are painted over before a picture leaves the camera's process, beside those of its own settings.
    """

    zones: Annotated[tuple[SetupZone, ...], Field(max_length=MOST_SHAPES, fail_fast=True)] = ()
    masks: Annotated[tuple[Corners, ...], Field(max_length=MOST_SHAPES, fail_fast=True)] = ()
    ground: SetupGround | None = None


class MarkedPile(_Part):
    """Litter that lies there already; `id` is that of the finding it becomes."""

    id: Id
    corners: Corners


class Judgement(_Part):
    """What somebody said of a finding: litter, or a false alarm (误报) that is not to come again."""

    finding: Annotated[Id, Field(alias="id")]
    is_litter: Annotated[bool, Field(alias="litter")]


class CameraSetup(Body):
    """All that the hub knows of a camera's place (retained); the newest replaces any earlier one."""

    at_ms: Annotated[Millis, Field(alias="ts")]
    revision: Annotated[Count, Field(alias="rev")]
    scene: SetupScene = SetupScene()
    piles: Annotated[tuple[MarkedPile, ...], Field(max_length=MOST_SHAPES, fail_fast=True)] = ()
    judged: Annotated[tuple[Judgement, ...], Field(max_length=MOST_JUDGED, fail_fast=True)] = ()
