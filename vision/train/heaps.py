"""From composed pictures to the weights of the heap model, measured on pictures of other grounds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from vision.evaluate.ranking import auc
from vision.heaps import NEAR_PX, picture_likelihood, seen
from vision.train.convolution import ConvNet, Shape
from vision.train.examples import Examples
from vision.train.learning import Effort, Subject, answers, taught
from vision.train.onnx_file import conv_onnx
from vision.train.variation import grainy, relit, softened

_WIDE = (Shape(64), *(Shape(64, dilation=apart) for apart in (2, 4, 8, 4, 2)))
_DEEP = (Shape(64), *(Shape(64, dilation=apart) for apart in (2, 4, 8, 12, 4, 2)), Shape(64))
_SHAPES = (
    (Shape(24, 2), Shape(40, 2), Shape(56, 2), *_WIDE),
    (Shape(24, 2), Shape(40, 2), Shape(64, 2), *_DEEP),
)
"""Two networks that look at 400 and 600 pixels around each place of 8 x 8; what they say is averaged."""
_KINDS = 5
_LITTER, _CLEAN = 0.5, 0.02
_EASY_POWER = 1.5
_SMALL = 1e-3
_HEAT_WEIGHT, _FARTHEST = 4.0, 5.0
_BATCH, _ONWARD_BATCH = 128, 32


@dataclass(frozen=True, slots=True)
class TrainedHeaps:
    """The weights as ONNX, and how well pictures of grounds held out are told apart."""

    weights: bytes
    auc: float


def train_heaps(
    own: Examples,
    held_out: Examples,
    seed: int,
    epochs: int,
    tell: Callable[[str], None],
    begun: Sequence[ConvNet] = (),
) -> TrainedHeaps:
    """Train both networks, or go on with those `begun`, and measure them together; `tell` hears how far."""
    batch = _ONWARD_BATCH if begun else _BATCH
    starts: Sequence[Sequence[Shape] | ConvNet] = begun or _SHAPES
    nets = [
        taught(_SUBJECT, start, own, Effort(epochs, batch=batch, seed=seed + number), tell)
        for number, start in enumerate(starts)
    ]
    pictures, wanted = held_out
    places = np.mean([answers(net, _SUBJECT, pictures)[:, 0] for net in nets], axis=0)
    told = np.array([picture_likelihood(heat) for heat in places])
    is_littered = np.asarray((wanted[:, 0] > _LITTER).any(axis=(1, 2)), dtype=np.bool_)
    return TrainedHeaps(conv_onnx(*nets), auc(told, is_littered))


def _varied(pictures: torch.Tensor, wanted: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return grainy(softened(relit(pictures))), wanted.float()


def loss(places: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Want boxes that overlap, and that each place says how well its own does, or 0 where no litter lies.

    Places that are far from what they should say weigh more (quality focal loss, Li et al. 2020). So the box
    of a part of a pile comes after one of all of it, which a place that only says "litter" cannot tell.
    """
    share = wanted[:, 0]
    is_litter, is_told = share > _LITTER, (share > _LITTER) | (share < _CLEAN)
    guessed = NEAR_PX * torch.exp(places[:, 1:].permute(0, 2, 3, 1)[is_litter].clamp(-_FARTHEST, _FARTHEST))
    true = wanted[:, 1:].permute(0, 2, 3, 1)[is_litter]
    overlaps, gaps = _compared(guessed, true)
    aim = torch.zeros_like(share)
    aim[is_litter] = overlaps.detach()
    wrong = functional.binary_cross_entropy_with_logits(places[:, 0], aim, reduction="none")
    hardness = (torch.sigmoid(places[:, 0]) - aim).abs() ** _EASY_POWER
    told = (hardness * wrong * is_told * (1 + is_litter.float())).sum() / is_told.sum()
    if len(true) == 0:
        return _HEAT_WEIGHT * told
    return _HEAT_WEIGHT * told + (1 - overlaps + gaps).mean()


def _compared(guessed: torch.Tensor, true: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Say of boxes (n, 4), given by how far their sides are, how much two overlap and how much lies between.

    Both 0..1: the intersection over the union, and how much of the box around both neither fills
    (Rezatofighi et al. 2019).
    """
    both, either = torch.minimum(guessed, true), torch.maximum(guessed, true)
    shared, around = _area(both), _area(either)
    joined = _area(guessed) + _area(true) - shared
    return shared / (joined + _SMALL), (around - joined) / (around + _SMALL)


def _area(sides: torch.Tensor) -> torch.Tensor:
    return (sides[:, 0] + sides[:, 2]) * (sides[:, 1] + sides[:, 3])


_SUBJECT = Subject(_KINDS, _varied, seen, loss)
