"""Live pictures as one endless answer (MJPEG): a part for each new last picture of a camera."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from datetime import datetime

BOUNDARY = "picture"
MEDIA_TYPE = f"multipart/x-mixed-replace; boundary={BOUNDARY}"
# A wall shows a dozen; each open answer holds a connection and sends a picture every few seconds.
MOST_VIEWERS = 64
_LOOK_S = 0.5


class TooManyViewers(Exception):
    """As many live pictures are open as the hub gives at once; ask again later."""


class Viewers:
    """Counts who looks on; any thread."""

    def __init__(self, most: int = MOST_VIEWERS) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._now = 0

    def enter(self) -> None:
        """Take a seat; give it back with `leave`.

        Raises:
            TooManyViewers: none is free.
        """
        with self._lock:
            if self._now >= self._most:
                raise TooManyViewers
            self._now += 1

    def leave(self) -> None:
        """Give a seat back."""
        with self._lock:
            self._now -= 1


async def parts(
    last: Callable[[], tuple[bytes, datetime] | None], is_over: Callable[[], bool], leave: Callable[[], None]
) -> AsyncIterator[bytes]:
    """Yield each new picture as a part until it is over or the viewer goes, then leave."""
    shown_at: datetime | None = None
    try:
        while not is_over():
            found = last()
            if found is not None and found[1] != shown_at:
                jpeg, shown_at = found
                head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                yield head.encode() + jpeg + b"\r\n"
            await asyncio.sleep(_LOOK_S)
    finally:
        leave()
