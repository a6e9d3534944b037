"""Points as bytes of the outbox. Every value comes back bit for bit, and of its type. Pure."""

import json
import zlib
from collections.abc import Sequence

import orjson

from hub.series import Point


def pack(points: Sequence[Point]) -> bytes:
    """JSON, compressed: some 18 bytes a point."""
    rows = [(point.series, point.tags, point.fields, point.at_ns) for point in points]
    try:
        text = orjson.dumps(rows)
    except orjson.JSONEncodeError:
        # Half a pair of surrogates, more than 64 bits: no store takes it, and the forwarder will hear that.
        text = json.dumps(rows).encode()
    return zlib.compress(text, level=1)


class Unreadable(ValueError):
    """These are not, or no longer, the bytes that `pack` made; leave them, and say so."""


def unpack(packed: bytes) -> tuple[Point, ...]:
    """The points again, in their order.

    Raises:
        Unreadable: the bytes are damaged.
    """
    try:
        # Its checksum finds what changed on the disk.
        text = zlib.decompress(packed)
    except zlib.error as error:
        raise Unreadable(str(error)) from error
    try:
        rows = orjson.loads(text)
    except orjson.JSONDecodeError:
        rows = json.loads(text)
    return tuple([Point(*row) for row in rows])
