"""A detector of the user's own: an ONNX network with a YOLO head, run by OpenCV. Pure.

Heads as Ultralytics export them: (1, 4 + classes, boxes) of YOLOv8 and later, (1, boxes, 5 + classes) of
YOLOv5 to v7, whose fifth number says how surely there is anything. Boxes are middle, width, height in pixels
of the input.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from vision.arrays import XYWH, Frame, Plane

_PADDING = (114, 114, 114)  # what Ultralytics pads with when it trains
_SAME_BOX_SHARE = 0.5
_BOX_NUMBERS = 4
_DIMENSIONS = 3


@dataclass(frozen=True, slots=True)
class OwnModel:
    """The network and how it is used.

    `classes`: the numbers of those that are litter, none for all; `least` 0..1: confidence from which a box
    counts; `size_px`: of its square input.
    """

    onnx: bytes
    classes: tuple[int, ...] = ()
    least: float = 0.4
    size_px: int = 640


class Yolo:
    """Runs the network; for one thread, as OpenCV's nets are."""

    def __init__(self, model: OwnModel) -> None:
        """Take the network, and try it once.

        Raises:
            ValueError: it cannot be used; the text says what it is and what was expected.
        """
        self._model = model
        try:
            self._net = cv2.dnn.readNetFromONNX(np.frombuffer(model.onnx, np.uint8))
        except cv2.error as error:
            raise ValueError(f"no ONNX network that OpenCV can read: {_first_line(error)}") from error
        blank = np.zeros((model.size_px, model.size_px, 3), np.uint8)
        try:
            answer = self._answer(blank)
        except cv2.error as error:
            side = model.size_px
            raise ValueError(
                f"does not take a picture of {side} x {side}, see size_px: {_first_line(error)}"
            ) from error
        self._has_objectness, known = _head(answer)
        beyond = [number for number in model.classes if number >= known]
        if beyond:
            raise ValueError(f"has {known} classes, numbered from 0, and no class {beyond[0]}")

    def boxes(self, frame: Frame) -> list[tuple[XYWH, float]]:
        """Find litter in a frame (H, W, 3) BGR: boxes in pixels with their confidence 0..1, surest first."""
        height, width = frame.shape[:2]
        size_px = self._model.size_px
        scale = size_px / max(height, width)
        wide, high = max(1, round(width * scale)), max(1, round(height * scale))
        sheet = np.full((size_px, size_px, 3), _PADDING, np.uint8)
        sheet[:high, :wide] = cv2.resize(frame, (wide, high))
        rows = _rows(self._answer(sheet), has_objectness=self._has_objectness)
        scores = rows[:, _BOX_NUMBERS:]
        if self._has_objectness:
            scores = scores[:, 1:] * rows[:, _BOX_NUMBERS, None]
        if self._model.classes:
            scores = scores[:, list(self._model.classes)]
        confidence = scores.max(axis=1)
        sure = np.isfinite(rows).all(axis=1) & (confidence >= self._model.least)
        return _apart(rows[sure, :_BOX_NUMBERS] / scale, confidence[sure], (width, height))

    def _answer(self, sheet: Frame) -> Plane:
        self._net.setInput(cv2.dnn.blobFromImage(sheet, 1 / 255, swapRB=True))
        return np.asarray(self._net.forward(), dtype=np.float32)


def _head(answer: Plane) -> tuple[bool, int]:
    """Say whether each row begins with its objectness, and how many classes there are.

    Raises:
        ValueError: no such head.
    """
    if answer.ndim == _DIMENSIONS and answer.shape[0] == 1:
        few, many = sorted(answer.shape[1:])
        has_objectness = answer.shape[2] == few
        classes = few - _BOX_NUMBERS - has_objectness
        if classes > 0 and few < many:
            return has_objectness, classes
    raise ValueError(
        f"answers {answer.shape}, expected a YOLO head: (1, 4 + classes, boxes) or (1, boxes, 5 + classes)"
    )


def _rows(answer: Plane, *, has_objectness: bool) -> Plane:
    rows = answer[0] if has_objectness else answer[0].T
    return np.asarray(rows, dtype=np.float32)


def _apart(middles: Plane, confidence: Plane, size_wh: tuple[int, int]) -> list[tuple[XYWH, float]]:
    """Keep the surest of boxes that cover each other, within the picture."""
    corners = [[float(x - w / 2), float(y - h / 2), float(w), float(h)] for x, y, w, h in middles]
    kept: Sequence[int] = cv2.dnn.NMSBoxes(corners, confidence.tolist(), 0.0, _SAME_BOX_SHARE)
    found = []
    for number in sorted(map(int, kept), key=lambda one: -float(confidence[one])):
        left, top, wide, high = corners[number]
        x0, y0 = max(0, round(left)), max(0, round(top))
        x1, y1 = min(size_wh[0], round(left + wide)), min(size_wh[1], round(top + high))
        if x1 > x0 and y1 > y0:
            found.append(((x0, y0, x1 - x0, y1 - y0), min(1.0, float(confidence[number]))))
    return found


def _first_line(error: cv2.error) -> str:
    return str(error).strip().splitlines()[0][:200]
