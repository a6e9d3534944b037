"""Making the appearance model and scenes to measure it with: `village-hub vision train` and `render`."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from deploy.errors import CannotRun
from devices.sim.scene import SceneScript, VillageScene
from vision.arrays import Frame
from vision.compose.clips import write_scenes
from vision.compose.material import Material
from vision.compose.street import a_street
from vision.evaluate.hiding import measure_hiding
from vision.train.outlines import BadMaterial
from vision.train.reading import read_material
from vision.train.training import Course, train
from vision.weights import appearance

_DRAWN_VILLAGES, _DRAWN_STREETS = 12, 120


def write_composed(
    folder: Path,
    material: Path | None,
    *,
    count: int,
    seed: int,
    is_held_out: bool,
    tell: Callable[[str], None],
) -> None:
    """Compose so many scenes into a folder.

    Raises:
        CannotRun: the material cannot be used.
        OSError: the folder cannot be written.
    """
    part = read_given(material).part(is_held_out=is_held_out)
    write_scenes(folder, part, count=count, seed=seed, tell=tell)


def train_weights(
    weights: Path, material: Path | None, pairs: int, seed: int, tell: Callable[[str], None]
) -> dict[str, object]:
    """Train, write the weights, and give what was measured.

    Raises:
        CannotRun: the material cannot be used.
        OSError: the weights cannot be written.
    """
    result = train(read_given(material), Course(seed=seed, pairs=pairs), tell)
    weights.write_bytes(result.weights)
    return {"auc": round(result.auc, 4), "recall": result.recall, "bytes": len(result.weights)}


def hiding(material: Path | None, count: int, seed: int) -> dict[str, object]:
    """Say how much of those who pass is hidden in pictures that leave, on so many composed scenes.

    Raises:
        CannotRun: the material cannot be used.
    """
    part = read_given(material).part(is_held_out=True)
    return measure_hiding(part, count=count, seed=seed, weights=appearance()).plain()


def drawn_places(count: int = _DRAWN_STREETS) -> tuple[Frame, ...]:
    """Draw villages and so many streets, to compose with where pictures of some are missing."""
    villages = [VillageScene(SceneScript(seed=seed)).draw(0.0) for seed in range(_DRAWN_VILLAGES)]
    streets = [a_street(np.random.default_rng(seed)) for seed in range(count)]
    return (*villages, *streets)


def read_given(folder: Path | None) -> Material:
    """Read what a folder gives to compose with, or draw places.

    Raises:
        CannotRun: it gives nothing that can be used.
    """
    if folder is None:
        return Material(drawn_places())
    try:
        return read_material(folder)
    except BadMaterial as error:
        raise CannotRun(str(error)) from error
