"""From pictures to the weights of the heap model: squares composed, learnt, its errors learnt again. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from vision.compose.material import Material
from vision.evaluate.ranking import auc
from vision.heaps import seen
from vision.train.convolution import ConvNet, Examples, answers, taught, untrained
from vision.train.onnx_file import conv_onnx
from vision.train.squares import Ground, a_square

_SHAPE = ((16, 2), (32, 2), (64, 2), (96, 1))
_LITTER_SHARE = 0.45
# The second time, a fifth of the squares are those clean ones that the first network took for litter.
_HARD_OF = 4


@dataclass(frozen=True, slots=True)
class HeapCourse:
    """How to train: `squares` each of two times, `epochs` each."""

    seed: int = 1
    squares: int = 12_000
    epochs: int = 5


@dataclass(frozen=True, slots=True)
class TrainedHeaps:
    """The weights as ONNX, and how well squares of grounds held out are told apart."""

    weights: bytes
    auc: float


def train_heaps(
    material: Material, grounds: Sequence[Ground], course: HeapCourse, tell: Callable[[str], None]
) -> TrainedHeaps:
    """Train on four fifths of material and grounds, measure on the last; `tell` hears how far it is."""
    random = np.random.default_rng(course.seed)
    own, held_out = _parts(material, grounds, is_held_out=False), _parts(material, grounds, is_held_out=True)
    squares, wanted = composed(random, *own, course.squares)
    tell(f"{len(squares)} squares composed")
    net = untrained(random, 3, _SHAPE, 1)
    net = taught(random, net, _examples(squares, wanted), course.epochs, tell)
    squares, wanted = _harder(random, net, own, course.squares)
    tell(f"{len(squares)} harder squares composed")
    net = taught(random, net, _examples(squares, wanted), course.epochs, tell)
    squares, wanted = composed(random, *held_out, course.squares // 5)
    return TrainedHeaps(conv_onnx(net), auc(_likelihoods(net, squares), wanted > 0))


def composed(
    random: np.random.Generator, material: Material, grounds: Sequence[Ground], count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Compose squares (n, 64, 64, 3) uint8, and say in which litter lies (n,) float32."""
    wanted = (random.random(count) < _LITTER_SHARE).astype(np.float32)
    squares = [a_square(random, material, grounds, has_litter=bool(litter)) for litter in wanted]
    return np.stack(squares), wanted


def _harder(
    random: np.random.Generator, net: ConvNet, own: tuple[Material, Sequence[Ground]], count: int
) -> tuple[np.ndarray, np.ndarray]:
    squares, wanted = composed(random, *own, count)
    clean = np.stack([a_square(random, *own, has_litter=False) for _ in range(count)])
    hardest = np.argsort(-_likelihoods(net, clean))[: count // _HARD_OF]
    return np.concatenate([squares, clean[hardest]]), np.concatenate(
        [wanted, np.zeros(len(hardest), np.float32)]
    )


def _examples(squares: np.ndarray, wanted: np.ndarray) -> Examples:
    """Let both kinds weigh the same."""
    share = float(wanted.mean())
    weights = np.where(wanted > 0, 0.5 / share, 0.5 / (1 - share)).astype(np.float32)
    return Examples(squares, wanted[:, None], weights, seen)


def _likelihoods(net: ConvNet, squares: np.ndarray) -> np.ndarray:
    return answers(net, squares, seen)[:, 0]


def _parts(
    material: Material, grounds: Sequence[Ground], *, is_held_out: bool
) -> tuple[Material, Sequence[Ground]]:
    own = [ground for number, ground in enumerate(grounds) if (number % 5 == 0) is is_held_out]
    return material.part(is_held_out=is_held_out), own
