"""A small network of two layers, trained with numpy. Pure."""

from dataclasses import dataclass

import numpy as np

from vision.arrays import Plane
from vision.train.adam import Adam

_BATCH, _RATE, _DECAY = 256, 1.5e-3, 2e-4
_DROPPED = 0.25
_SMOOTH = 0.02


@dataclass(frozen=True, slots=True)
class Network:
    """`(row - mean) / spread` through `hidden` (d, n) and its bias, ReLU, `out` (n, k) and its bias."""

    mean: Plane
    spread: Plane
    hidden: Plane
    hidden_bias: Plane
    out: Plane
    out_bias: Plane

    def logits(self, rows: Plane) -> Plane:
        """Give (m, k) for rows (m, d)."""
        active = np.maximum(((rows - self.mean) / self.spread) @ self.hidden + self.hidden_bias, 0)
        return np.asarray(active @ self.out + self.out_bias, dtype=np.float32)


def trained(random: np.random.Generator, rows: Plane, kinds: Plane, width: int, epochs: int) -> Network:
    """Train on rows (m, d) of kinds (m,) 0..k-1, each kind weighing the same."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 0.05
    inputs = ((rows - mean) / spread).astype(np.float32)
    count = int(kinds.max()) + 1
    weights = (len(kinds) / count / np.bincount(kinds.astype(int), minlength=count)).astype(np.float32)
    parts = [
        random.normal(0, np.sqrt(2 / rows.shape[1]), (rows.shape[1], width)).astype(np.float32),
        np.zeros(width, np.float32),
        random.normal(0, np.sqrt(1 / width), (width, count)).astype(np.float32),
        np.zeros(count, np.float32),
    ]
    adam = Adam(parts, _RATE, _DECAY)
    for epoch in range(epochs):
        adam.slow_down(epoch / epochs)
        order = random.permutation(len(inputs))
        for first in range(0, len(order), _BATCH):
            chosen = order[first : first + _BATCH]
            adam.step(_slopes(random, parts, inputs[chosen], kinds[chosen].astype(int), weights))
    return Network(mean.astype(np.float32), spread.astype(np.float32), *parts)


def _slopes(
    random: np.random.Generator, parts: list[Plane], inputs: Plane, kinds: np.ndarray, weights: Plane
) -> list[Plane]:
    hidden, hidden_bias, out, out_bias = parts
    before = inputs @ hidden + hidden_bias
    kept = (random.random(before.shape, np.float32) >= _DROPPED) / (1 - _DROPPED)
    active = np.maximum(before, 0) * kept
    shares = softmax(active @ out + out_bias)
    wanted = np.full_like(shares, _SMOOTH / shares.shape[1])
    wanted[np.arange(len(kinds)), kinds] += 1 - _SMOOTH
    wrong = (shares - wanted) * weights[kinds][:, None] / len(kinds)
    back = (wrong @ out.T) * kept * (before > 0)
    return [
        inputs.T @ back,
        back.sum(axis=0),
        active.T @ wrong,
        wrong.sum(axis=0),
    ]


def softmax(logits: Plane) -> Plane:
    """Turn logits (m, k) into shares that add up to 1."""
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float32)
