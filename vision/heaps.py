"""Where in a single picture litter may lie, by a network that looks at squares of several sizes. Pure.

For places that were never seen empty: one picture tells less than a change does, so what is found here is
for a person to look at.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from vision.arrays import XYXY, Frame, Plane
from vision.boxes import overlap

SQUARE_PX = 64
"""The side of the squares that the network learnt from, pixels."""
_STRIDE_PX = 8
_MIDDLE, _REACH = 127.5, 64.0
# How long the longer side of the picture is made: a square then is a half, a third and a fifth of it.
_LONG_PX = (128, 192, 320)
_MAP_CELLS = 64
_LEAST_SHARES = (0.3, 0.45, 0.6, 0.75, 0.9)
_LEAST_CELLS = 6
_SAME_OVERLAP = 0.5
_MOST = 12


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
        try:
            self._net = cv2.dnn.readNetFromONNX(np.frombuffer(onnx, np.uint8))
        except cv2.error as error:
            raise ValueError(f"the heap model cannot be used: {error}") from error

    def heat(self, frame: Frame) -> Plane:
        """Say for each cell of a grid over a frame (H, W, 3) BGR how likely litter lies there, 0..1.

        The longer side of the grid has 64 cells.
        """
        size_wh = _fitted(frame, _MAP_CELLS)
        maps = [cv2.resize(self._logits(frame, long_px), size_wh) for long_px in _LONG_PX]
        return np.asarray(1 / (1 + np.exp(-np.mean(maps, axis=0))), dtype=np.float32)

    def look(self, frame: Frame) -> tuple[Plane, list[Heap]]:
        """Give the heat of a frame (H, W, 3) BGR, and where litter may lie, likeliest first, at most 12."""
        heat = self.heat(frame)
        return heat, _apart([heap for least in _LEAST_SHARES for heap in _above(heat, least)])

    def _logits(self, frame: Frame, long_px: int) -> Plane:
        width, height = (max(SQUARE_PX, side // _STRIDE_PX * _STRIDE_PX) for side in _fitted(frame, long_px))
        small = np.asarray(cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)
        self._net.setInput(np.ascontiguousarray(seen(small[None]).transpose(0, 3, 1, 2)))
        places = np.asarray(self._net.forward()[0, 0], dtype=np.float32)
        # A square is worth the mean over its places, as it was in training.
        cells = SQUARE_PX // _STRIDE_PX
        return np.asarray(cv2.blur(places, (cells, cells), borderType=cv2.BORDER_REFLECT), np.float32)


def seen(pictures: Frame) -> Plane:
    """Bring the grey levels of pictures (n, H, W, 3) to about -2..2, as the network wants them."""
    return np.asarray((pictures.astype(np.float32) - _MIDDLE) / _REACH, dtype=np.float32)


def _fitted(frame: Frame, long: int) -> tuple[int, int]:
    height, width = frame.shape[:2]
    scale = long / max(height, width)
    return max(1, round(scale * width)), max(1, round(scale * height))


def _above(heat: Plane, least: float) -> list[Heap]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats((heat >= least).astype(np.uint8))
    height, width = heat.shape
    found = []
    for label in range(1, count):
        x, y, w, h, cells = (int(value) for value in stats[label])
        if cells >= _LEAST_CELLS:
            likelihood = float(heat[labels == label].mean())
            found.append(Heap((x / width, y / height, (x + w) / width, (y + h) / height), likelihood))
    return found


def _apart(heaps: list[Heap]) -> list[Heap]:
    """Keep the likeliest of those that overlap."""
    kept: list[Heap] = []
    for heap in sorted(heaps, key=lambda heap: -heap.likelihood):
        if all(overlap(heap.xyxy_share, other.xyxy_share) < _SAME_OVERLAP for other in kept):
            kept.append(heap)
    return kept[:_MOST]
