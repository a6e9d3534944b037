"""Where in a single picture litter may lie, by a network that draws a box for each of its places. Pure.

For places that were never seen empty: one picture tells less than a change does, so what is found here is
for a person to look at.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from vision.arrays import XYXY, Frame, Plane
from vision.boxes import overlap
from vision.network import network

STRIDE_PX = 8
"""How far apart the places are that the network answers for, pixels."""
NEAR_PX = 32.0
"""How far the sides of a box are from its place where the network answers 0; 1 more is e times as far."""
_MIDDLE, _REACH = 127.5, 64.0
# How long the longer side of the picture is made: heaps fill it, bags are small in it.
_LONGS_PX = (224, 320, 416)
_MULTIPLE_PX = 16
_FARTHEST = 5.0
_LEAST_LIKELIHOOD = 0.05
_SAME_OVERLAP, _ALIKE_OVERLAP = 0.3, 0.5
_MOST_GUESSES, _MOST = 200, 12
_TELLING_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Heap:
    """A place where litter may lie: its box as shares of width and height, and how likely, 0..1."""

    xyxy_share: XYXY
    likelihood: float


class HeapFinder:
    """Runs the network; for one thread, as OpenCV's nets are."""

    def __init__(self, onnx: bytes) -> None:
        """Take the network as ONNX.

        Raises:
            ValueError: OpenCV cannot use it; the file of the weights is wrong.
        """
        self._net = network(onnx, "heap")

    def look(self, frame: Frame) -> tuple[Plane, list[Heap]]:
        """Say where in a frame (H, W, 3) BGR litter may lie.

        Returns:
            How likely litter lies at each place of a grid, 0..1, and heaps, likeliest first, at most 12.
        """
        answers = [(self._asked(frame, size_wh), size_wh) for size_wh in _sizes_wh(frame)]
        guesses = [guess for places, size_wh in answers for guess in _boxed(places, size_wh)]
        shape_hw = answers[-1][0].shape[1:]
        heat = np.mean([cv2.resize(places[0], shape_hw[::-1]) for places, _ in answers], axis=0)
        return _likelihood(heat), _apart(guesses)

    def _asked(self, frame: Frame, size_wh: tuple[int, int]) -> Plane:
        small = np.asarray(cv2.resize(frame, size_wh, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        self._net.setInput(np.ascontiguousarray(seen(small[None].astype(np.float32)).transpose(0, 3, 1, 2)))
        return np.asarray(self._net.forward()[0], dtype=np.float32)


def picture_likelihood(heat: Plane) -> float:
    """Say how likely a picture shows litter, 0..1, by the tenth of its places that is likeliest."""
    places = np.sort(heat.ravel())
    return float(places[-max(1, round(_TELLING_SHARE * places.size)) :].mean())


def seen(levels: Plane) -> Plane:
    """Bring grey levels to about -2..2, as the network wants them."""
    return (levels - _MIDDLE) / _REACH


def _sizes_wh(frame: Frame) -> list[tuple[int, int]]:
    height, width = frame.shape[:2]
    return [
        (_fitted(long_px * width / max(height, width)), _fitted(long_px * height / max(height, width)))
        for long_px in _LONGS_PX
    ]


def _fitted(side_px: float) -> int:
    return max(1, round(side_px / _MULTIPLE_PX)) * _MULTIPLE_PX


def _likelihood(logits: Plane) -> Plane:
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)


def _boxed(places: Plane, size_wh: tuple[int, int]) -> list[Heap]:
    """Give the box that each place draws which may be litter; `places` (5, h, w), the likeliest of them."""
    heat, (width, height) = _likelihood(places[0]), size_wh
    rows, columns = np.nonzero(heat >= _LEAST_LIKELIHOOD)
    order = np.argsort(-heat[rows, columns])[:_MOST_GUESSES]
    heaps = []
    for row, column in zip(rows[order], columns[order], strict=True):
        x, y = (column + 0.5) * STRIDE_PX, (row + 0.5) * STRIDE_PX
        left, top, right, foot = NEAR_PX * np.exp(places[1:, row, column].clip(-_FARTHEST, _FARTHEST))
        box = (
            max(0.0, float(x - left) / width),
            max(0.0, float(y - top) / height),
            min(1.0, float(x + right) / width),
            min(1.0, float(y + foot) / height),
        )
        heaps.append(Heap(box, float(heat[row, column])))
    return heaps


def _apart(guesses: list[Heap]) -> list[Heap]:
    """Make one heap of those that overlap: as likely as the likeliest, its box the mean of those like it."""
    groups: list[list[Heap]] = []
    for guess in sorted(guesses, key=lambda heap: -heap.likelihood):
        own = [group for group in groups if overlap(group[0].xyxy_share, guess.xyxy_share) >= _SAME_OVERLAP]
        if own:
            own[0].append(guess)
        else:
            groups.append([guess])
    return [_mean(group) for group in groups[:_MOST]]


def _mean(group: list[Heap]) -> Heap:
    first = group[0]
    alike = [heap for heap in group if overlap(heap.xyxy_share, first.xyxy_share) >= _ALIKE_OVERLAP]
    weights = np.array([heap.likelihood for heap in alike])
    left, top, right, foot = np.average([heap.xyxy_share for heap in alike], axis=0, weights=weights)
    return Heap((float(left), float(top), float(right), float(foot)), first.likelihood)
