"""Points as bytes of the outbox. Every value comes back bit for bit, and of its type. Pure."""

import json
import zlib
from collections.abc import Sequence

import orjson

from hub.lines import Lines
from hub.series import Point

# What is not lines is JSON: an array, with which no line begins.
_JSON = b"["


def pack(points: Sequence[Point]) -> bytes:
    """Lines where there are lines, else JSON; compressed, some 15 bytes a point."""
    text = b"\n".join(points.lines) if isinstance(points, Lines) else _json(points)
    return zlib.compress(text, level=1)


class Unreadable(ValueError):
    """These are not, or no longer, the bytes that `pack` made; leave them, and say so."""


def unpack(packed: bytes) -> Sequence[Point]:
    """The points again, in their order.

    Raises:
        Unreadable: the bytes are damaged.
    """
    try:
        # Its checksum finds what changed on the disk.
        text = zlib.decompress(packed)
    except zlib.error as error:
        raise Unreadable(str(error)) from error
    if not text.startswith(_JSON):
        return Lines(text.split(b"\n") if text else ())
    try:
        rows = orjson.loads(text)
    except orjson.JSONDecodeError:
        rows = json.loads(text)
    return tuple([Point(*row) for row in rows])


def _json(points: Sequence[Point]) -> bytes:
    rows = [(point.series, point.tags, point.fields, point.at_ns) for point in points]
    try:
        return orjson.dumps(rows)
    except orjson.JSONEncodeError:
        # Half a pair of surrogates, more than 64 bits: no store takes it.
        return json.dumps(rows).encode()
