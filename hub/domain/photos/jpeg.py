"""What the header of a JPEG says: how large it is, and the block of EXIF. Pure.

Reads the segments of ITU-T T.81, annex B; no pixel is decoded, so a bomb costs nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

MEDIA_TYPE = "image/jpeg"
_START = b"\xff\xd8\xff"
_EXIF = b"Exif\x00\x00"
_APP1, _SCAN, _END = 0xE1, 0xDA, 0xD9
# Start of frame: SOF0 to SOF15 but for DHT (C4), JPG (C8) and DAC (CC).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_SIZE_AT = 1  # behind the precision
_SIZE_BYTES = 4
_LENGTH_BYTES = 2


class NoJpeg(ValueError):
    """It is no JPEG, or its header is torn; ask for another picture."""


@dataclass(frozen=True, slots=True)
class JpegHeader:
    """`size_wh` in pixels, and the TIFF block of EXIF, b"" where there is none."""

    size_wh: tuple[int, int]
    exif: bytes


def read_header(content: bytes) -> JpegHeader:
    """Read the header.

    Raises:
        NoJpeg: it is none, or ends before it says how large it is.
    """
    if not content.startswith(_START):
        raise NoJpeg("it does not begin like a JPEG")
    exif = b""
    for marker, body in _segments(content):
        if marker == _APP1 and body.startswith(_EXIF) and not exif:
            exif = body[len(_EXIF) :]
        if marker in _FRAMES and len(body) >= _SIZE_AT + _SIZE_BYTES:
            size = body[_SIZE_AT : _SIZE_AT + _SIZE_BYTES]
            height, width = int.from_bytes(size[:2], "big"), int.from_bytes(size[2:], "big")
            return JpegHeader((width, height), exif)
    raise NoJpeg("it ends before it says how large it is")


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments before the first scan; a torn one ends them."""
    at = 2
    while at + 1 < len(content) and content[at] == 0xFF:  # noqa: PLR2004  the byte before each marker
        marker = content[at + 1]
        if marker == 0xFF:  # noqa: PLR2004  filling
            at += 1
            continue
        at += 2
        if marker in _ALONE:
            continue
        length = int.from_bytes(content[at : at + _LENGTH_BYTES], "big")
        body = content[at + _LENGTH_BYTES : at + length]
        if marker in {_SCAN, _END} or len(body) != length - _LENGTH_BYTES:
            return
        yield marker, body
        at += length
