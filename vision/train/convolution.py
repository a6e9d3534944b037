"""A stack of convolutions, as it is trained (`vision.train.learning`) and written as ONNX. Pure.

Each layer is 3 x 3 with ReLU; the last one is 1 x 1 and answers for each place by itself.
"""

from dataclasses import dataclass

import numpy as np

from vision.arrays import Plane

SIDE = 3
"""How wide and high each layer looks."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One layer to be trained: how many channels it makes, its stride 1 or 2, and how far apart it looks."""

    channels: int
    stride: int = 1
    dilation: int = 1


@dataclass(frozen=True, slots=True)
class Layer:
    """`kernel` (out, in, 3, 3), `bias` (out,); padded by `dilation`, so that a stride of 1 keeps the size."""

    kernel: Plane
    bias: Plane
    stride: int
    dilation: int = 1


@dataclass(frozen=True, slots=True)
class ConvNet:
    """What a picture passes through: `layers`, then `out` (kinds, channels) with `out_bias` (kinds,)."""

    layers: tuple[Layer, ...]
    out: Plane
    out_bias: Plane

    @property
    def channels(self) -> int:
        """Count the channels of the pictures it takes."""
        return int(self.layers[0].kernel.shape[1])

    def places(self, pictures: Plane) -> Plane:
        """Answer for each place of pictures (n, channels, H, W): (n, kinds, h, w)."""
        seen = pictures
        for layer in self.layers:
            seen = _forward(seen, layer)
        answers = np.einsum("nchw,kc->nkhw", seen, self.out) + self.out_bias[:, None, None]
        return np.asarray(answers, dtype=np.float32)


def _forward(seen: Plane, layer: Layer) -> Plane:
    apart = layer.dilation
    wide = np.pad(seen, ((0, 0), (0, 0), (apart, apart), (apart, apart)))
    reach = (SIDE - 1) * apart + 1
    windows = np.lib.stride_tricks.sliding_window_view(wide, (reach, reach), axis=(2, 3))
    taken = windows[:, :, :: layer.stride, :: layer.stride, ::apart, ::apart]
    after = np.einsum("nchwij,kcij->nkhw", taken, layer.kernel) + layer.bias[:, None, None]
    return np.asarray(np.maximum(after, 0), dtype=np.float32)
