"""Which pictures of a stream are decoded: of a camera that is looked at seldom, its key frames alone."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

import av

# The class is generic for the type checker only.
_Packet: TypeAlias = "av.Packet[av.VideoStream]"
_GAPS = 4
_LEAST_GAPS = 2
# Cameras do not keep their interval to the millisecond.
_SPARE = 1.2


class KeyPace:
    """Tells whether key frames come often enough for who waits for one no longer than `patience_s`. Pure."""

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._last_s: float | None = None
        self._gaps_s: deque[float] = deque(maxlen=_GAPS)

    def note(self, at_s: float) -> None:
        """Take note of a key frame that came at that second."""
        if self._last_s is not None:
            self._gaps_s.append(at_s - self._last_s)
        self._last_s = at_s

    @property
    def is_enough(self) -> bool:
        """Tell whether the next key frame will be there in time, whenever a picture is wanted."""
        return len(self._gaps_s) >= _LEAST_GAPS and _SPARE * max(self._gaps_s) < self._patience_s


def wanted_frames(
    packets: Iterable[_Packet],
    decoder: av.VideoCodecContext,
    pace: KeyPace,
    is_wanted: Callable[[], bool],
    now_s: Callable[[], float],
) -> Iterator[av.VideoFrame]:
    """Decode a stream: all of it, or only key frames and only when a picture is wanted.

    Args:
        packets: of one video stream, as they come.
        decoder: of that stream.
        pace: whether key frames suffice.
        is_wanted: tells whether somebody waits for a picture.
        now_s: seconds that never go back.

    Raises:
        av.error.FFmpegError: the stream is broken, or ended; open it anew.
    """
    is_broken = False
    for packet in packets:
        if packet.is_keyframe:
            pace.note(now_s())
            is_broken = False
        if pace.is_enough:
            # What was left out makes all that follows undecodable until the next key frame.
            is_broken = True
            if packet.is_keyframe and is_wanted():
                yield from _alone(decoder, packet)
        elif not is_broken:
            yield from decoder.decode(packet)


def _alone(decoder: av.VideoCodecContext, packet: _Packet) -> Iterator[av.VideoFrame]:
    """Decode one key frame without waiting for what comes after it."""
    decoder.flush_buffers()
    yield from decoder.decode(packet)
    yield from decoder.decode(None)
    decoder.flush_buffers()
