"""Adam (Kingma & Ba 2015): how far each part of a network steps down its slope. Pure."""

import numpy as np

from vision.arrays import Plane

_BETAS, _SMALL = (0.9, 0.999), 1e-8


class Adam:
    """Steps `parts`, which it changes in place; `decay` pulls all of more than one dimension towards 0."""

    def __init__(self, parts: list[Plane], rate: float, decay: float) -> None:
        self.parts = parts
        self._highest = self._rate = rate
        self._decay = decay
        self._moments = [(np.zeros_like(part), np.zeros_like(part)) for part in parts]
        self._turn = 0

    def slow_down(self, share: float) -> None:
        """Lower the rate along half a cosine; `share` 0..1 of the training is over."""
        self._rate = self._highest * (1 + np.cos(np.pi * share)) / 2

    def step(self, slopes: list[Plane]) -> None:
        """Step once; `slopes` in the order of the parts."""
        self._turn += 1
        for part, (first, second), slope in zip(self.parts, self._moments, slopes, strict=True):
            pulled = slope + self._decay * part if part.ndim > 1 else slope
            np.add(first, (1 - _BETAS[0]) * (pulled - first), out=first)
            np.add(second, (1 - _BETAS[1]) * (pulled * pulled - second), out=second)
            way = first / (1 - _BETAS[0] ** self._turn)
            reach = np.sqrt(second / (1 - _BETAS[1] ** self._turn)) + _SMALL
            np.subtract(part, self._rate * way / reach, out=part)
