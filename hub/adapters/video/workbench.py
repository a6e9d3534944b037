"""`python -m hub.adapters.video.workbench`: orders by stdin, segments of video by stdout, until stdin ends.

It reads pictures that strangers made, so it runs apart and poor: bounded memory, no file, a small size. What
cannot be read ends it, with a sentence on stderr.
"""

import io
import os
import resource
import sys
from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

import av
import av.error
import av.logging
import numpy as np
from numpy.typing import NDArray

from hub.adapters.video.caption import stamp
from hub.adapters.video.order import read_order, write_segment
from hub.domain.live_video import FRAMES, SEGMENT_S, Frame

# Planes of yuv420p as PyAV has them: (H * 3 / 2, W) uint8, luma first.
Planes: TypeAlias = NDArray[np.uint8]

REFUSED = 3
_MEMORY_BYTES = 1 << 30  # of address space, as for sounds
_MOST_PIXELS = 4096 * 2304
_MOST_W, _MOST_H = 1280, 720
_LEAST_PX = 64
_BLACK, _GREY = 16, 128
# Others that share the core go first: messages are kept before anybody watches.
_NICE = 10
_ENCODER = {
    "preset": "veryfast",
    # Each frame leaves as it comes, so that a segment holds its own frames.
    "tune": "zerolatency",
    "profile": "main",
    "crf": "26",
    "maxrate": "1500k",
    "bufsize": "3000k",
    "g": str(FRAMES),
    "keyint_min": str(FRAMES),
    "sc_threshold": "0",
}
# Every segment can be opened by itself: its tables come with each picture.
_MUXER = {"mpegts_flags": "pat_pmt_at_frames", "flush_packets": "1", "mpegts_copyts": "1"}


class Unreadable(ValueError):
    """A picture that cannot be shown."""


class Sink(io.RawIOBase):
    """What the muxer writes into."""

    def __init__(self) -> None:
        super().__init__()
        self._content = bytearray()

    def writable(self) -> bool:
        """See RawIOBase."""
        return True

    def write(self, content: object) -> int:
        """See RawIOBase."""
        written = bytes(content)  # type: ignore[call-overload]  # a buffer of PyAV's
        self._content += written
        return len(written)

    def taken(self) -> bytes:
        """What came since the last call."""
        content = bytes(self._content)
        self._content.clear()
        return content


class Reel:
    """One film: the size of its first picture, one encoder, one muxer."""

    def __init__(self, first: av.VideoFrame) -> None:
        self.size_wh = _even(*_fitted((first.width, first.height), (_MOST_W, _MOST_H)))
        self._sink = Sink()
        self._out = av.open(self._sink, "w", format="mpegts", options=_MUXER)
        rate = Fraction(FRAMES, SEGMENT_S)
        self._stream = self._out.add_stream("libx264", rate=rate, options=_ENCODER)
        self._stream.width, self._stream.height = self.size_wh
        self._stream.pix_fmt = "yuv420p"
        self._stream.codec_context.thread_count = 1

    def segment(self, number: int, shown: Sequence[Planes]) -> bytes:
        """Encode the frames of a segment; its times follow from its number."""
        for tick, planes in enumerate(shown):
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts = number * FRAMES + tick
            frame.time_base = Fraction(SEGMENT_S, FRAMES)
            self._out.mux(self._stream.encode(frame))
        return self._sink.taken()


def decoded(jpeg: bytes) -> av.VideoFrame:
    """Decode a picture.

    Raises:
        Unreadable: it is none, or larger than we look at.
    """
    codec = av.CodecContext.create("mjpeg", "r")
    codec.options = {"max_pixels": str(_MOST_PIXELS)}
    try:
        found = [frame for frame in codec.decode(av.Packet(jpeg)) if isinstance(frame, av.VideoFrame)]
    except (av.error.FFmpegError, ValueError) as error:
        raise Unreadable(f"the picture cannot be read: {error}") from error
    if not found or min(found[0].width, found[0].height) < _LEAST_PX:
        raise Unreadable(f"the picture is smaller than {_LEAST_PX} pixels, or none")
    return found[0]


def placed(frame: av.VideoFrame, size_wh: tuple[int, int]) -> Planes:
    """A picture in the middle of a size, black around it where its shape differs."""
    width, height = _even(*_fitted((frame.width, frame.height), size_wh, grows=True))
    planes = np.asarray(frame.reformat(width=width, height=height, format="yuv420p").to_ndarray(), np.uint8)
    if (width, height) == size_wh:
        return planes
    canvas = np.full((size_wh[1] * 3 // 2, size_wh[0]), _GREY, np.uint8)
    left, top = (size_wh[0] - width) // 4 * 2, (size_wh[1] - height) // 4 * 2
    canvas[: size_wh[1]] = _BLACK
    for plane, whole in zip(_split(planes), _split(canvas), strict=True):
        step = size_wh[1] // whole.shape[0]
        y, x = top // step, left // step
        whole[y : y + plane.shape[0], x : x + plane.shape[1]] = plane
    return canvas


def shown(planes: Planes, frame: Frame) -> Planes:
    """A picture with its time in it, without colour when it is too old."""
    marked = planes.copy()
    luma, *chroma = _split(marked)
    height, width = stamp(luma, frame.caption)
    for plane in chroma:
        plane[plane.shape[0] - height // 2 :, : width // 2] = _GREY
        if frame.is_stale:
            plane[:] = _GREY
    return marked


def _split(planes: Planes) -> tuple[Planes, Planes, Planes]:
    """Luma and both chroma planes, as views."""
    height, width = planes.shape[0] * 2 // 3, planes.shape[1]
    chroma = planes[height:].reshape(2, height // 2, width // 2)
    return planes[:height], chroma[0], chroma[1]


def _fitted(
    size_wh: tuple[int, int], within_wh: tuple[int, int], *, grows: bool = False
) -> tuple[float, float]:
    share = min(within_wh[0] / size_wh[0], within_wh[1] / size_wh[1])
    share = share if grows else min(1.0, share)
    return size_wh[0] * share, size_wh[1] * share


def _even(width: float, height: float) -> tuple[int, int]:
    return max(2, round(width / 2) * 2), max(2, round(height / 2) * 2)


def work() -> None:
    """Make segments until there are no more orders.

    Raises:
        Unreadable: a picture cannot be shown.
    """
    reel: Reel | None = None
    picture: Planes | None = None
    while (order := read_order(sys.stdin.buffer)) is not None:
        ready = []
        for frame in order.frames:
            if frame.jpeg:
                found = decoded(frame.jpeg)
                reel = reel or Reel(found)
                picture = placed(found, reel.size_wh)
            if picture is None:
                raise Unreadable("the first frame has no picture")
            ready.append(shown(picture, frame))
        if reel is not None:
            write_segment(sys.stdout.buffer, reel.segment(order.number, ready))


def main() -> int:
    """Work until stdin ends; REFUSED with a sentence on stderr when a picture cannot be shown."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    os.nice(_NICE)
    av.logging.set_level(av.logging.PANIC)
    try:
        work()
    except Unreadable as error:
        sys.stderr.write(str(error))
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
