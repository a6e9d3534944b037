"""From composed close-ups to the weights of their network, measured on close-ups of other material.

Two networks learn from the same ones, and what they say is averaged: where they disagree, neither is sure.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from vision.appearance import Look
from vision.closeup import LENS, LENS_BIAS
from vision.evaluate.ranking import auc
from vision.train.convolution import ConvNet, Shape
from vision.train.examples import Examples
from vision.train.learning import Effort, Subject, answers, taught
from vision.train.onnx_file import conv_onnx
from vision.train.variation import varied_closeups

_SHAPES = (Shape(24, 2), Shape(48, 2), Shape(80, 2), Shape(80), Shape(128, 2), Shape(128))
"""64 x 64 places become 4 x 4."""
_NETWORKS = 2
_SMOOTH = 0.02


@dataclass(frozen=True, slots=True)
class TrainedCloseUps:
    """The weights as ONNX, and how well they tell litter from all else in close-ups of material held out.

    `auc`: of litter against the rest. `recall`: of each look that was composed, the share that is told.
    """

    weights: bytes
    auc: float
    recall: dict[str, float]


def train_closeups(
    own: Examples, held_out: Examples, seed: int, epochs: int, tell: Callable[[str], None]
) -> TrainedCloseUps:
    """Train both networks and measure them together; `tell` hears how far they are."""
    nets = [
        taught(_SUBJECT, _SHAPES, own, Effort(epochs, seed=each), tell)
        for each in range(seed, seed + _NETWORKS)
    ]
    return _measured(nets, *held_out)


def _measured(nets: Sequence[ConvNet], taken: np.ndarray, wanted: np.ndarray) -> TrainedCloseUps:
    logits = np.mean([answers(net, _SUBJECT, taken).mean(axis=(2, 3)) for net in nets], axis=0)
    told, kinds = logits.argmax(axis=1), wanted.argmax(axis=1)
    recall = {
        look.name.lower(): round(float((told[kinds == look.value] == look.value).mean()), 3)
        for look in Look
        if (kinds == look.value).any()
    }
    litter = Look.LITTER.value
    return TrainedCloseUps(conv_onnx(*nets), auc(logits[:, litter], kinds == litter), recall)


def _seen(taken: torch.Tensor) -> torch.Tensor:
    lens, bias = (torch.from_numpy(part).to(taken.device) for part in (LENS, LENS_BIAS))
    return torch.einsum("nchw,ck->nkhw", taken, lens) + bias[:, None, None]


def _loss(places: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    is_known = ~wanted.isnan()
    aim = wanted.nan_to_num().clamp(_SMOOTH / 2, 1 - _SMOOTH / 2)
    return functional.binary_cross_entropy_with_logits(places.mean(dim=(2, 3))[is_known], aim[is_known])


_SUBJECT = Subject(len(Look), varied_closeups, _seen, _loss)
