"""From material to weights: compose pairs, train the network, measure it on pairs of other material. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vision.appearance import Look
from vision.arrays import Plane
from vision.compose.material import Material
from vision.evaluate.ranking import auc
from vision.features import features
from vision.train.network import Network, softmax, trained
from vision.train.onnx_file import onnx
from vision.train.pairs import a_pair

LOOK_SHARES = {
    Look.LITTER: 0.34,
    Look.PERSON: 0.18,
    Look.VEHICLE: 0.16,
    Look.LIGHT: 0.12,
    Look.GHOST: 0.12,
    Look.SWAY: 0.08,
}
"""How often each look is composed: litter and who passes are what matters; the rest has fewer kinds."""


@dataclass(frozen=True, slots=True)
class Course:
    """How to train. `pairs`: of four fifths of the material; a fifth as many of the last fifth measure."""

    seed: int = 1
    pairs: int = 16_000
    width: int = 96
    epochs: int = 24


@dataclass(frozen=True, slots=True)
class Trained:
    """The weights as ONNX, and on pairs of the material held out: how well they tell litter from all else.

    `auc`: of litter against the rest. `recall`: of each look that was composed, the share that is told.
    """

    weights: bytes
    auc: float
    recall: dict[str, float]


def train(material: Material, course: Course, tell: Callable[[str], None]) -> Trained:
    """Compose, train and measure; `tell` hears how far it is."""
    random = np.random.default_rng(course.seed)
    rows, kinds = composed(random, material.part(is_held_out=False), course.pairs)
    tell(f"{len(rows)} pairs composed")
    network = trained(random, rows, kinds, course.width, course.epochs)
    tell(f"{course.epochs} epochs trained")
    rows, kinds = composed(random, material.part(is_held_out=True), course.pairs // 5)
    return measured(network, rows, kinds)


def composed(random: np.random.Generator, material: Material, count: int) -> tuple[Plane, Plane]:
    """Compose pairs and describe them: rows (n, d), kinds (n,)."""
    looks = list(LOOK_SHARES)
    rows, kinds = [], []
    for _ in range(count):
        look = looks[int(random.choice(len(looks), p=list(LOOK_SHARES.values())))]
        pair = a_pair(random, material, look)
        if pair is not None:
            rows.append(features(pair.patch))
            kinds.append(look.value)
    return np.stack(rows), np.array(kinds, np.float32)


def measured(network: Network, rows: Plane, kinds: Plane) -> Trained:
    """Measure a network on described pairs it has not seen."""
    shares = softmax(network.logits(rows))
    told = shares.argmax(axis=1)
    recall = {
        look.name.lower(): round(float((told[kinds == look.value] == look.value).mean()), 3)
        for look in Look
        if (kinds == look.value).any()
    }
    return Trained(onnx(network), auc(shares[:, 0], kinds == Look.LITTER.value), recall)
