"""What parent and child say to each other: an order for one segment, and the segment."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from hub.domain.live_video import Frame

_HEAD = struct.Struct(">QB")
_FRAME = struct.Struct(">I?14s")
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Order:
    """One segment to make. A frame whose `jpeg` is empty shows the picture of the one before."""

    number: int
    frames: Sequence[Frame]


def write_order(pipe: IO[bytes], order: Order) -> None:
    """Send an order.

    Raises:
        OSError: nobody reads any more.
    """
    pipe.write(_HEAD.pack(order.number, len(order.frames)))
    for frame in order.frames:
        pipe.write(_FRAME.pack(len(frame.jpeg), frame.is_stale, frame.caption.encode("ascii")))
        pipe.write(frame.jpeg)
    pipe.flush()


def read_order(pipe: IO[bytes]) -> Order | None:
    """The next order; None when there will be none."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    number, count = _HEAD.unpack(head)
    return Order(number, [_read_frame(pipe) for _ in range(count)])


def write_segment(pipe: IO[bytes], content: bytes) -> None:
    """Send what was made."""
    pipe.write(_LENGTH.pack(len(content)) + content)
    pipe.flush()


def read_segment(pipe: IO[bytes]) -> bytes | None:
    """What was made; None when the other side ended."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = pipe.read(length)
    return content if len(content) == length else None


def _read_frame(pipe: IO[bytes]) -> Frame:
    length, is_stale, caption = _FRAME.unpack(pipe.read(_FRAME.size))
    return Frame(pipe.read(length), caption.rstrip(b"\0").decode("ascii"), is_stale=is_stale)
