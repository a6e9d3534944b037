"""Makes anew what needs torch, which nothing else does: `vision train-heaps` and `train-closeups`."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path

import numpy as np

from deploy.appearance import drawn_places, read_given
from deploy.errors import CannotRun
from vision.compose.material import Material
from vision.evaluate.watching import one_core
from vision.train.convolution import ConvNet
from vision.train.examples import Examples, closeups, heapscapes, still_changes
from vision.train.grounds import Ground
from vision.train.onnx_reading import conv_nets
from vision.train.outlines import BadMaterial
from vision.train.reading import read_grounds, read_material, read_watched

_AT_ONCE = 100
_HELD_OUT_OF = 10
_PARTS = 5
_STREETS = 400


@dataclass(frozen=True, slots=True)
class Course:
    """How to train: `examples` composed, each learnt from `epochs` times; `seed` is the dice of all of it.

    `onto`: weights whose networks go on learning; None: new ones begin.
    """

    examples: int
    epochs: int
    seed: int
    onto: Path | None = None


def train_heap_weights(
    weights: Path, material: Path, course: Course, tell: Callable[[str], None]
) -> dict[str, object]:
    """Train the heap model, write it, and give what was measured on the fifth of the material held out.

    Raises:
        CannotRun: the material or the weights to go on from cannot be used, or torch is missing.
        OSError: the weights cannot be written.
    """
    _need_torch()
    from vision.train.heaps import train_heaps

    begun = () if course.onto is None else _nets_of(course.onto)
    try:
        given, grounds = read_material(material), read_grounds(material)
    except BadMaterial as error:
        raise CannotRun(str(error)) from error
    grounds.extend(Ground(place, ()) for place in drawn_places(_STREETS))
    own = _composed(_Heaps(*_part(given, grounds, is_held_out=False)), course.examples, course.seed)
    held_out = _composed(
        _Heaps(*_part(given, grounds, is_held_out=True)), _held_out(course.examples), course.seed + 1
    )
    tell(f"{len(own[0])} pictures composed")
    result = train_heaps(own, held_out, course.seed, course.epochs, tell, begun)
    weights.write_bytes(result.weights)
    return {"auc": round(result.auc, 4), "bytes": len(result.weights)}


def train_closeup_weights(
    weights: Path, material: Path | None, course: Course, tell: Callable[[str], None]
) -> dict[str, object]:
    """Train the close-up model, write it, and give what was measured on the fifth of the material held out.

    Raises:
        CannotRun: the material cannot be used, or torch is missing.
        OSError: the weights cannot be written.
    """
    _need_torch()
    from vision.train.closeups import train_closeups

    given = read_given(material)
    own = _composed(_CloseUps(given.part(is_held_out=False)), course.examples, course.seed)
    held_out = _composed(_CloseUps(given.part(is_held_out=True)), _held_out(course.examples), course.seed + 1)
    clips = [] if material is None else read_watched(material)
    still = [still_changes(np.random.default_rng(course.seed), clip) for clip in clips]
    tell(f"{len(own[0])} close-ups composed, {sum(len(found) for found, _ in still)} found in clips")
    result = train_closeups(_joined([own, *still]), held_out, course.seed, course.epochs, tell)
    weights.write_bytes(result.weights)
    return {"auc": round(result.auc, 4), "recall": result.recall, "bytes": len(result.weights)}


def _nets_of(weights: Path) -> tuple[ConvNet, ...]:
    try:
        return conv_nets(weights.read_bytes())
    except (OSError, ValueError) as error:
        raise CannotRun(f"{weights}: cannot go on from these weights: {error}") from error


@dataclass(frozen=True, slots=True)
class _CloseUps:
    material: Material

    def __call__(self, seed: tuple[int, int], count: int) -> Examples:
        return closeups(np.random.default_rng(seed), self.material, count)


@dataclass(frozen=True, slots=True)
class _Heaps:
    material: Material
    grounds: Sequence[Ground]

    def __call__(self, seed: tuple[int, int], count: int) -> Examples:
        return heapscapes(np.random.default_rng(seed), self.material, self.grounds, count)


# What each process composes with: handed to it once, as it is hundreds of megabytes.
_compose: list[Callable[[tuple[int, int], int], Examples]] = []


def _begin(compose: Callable[[tuple[int, int], int], Examples]) -> None:
    one_core()
    _compose[:] = [compose]


def _some(seed: tuple[int, int], count: int) -> Examples:
    return _compose[0](seed, count)


def _composed(compose: Callable[[tuple[int, int], int], Examples], count: int, seed: int) -> Examples:
    """Compose on all cores; the same seed gives the same examples on any number of them."""
    turns = [min(_AT_ONCE, count - done) for done in range(0, count, _AT_ONCE)]
    seeds = [(seed, number) for number in range(len(turns))]
    with ProcessPoolExecutor(cpu_count(), get_context("spawn"), _begin, (compose,)) as pool:
        return _joined(list(pool.map(_some, seeds, turns)))


def _joined(parts: Sequence[Examples]) -> Examples:
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _held_out(count: int) -> int:
    return max(_AT_ONCE, count // _HELD_OUT_OF)


def _part(
    material: Material, grounds: Sequence[Ground], *, is_held_out: bool
) -> tuple[Material, Sequence[Ground]]:
    own = [ground for number, ground in enumerate(grounds) if (number % _PARTS == 0) is is_held_out]
    return material.part(is_held_out=is_held_out), own


def _need_torch() -> None:
    try:
        import torch  # noqa: F401  only whether it is there
    except ImportError as error:
        raise CannotRun(
            "training needs torch, which nothing else does: put it into .venv with `pip install torch`"
        ) from error
