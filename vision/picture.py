"""One picture of a camera, and how its bytes become one. Pure."""

import struct
from dataclasses import dataclass

import cv2
import numpy as np

from vision.arrays import Frame

MAX_PIXELS = 2**24
MIN_SIDE_PX = 32
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
# ITU-T T.81 table B.1: the markers that begin a frame header, and those without a length.
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_LEAD = 0xFF
_JPEG_END = b"\xff\xd9"
# Some cameras write a few bytes of padding or of their own behind the end.
_TRAILER_BYTES = 4096
_BARE_MARKERS = frozenset({0x01, *range(0xD0, 0xD8)})


class BadPicture(ValueError):
    """Bytes that are no JPEG or PNG of a sensible size; ask for the next picture."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a camera saw. `frame` (H, W, 3) BGR uint8; `taken_at_ms` UTC, milliseconds."""

    frame: Frame
    taken_at_ms: int

    def at_most(self, width_px: int) -> "Picture":
        """Give the picture scaled down to that width, or itself when it is no wider."""
        return Picture(narrowed(self.frame, width_px), self.taken_at_ms)


def narrowed(frame: Frame, width_px: int) -> Frame:
    """Scale a frame (H, W, 3) down to that width, keeping its shape; a narrower one is given back itself."""
    height, width = frame.shape[:2]
    if width <= width_px:
        return frame
    size_wh = (width_px, max(1, round(height * width_px / width)))
    # OpenCV halves many times faster than it takes a quarter, which comes to the same within a grey level.
    while frame.shape[1] % (2 * width_px) == 0 and frame.shape[0] % 2 == 0:
        frame = _scaled(frame, (frame.shape[1] // 2, frame.shape[0] // 2))
    return frame if frame.shape[1::-1] == size_wh else _scaled(frame, size_wh)


def _scaled(frame: Frame, size_wh: tuple[int, int]) -> Frame:
    return np.asarray(cv2.resize(frame, size_wh, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def decoded(body: bytes) -> Frame:
    """Decode a JPEG or PNG into (H, W, 3) BGR; its size is read from the header before memory is taken.

    Raises:
        BadPicture: not a JPEG or PNG, too small, too large, cut off or broken; the text says which.
    """
    check_size(*size_wh(body))
    # OpenCV fills what is missing with grey, and grey ground would be a cleared pile.
    if body.startswith(_JPEG) and _JPEG_END not in body[-_TRAILER_BYTES:]:
        raise BadPicture(f"JPEG cut off after {len(body)} bytes")
    try:
        frame = cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:
        raise BadPicture(f"the picture is broken: {error}") from error
    if frame is None:
        raise BadPicture(f"{len(body)} bytes begin like a picture but are broken")
    return np.asarray(frame, dtype=np.uint8)


def check_size(width: int, height: int) -> None:
    """Accept the size of a picture, in pixels.

    Raises:
        BadPicture: nothing can be seen in one so small, or it takes too much memory; ask for the next.
    """
    if min(width, height) < MIN_SIDE_PX or width * height > MAX_PIXELS:
        raise BadPicture(
            f"{width} x {height} pixels, expected sides of at least {MIN_SIDE_PX} and {MAX_PIXELS} in all"
        )


def size_wh(body: bytes) -> tuple[int, int]:
    """Read width and height from the header of a JPEG or PNG, in pixels.

    Raises:
        BadPicture: neither of them, or no size in it.
    """
    try:
        if body.startswith(_PNG):
            width, height = struct.unpack_from(">II", body, 16)
            return int(width), int(height)
        if body.startswith(_JPEG):
            return _jpeg_size_wh(body)
    except struct.error as error:
        raise BadPicture(f"picture cut off within its header ({len(body)} bytes)") from error
    raise BadPicture(f"no JPEG or PNG: begins with {body[:16]!r}")


def _jpeg_size_wh(body: bytes) -> tuple[int, int]:
    at = 2
    while True:
        lead, marker = struct.unpack_from(">BB", body, at)
        if lead != _LEAD:
            raise BadPicture(f"JPEG header broken at byte {at}")
        if marker in _FRAME_MARKERS:
            height, width = struct.unpack_from(">HH", body, at + 5)
            return int(width), int(height)
        if marker == _LEAD:
            at += 1
        elif marker in _BARE_MARKERS:
            at += 2
        else:
            at += 2 + max(2, int(struct.unpack_from(">H", body, at + 2)[0]))
