"""What is being drawn on a camera's picture: the corners clicked so far become shapes of its scene. Pure."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from devices.contract.setup import (
    MOST_CORNERS,
    MOST_SHAPES,
    Corner,
    SetupGround,
    SetupScene,
    SetupZone,
)

_GROUND_CORNERS = 4


class Shape(StrEnum):
    """What a drawn area stands for."""

    ZONE = "zone"
    KEEP_OUT = "keep_out"
    MASK = "mask"
    GROUND = "ground"
    PILE = "pile"


class NotDrawn(ValueError):
    """The corners are no such shape, or there are too many of them; say `code`, a key of the page's words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Terms:
    """What is said of a shape beside its corners; minutes and metres None where nothing was entered."""

    name: str = ""
    unattended_min: float | None = None
    width_m: float | None = None
    depth_m: float | None = None


@dataclass(frozen=True, slots=True)
class Sketch:
    """The scene as drawn so far, and the corners of the shape that is being drawn."""

    scene: SetupScene = field(default_factory=SetupScene)
    draft: tuple[Corner, ...] = ()

    def with_corner(self, shape: Shape, x: float, y: float) -> "Sketch":
        """Add a corner, shares of the picture; what lies outside of it is moved to its edge."""
        most = _GROUND_CORNERS if shape is Shape.GROUND else MOST_CORNERS
        if len(self.draft) >= most:
            return self
        corner = (round(min(1.0, max(0.0, x)), 4), round(min(1.0, max(0.0, y)), 4))
        return replace(self, draft=(*self.draft, corner))

    def without_corner(self) -> "Sketch":
        """Take the last corner away."""
        return replace(self, draft=self.draft[:-1])

    def dropped(self) -> "Sketch":
        """Begin the shape anew."""
        return replace(self, draft=())

    def finished(self, shape: Shape, said: Terms) -> "Sketch":
        """Make a shape of the corners and put it into the scene.

        Raises:
            NotDrawn: they are no such shape, and stay as they are.
        """
        try:
            return Sketch(self._with_shape(shape, said))
        except ValueError as error:
            if isinstance(error, NotDrawn):
                raise
            raise NotDrawn("place_bad_shape") from error

    def without(self, shape: Shape, number: int) -> "Sketch":
        """Take a shape out of the scene; `number` counts those of its kind as `labelled` does."""
        scene = self.scene
        match shape:
            case Shape.MASK:
                masks = tuple(mask for at, mask in enumerate(scene.masks) if at != number)
                return replace(self, scene=scene.model_copy(update={"masks": masks}))
            case Shape.GROUND:
                return replace(self, scene=scene.model_copy(update={"ground": None}))
            case _:
                zones = tuple(zone for at, zone in enumerate(scene.zones) if at != number)
                return replace(self, scene=scene.model_copy(update={"zones": zones}))

    def _with_shape(self, shape: Shape, said: Terms) -> SetupScene:
        scene, corners = self.scene, self.draft
        match shape:
            case Shape.MASK:
                _demand_room(len(scene.masks))
                return SetupScene(zones=scene.zones, masks=(*scene.masks, corners), ground=scene.ground)
            case Shape.GROUND:
                if said.width_m is None or said.depth_m is None:
                    raise NotDrawn("place_needs_metres")
                ground = SetupGround(corners=corners, width_m=said.width_m, depth_m=said.depth_m)
                return scene.model_copy(update={"ground": ground})
            case _:
                _demand_room(len(scene.zones))
                if not said.name:
                    raise NotDrawn("place_needs_name")
                zone = SetupZone(
                    name=said.name,
                    corners=corners,
                    keep_out=shape is Shape.KEEP_OUT,
                    unattended_s=None if said.unattended_min is None else 60 * said.unattended_min,
                )
                return scene.model_copy(update={"zones": (*scene.zones, zone)})


def labelled(scene: SetupScene) -> list[tuple[Shape, int, str, tuple[Corner, ...]]]:
    """List the shapes of a scene: what each is, its number among its kind, its name, its corners."""
    zones = [
        (Shape.KEEP_OUT if zone.keep_out else Shape.ZONE, number, zone.name, zone.corners)
        for number, zone in enumerate(scene.zones)
    ]
    masks = [(Shape.MASK, number, "", mask) for number, mask in enumerate(scene.masks)]
    ground = [] if scene.ground is None else [(Shape.GROUND, 0, "", scene.ground.corners)]
    return [*zones, *masks, *ground]


def _demand_room(shapes: int) -> None:
    if shapes >= MOST_SHAPES:
        raise NotDrawn("place_too_many")
