"""A small convolutional network, trained with numpy. Pure.

Pictures are (n, H, W, channels) float32. Each layer is 3 x 3, padded by one, with ReLU but for the last one,
which is 1 x 1 and says for each kind by itself how surely it is shown; a picture is worth the mean over its
places.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vision.arrays import Plane
from vision.train.adam import Adam

_SIDE = 3
_BATCH, _RATE, _DECAY = 64, 1.5e-3, 1e-4
_SMOOTH = 0.02
_TURNED_SHARE = 0.5
_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Layer:
    """`kernel` (9 * in, out), its rows by row, column, channel; `bias` (out,); `stride` 1 or 2."""

    kernel: Plane
    bias: Plane
    stride: int


@dataclass(frozen=True, slots=True)
class ConvNet:
    """`layers`, then `out` (channels, kinds) with `out_bias` (kinds,) at each place."""

    layers: tuple[Layer, ...]
    out: Plane
    out_bias: Plane

    def logits(self, pictures: Plane) -> Plane:
        """Say of pictures (n, H, W, channels) how surely each shows each kind: (n, kinds), 0 is undecided."""
        seen = pictures
        for layer in self.layers:
            seen = _forward(seen, layer)[1]
        return np.asarray(_pooled(seen) @ self.out + self.out_bias, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Examples:
    """What to learn: `pictures` (n, H, W, c) uint8, `wanted` (n, kinds) 0 or 1, `weights` (n,) about 1.

    `seen` makes of some of the pictures what the network sees of them.
    """

    pictures: np.ndarray
    wanted: Plane
    weights: Plane
    seen: Callable[[np.ndarray], Plane]


def untrained(
    random: np.random.Generator, channels: int, shape: tuple[tuple[int, int], ...], kinds: int
) -> ConvNet:
    """Begin with chance (He et al. 2015); `shape`: channels and stride of each layer."""
    layers = []
    for width, stride in shape:
        rows = _SIDE * _SIDE * channels
        kernel = random.normal(0, np.sqrt(2 / rows), (rows, width)).astype(np.float32)
        layers.append(Layer(kernel, np.zeros(width, np.float32), stride))
        channels = width
    out = random.normal(0, np.sqrt(1 / channels), (channels, kinds)).astype(np.float32)
    return ConvNet(tuple(layers), out, np.zeros(kinds, np.float32))


def taught(
    random: np.random.Generator, net: ConvNet, examples: Examples, epochs: int, tell: Callable[[str], None]
) -> ConvNet:
    """Go through the examples so often, half of the pictures mirrored; `tell` hears how far it is."""
    adam = Adam([part.copy() for part in _parts(net)], _RATE, _DECAY)
    for epoch in range(epochs):
        adam.slow_down(epoch / epochs)
        order = random.permutation(len(examples.pictures))
        for first in range(0, len(order), _BATCH):
            chosen = order[first : first + _BATCH]
            seen = examples.seen(examples.pictures[chosen])
            seen = seen[:, :, ::-1] if random.random() < _TURNED_SHARE else seen
            adam.step(
                slopes(_rebuilt(net, adam.parts), seen, examples.wanted[chosen], examples.weights[chosen])
            )
        tell(f"epoch {epoch + 1} of {epochs}")
    return _rebuilt(net, adam.parts)


def answers(net: ConvNet, pictures: np.ndarray, seen: Callable[[np.ndarray], Plane]) -> Plane:
    """Say how surely each of many pictures (n, H, W, c) uint8 shows each kind: (n, kinds), 0..1."""
    batches = [pictures[first : first + _AT_ONCE] for first in range(0, len(pictures), _AT_ONCE)]
    return np.concatenate([_share(net.logits(seen(batch))) for batch in batches])


def slopes(net: ConvNet, pictures: Plane, wanted: Plane, weights: Plane) -> list[Plane]:
    """Give the slope of the loss (weighted cross-entropy of each kind) by each part of the network.

    Returns:
        Kernel and bias of each layer, then `out` and `out_bias`.
    """
    seen, ways = pictures, []
    for layer in net.layers:
        taken, after = _forward(seen, layer)
        ways.append((taken, seen.shape, after > 0))
        seen = after
    pooled = _pooled(seen)
    aim = np.clip(wanted, _SMOOTH / 2, 1 - _SMOOTH / 2)
    share = _share(pooled @ net.out + net.out_bias)
    wrong = ((share - aim) * weights[:, None] / len(wanted)).astype(np.float32)
    found = [pooled.T @ wrong, wrong.sum(axis=0)]
    places = seen.shape[1] * seen.shape[2]
    back = np.broadcast_to((wrong @ net.out.T)[:, None, None, :] / places, seen.shape)
    for number in reversed(range(len(net.layers))):
        layer, (taken, shape, passed) = net.layers[number], ways[number]
        flat = (back * passed).reshape(-1, layer.kernel.shape[1])
        found[:0] = [taken.T @ flat, flat.sum(axis=0)]
        if number > 0:
            back = _folded(flat @ layer.kernel.T, shape, layer.stride)
    return found


def _parts(net: ConvNet) -> list[Plane]:
    inner = [part for layer in net.layers for part in (layer.kernel, layer.bias)]
    return [*inner, net.out, net.out_bias]


def _rebuilt(net: ConvNet, parts: list[Plane]) -> ConvNet:
    layers = tuple(
        Layer(parts[2 * number], parts[2 * number + 1], layer.stride)
        for number, layer in enumerate(net.layers)
    )
    return ConvNet(layers, parts[-2], parts[-1])


def _share(logits: Plane) -> Plane:
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)


def _forward(seen: Plane, layer: Layer) -> tuple[Plane, Plane]:
    """Give what each place looked at, (n * h * w, 9 * in), and what the layer makes of it (n, h, w, out)."""
    count, _, _, channels = seen.shape
    wide = np.pad(seen, ((0, 0), (1, 1), (1, 1), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(wide, (_SIDE, _SIDE), axis=(1, 2))
    windows = windows[:, :: layer.stride, :: layer.stride].transpose(0, 1, 2, 4, 5, 3)
    high, across = windows.shape[1:3]
    taken = windows.reshape(-1, _SIDE * _SIDE * channels)
    after = np.maximum(taken @ layer.kernel + layer.bias, 0)
    return taken, after.reshape(count, high, across, -1)


def _folded(columns: Plane, shape: tuple[int, ...], stride: int) -> Plane:
    """Add up, for each place of (n, H, W, channels), the slopes of all that looked at it."""
    count, height, width, channels = shape
    high, across = -(-height // stride), -(-width // stride)
    parts = columns.reshape(count, high, across, _SIDE, _SIDE, channels)
    wide = np.zeros((count, height + 2, width + 2, channels), np.float32)
    for row in range(_SIDE):
        for column in range(_SIDE):
            rows = slice(row, row + stride * high, stride)
            columns_of = slice(column, column + stride * across, stride)
            wide[:, rows, columns_of] += parts[:, :, :, row, column]
    return wide[:, 1:-1, 1:-1]


def _pooled(seen: Plane) -> Plane:
    return np.asarray(seen.mean(axis=(1, 2)), dtype=np.float32)
