"""Photos for tests: scenes out of a seed, as real JPEGs, with the EXIF that a test wants."""

import struct
from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

import av
import numpy as np
from numpy.typing import NDArray

# (H, W) uint8, brightness
Scene: TypeAlias = NDArray[np.uint8]
_ASCII, _LONG, _RATIONAL = 2, 4, 5


def a_scene(seed: int, size_wh: tuple[int, int] = (640, 480)) -> Scene:
    """Something with large and small shapes and the grain of a sensor; another seed is another place."""
    dice = np.random.default_rng(seed)
    width, height = size_wh
    made = np.full((height, width), 110.0)
    for cells, weight in ((4, 35.0), (9, 25.0), (24, 15.0)):
        coarse = dice.normal(0.0, weight, (cells, cells))
        rows = np.linspace(0, cells - 1, height).astype(int)
        columns = np.linspace(0, cells - 1, width).astype(int)
        made += coarse[rows][:, columns]
    made += dice.normal(0.0, 4.0, made.shape)
    return np.clip(made, 0, 255).astype(np.uint8)


def cut(scene: Scene, share: float, left: float = 0.5, top: float = 0.5) -> Scene:
    """Cut a window that keeps a share of each side; `left` and `top` say where, 0 to 1."""
    height, width = scene.shape
    y, x = int((1 - share) * height * top), int((1 - share) * width * left)
    return scene[y : y + int(share * height), x : x + int(share * width)]


def as_jpeg(scene: Scene, *, coarseness: int = 4) -> bytes:
    """Encode a scene; `coarseness` 2 (fine) to 31 (bad)."""
    height, width = (side - side % 2 for side in scene.shape)
    codec = av.CodecContext.create("mjpeg", "w")
    codec.width, codec.height, codec.pix_fmt = width, height, "yuvj420p"
    codec.time_base = Fraction(1, 1)
    codec.options = {"qmin": str(coarseness), "qmax": str(coarseness)}
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(scene[:height, :width]), format="gray")
    frame = frame.reformat(format="yuvj420p")
    frame.pts = 0
    return b"".join(bytes(packet) for packet in (*codec.encode(frame), *codec.encode(None)))


def a_header(size_wh: tuple[int, int] = (640, 480), exif: bytes = b"", tail: bytes = b"pixels") -> bytes:
    """The header of a JPEG and no picture; for what reads no further."""
    app1 = _segment(0xE1, b"Exif\x00\x00" + exif) if exif else b""
    frame = _segment(0xC0, struct.pack(">BHHB", 8, size_wh[1], size_wh[0], 3) + bytes(9))
    return b"\xff\xd8" + _segment(0xE0, b"JFIF\x00") + app1 + frame + _segment(0xDA, b"") + tail


def with_exif(jpeg: bytes, exif: bytes) -> bytes:
    """The same picture with a block of EXIF."""
    return jpeg[:2] + _segment(0xE1, b"Exif\x00\x00" + exif) + jpeg[2:]


def an_exif(
    taken: str = "", offset: str = "", position: tuple[float, float] | None = None, order: str = ">"
) -> bytes:
    """A TIFF block with the time and the place of taking, each where it is given."""
    times = [(tag, text.encode() + b"\x00") for tag, text in ((0x9003, taken), (0x9011, offset)) if text]
    entries = [(tag, _ASCII, len(value), value) for tag, value in times]
    gps: list[tuple[int, int, int, bytes]] = []
    if position is not None:
        lat, lon = position
        gps = [
            (1, _ASCII, 2, b"N\x00" if lat >= 0 else b"S\x00"),
            (2, _RATIONAL, 3, _degrees(abs(lat), order)),
            (3, _ASCII, 2, b"E\x00" if lon >= 0 else b"W\x00"),
            (4, _RATIONAL, 3, _degrees(abs(lon), order)),
        ]
    first = 8
    times_at = first + 2 + 2 * 12 + 4
    exif_block = _directory(entries, times_at, order)
    gps_block = _directory(gps, times_at + len(exif_block), order)
    root = [
        (0x8769, _LONG, 1, struct.pack(f"{order}I", times_at)),
        (0x8825, _LONG, 1, struct.pack(f"{order}I", times_at + len(exif_block))),
    ]
    magic = (b"MM" if order == ">" else b"II") + struct.pack(f"{order}HI", 42, first)
    return magic + _directory(root, first, order) + exif_block + gps_block


def _directory(entries: Sequence[tuple[int, int, int, bytes]], at: int, order: str) -> bytes:
    values_at = at + 2 + 12 * len(entries) + 4
    rows, values = b"", b""
    for tag, kind, count, value in entries:
        rows += struct.pack(f"{order}HHI", tag, kind, count)
        if len(value) <= 4:
            rows += value.ljust(4, b"\x00")
        else:
            rows += struct.pack(f"{order}I", values_at + len(values))
            values += value
    return struct.pack(f"{order}H", len(entries)) + rows + bytes(4) + values


def _degrees(value: float, order: str) -> bytes:
    whole = int(value)
    minutes = int((value - whole) * 60)
    seconds = round(((value - whole) * 60 - minutes) * 60 * 10_000)
    return struct.pack(f"{order}6I", whole, 1, minutes, 1, seconds, 10_000)


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body
