"""What a still change shows: litter, a person, a vehicle, light, a ghost or sway; by our network. Pure."""

from collections.abc import Sequence
from enum import Enum

import numpy as np

from vision.arrays import Plane
from vision.features import Patch, features
from vision.network import network


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

    def shares(self, patches: Sequence[Patch]) -> Plane:
        """Say for each patch how surely it shows each `Look`, (n, 6), adding up to 1."""
        if not patches:
            return np.zeros((0, len(Look)), np.float32)
        rows = np.stack([features(seen) for seen in patches])
        answers = []
        for row in rows:
            self._net.setInput(row[None, :])
            answers.append(self._net.forward()[0])
        return np.asarray(answers, dtype=np.float32)
