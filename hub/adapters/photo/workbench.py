"""`python -m hub.adapters.photo.workbench`: a picture by stdin, what is in it by stdout as one line of JSON.

It reads pictures that strangers made, so it runs apart and poor: bounded memory and time, no file. What
cannot be read ends it with REFUSED.
"""

import json
import resource
import sys

import av
import av.error
import av.logging
import numpy as np

from hub.adapters.photo.looking import WORK_WH, Grey, seen
from hub.domain.photos.picture import MOST_PIXELS

REFUSED = 3
# 50 million pixels are 150 MB, and as much again while they are made smaller.
_MEMORY_BYTES = 2 << 30
_CPU_S = 20


class Unreadable(ValueError):
    """A picture that cannot be decoded."""


def decoded(jpeg: bytes) -> tuple[tuple[int, int], Grey]:
    """Decode a picture: its size, and its brightness at WORK_WH.

    Raises:
        Unreadable: it is none, or larger than we look at.
    """
    codec = av.CodecContext.create("mjpeg", "r")
    codec.thread_count = 1
    codec.options = {"max_pixels": str(MOST_PIXELS), "err_detect": "explode"}
    try:
        found = [frame for frame in codec.decode(av.Packet(jpeg)) if isinstance(frame, av.VideoFrame)]
    except (av.error.FFmpegError, ValueError, MemoryError) as error:
        raise Unreadable(str(error)) from error
    if not found:
        raise Unreadable("there is no picture in it")
    small = found[0].reformat(width=WORK_WH[0], height=WORK_WH[1], format="gray", interpolation="AREA")
    return (found[0].width, found[0].height), np.asarray(small.to_ndarray(), np.float64)


def main() -> int:
    """Look at stdin; REFUSED with a sentence on stderr when there is nothing to see."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
    av.logging.set_level(av.logging.PANIC)
    try:
        size_wh, grey = decoded(sys.stdin.buffer.read())
    except Unreadable as error:
        sys.stderr.write(str(error))
        return REFUSED
    sys.stdout.write(json.dumps({"size_wh": size_wh, **seen(grey)._asdict()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
