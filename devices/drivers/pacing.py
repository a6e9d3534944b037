"""Sound sent as fast as it is heard: one piece each few milliseconds, by a clock that does not drift."""

import threading
import time
from collections.abc import Callable, Iterator


def paced(
    sound: bytes,
    piece_bytes: int,
    every_s: float,
    halt: threading.Event,
    *,
    monotonic_s: Callable[[], float] = time.monotonic,
) -> Iterator[bytes]:
    """Give piece after piece at its time, until the sound is over or `halt` is set.

    Each time is counted from the first, so that a late piece makes none of the later ones late.
    """
    began_s = monotonic_s()
    for number, start in enumerate(range(0, len(sound), piece_bytes)):
        ahead_s = began_s + number * every_s - monotonic_s()
        if halt.is_set() or (ahead_s > 0 and halt.wait(ahead_s)):
            return
        yield sound[start : start + piece_bytes]
