"""A small network of two layers, trained with numpy (Adam, Kingma & Ba 2015). Pure."""

from dataclasses import dataclass

import numpy as np

from vision.arrays import Plane

_BATCH, _RATE, _DECAY = 256, 1.5e-3, 2e-4
_BETAS, _SMALL = (0.9, 0.999), 1e-8
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
    moments = [(np.zeros_like(part), np.zeros_like(part)) for part in parts]
    turn = 0
    for epoch in range(epochs):
        rate = _RATE * (1 + np.cos(np.pi * epoch / epochs)) / 2
        order = random.permutation(len(inputs))
        for first in range(0, len(order), _BATCH):
            chosen = order[first : first + _BATCH]
            turn += 1
            slopes = _slopes(random, parts, inputs[chosen], kinds[chosen].astype(int), weights)
            _step(parts, moments, slopes, rate, turn)
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
        inputs.T @ back + _DECAY * hidden,
        back.sum(axis=0),
        active.T @ wrong + _DECAY * out,
        wrong.sum(axis=0),
    ]


def _step(
    parts: list[Plane],
    moments: list[tuple[Plane, Plane]],
    slopes: list[Plane],
    rate: float,
    turn: int,
) -> None:
    for part, (first, second), slope in zip(parts, moments, slopes, strict=True):
        np.add(first, (1 - _BETAS[0]) * (slope - first), out=first)
        np.add(second, (1 - _BETAS[1]) * (slope * slope - second), out=second)
        way = first / (1 - _BETAS[0] ** turn)
        reach = np.sqrt(second / (1 - _BETAS[1] ** turn)) + _SMALL
        np.subtract(part, rate * way / reach, out=part)


def softmax(logits: Plane) -> Plane:
    """Turn logits (m, k) into shares that add up to 1."""
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float32)
