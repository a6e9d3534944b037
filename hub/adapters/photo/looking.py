"""What is in a picture, by numpy alone: how bright, how even, and how it looks to a perceptual hash."""

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

# (H, W) float64, brightness 0..255
Grey: TypeAlias = NDArray[np.float64]

WORK_WH = (640, 480)
_BLOCK_PX = 8
_NO_GRAIN = 1.0
_HASH_PX, _WAVES = 32, 8
# Windows by the share of each side they keep, and how many of them across and down.
_WHOLE = (0.0, 0.0, 1.0)
_WINDOWS = ((1.0, 1), (0.95, 2), (0.9, 3), (0.85, 3), (0.8, 4), (0.75, 4), (0.7, 4))


class Seen(NamedTuple):
    """See `hub.domain.photos.picture.Picture`."""

    bright_p95: float
    contrast: float
    even_pct: float
    looks: tuple[int, ...]


def seen(grey: Grey) -> Seen:
    """Look at a picture of WORK_WH."""
    return Seen(float(np.percentile(grey, 95)), float(grey.std()), _even_pct(grey), looks(grey))


def looks(grey: Grey) -> tuple[int, ...]:
    """The hashes of the whole, of its windows, of its mirror image, and of the whole turned."""
    sums = np.zeros((grey.shape[0] + 1, grey.shape[1] + 1))
    sums[1:, 1:] = grey.cumsum(0).cumsum(1)
    windows = [_hash(_shrunk(sums, window)) for window in _windows()]
    whole = _shrunk(sums, _WHOLE)
    turned = [_hash(np.rot90(whole, quarters)) for quarters in (1, 2, 3)]
    return (*windows, _hash(whole[:, ::-1]), *turned)


def _windows() -> Iterator[tuple[float, float, float]]:
    """Left, top and side of each window, as shares of the whole."""
    for share, steps in _WINDOWS:
        offsets = np.linspace(0.0, 1.0 - share, steps)
        for top in offsets:
            for left in offsets:
                yield float(left), float(top), share


def _shrunk(sums: Grey, window: tuple[float, float, float]) -> Grey:
    """A window at 32 x 32, by the mean of each cell; `sums` is the integral image."""
    left, top, share = window
    height, width = sums.shape[0] - 1, sums.shape[1] - 1
    rows = np.linspace(top * height, (top + share) * height, _HASH_PX + 1)
    columns = np.linspace(left * width, (left + share) * width, _HASH_PX + 1)
    corners = _between(_between(sums, rows, 0), columns, 1)
    cells = np.diff(np.diff(corners, axis=0), axis=1)
    return np.asarray(cells / (np.diff(rows)[:, None] * np.diff(columns)[None, :]), np.float64)


def _between(values: Grey, at: Grey, axis: int) -> Grey:
    low = np.minimum(at.astype(np.int64), values.shape[axis] - 2)
    part = at - low
    part = part[:, None] if axis == 0 else part[None, :]
    below, above = np.take(values, low, axis), np.take(values, low + 1, axis)
    return np.asarray(below * (1 - part) + above * part, np.float64)


def _hash(small: Grey) -> int:
    """The signs of the 64 lowest waves of a cosine transform against their median, as a number."""
    waves = _COSINES @ small @ _COSINES.T
    middle = np.median(waves.ravel()[1:])
    bits = np.packbits((waves > middle).ravel())
    return int.from_bytes(bits.tobytes(), "big")


def _even_pct(grey: Grey) -> float:
    rows, columns = grey.shape[0] // _BLOCK_PX, grey.shape[1] // _BLOCK_PX
    cut = grey[: rows * _BLOCK_PX, : columns * _BLOCK_PX]
    blocks = cut.reshape(rows, _BLOCK_PX, columns, _BLOCK_PX)
    return 100.0 * float((blocks.std(axis=(1, 3)) < _NO_GRAIN).mean())


_COSINES: Grey = np.cos(
    np.pi * (2 * np.arange(_HASH_PX)[None, :] + 1) * np.arange(_WAVES)[:, None] / (2 * _HASH_PX)
)
