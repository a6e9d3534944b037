"""What a still change shows: litter, a person, a vehicle, light, a ghost or sway; by our network. Pure."""

from collections.abc import Sequence
from enum import Enum
from typing import TypeAlias

import numpy as np

from vision.arrays import Plane
from vision.features import Patch, features
from vision.network import network

# As many changes as one look may show; each is kept with its picture, 64 KB.
_MOST_KEPT = 16
_Key: TypeAlias = tuple[bytes, bytes, bytes, tuple[float, float]]


class Look(Enum):
    """What a change can show; the value is its place in the network's answer."""

    LITTER = 0
    PERSON = 1
    VEHICLE = 2
    LIGHT = 3
    GHOST = 4
    SWAY = 5


class Appearance:
    """Runs the network; for one thread, as OpenCV's nets are."""

    def __init__(self, onnx: bytes) -> None:
        """Take the network as ONNX.

        Raises:
            ValueError: OpenCV cannot use it; the file of the weights is wrong.
        """
        self._net = network(onnx, "appearance")
        self._answers: dict[_Key, Plane] = {}

    def shares(self, patches: Sequence[Patch]) -> Plane:
        """Say for each patch how surely it shows each `Look`, (n, 6), adding up to 1."""
        if not patches:
            return np.zeros((0, len(Look)), np.float32)
        return np.stack([self._answer(seen) for seen in patches])

    def _answer(self, seen: Patch) -> Plane:
        # Most changes are asked about twice at each look: what came lately, and what has stayed long.
        key = (seen.now.tobytes(), seen.empty.tobytes(), seen.mask.tobytes(), seen.size_log)
        if key not in self._answers:
            if len(self._answers) >= _MOST_KEPT:
                self._answers.clear()
            self._net.setInput(features(seen)[None, :])
            self._answers[key] = np.asarray(self._net.forward()[0], dtype=np.float32).copy()
        return self._answers[key]
