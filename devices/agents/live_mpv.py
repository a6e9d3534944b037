"""Live sound through mpv: samples into a pipe as they come, and how much of them has sounded."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from devices.drivers.playing import Heard, PlayerFailed, Talking

_BYTES_PER_SAMPLE = 2
# What comes is sounded at once: no cache, a tenth of a second in the card's buffer.
_AT_ONCE = ("--cache=no", "--audio-buffer=0.1", "--demuxer-readahead-secs=0")


def arguments(rate_hz: int) -> tuple[str, ...]:
    """What mpv is told so that it takes samples without a header."""
    raw = ("--demuxer=rawaudio", "--demuxer-rawaudio-channels=1", "--demuxer-rawaudio-format=s16le")
    return (*raw, f"--demuxer-rawaudio-rate={rate_hz}", *_AT_ONCE)


@contextmanager
def pipe() -> Iterator[tuple[int, "Tap"]]:
    """The end that mpv reads, and the tap at the other one."""
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    tap = Tap(write_end)
    try:
        yield read_end, tap
    finally:
        tap.close()
        os.close(read_end)


class Tap:
    """Lets a talk into the pipe, as much as it takes; the rest waits here."""

    def __init__(self, write_end: int) -> None:
        self._write_end: int | None = write_end
        self._waiting = bytearray()
        self._is_over = False
        self.given_bytes = 0

    def draw(self, talk: Talking) -> None:
        """Let in what was said since, and nothing more when the talk is over: mpv then ends by itself.

        Raises:
            PlayerFailed: nobody reads any more.
        """
        while not self._is_over and (samples := talk.pull()) != b"":
            self._is_over = samples is None
            self._waiting += samples or b""
        self._pour()
        if self._is_over and not self._waiting:
            self.close()

    def close(self) -> None:
        """Let nothing more in; idempotent."""
        if self._write_end is not None:
            os.close(self._write_end)
            self._write_end = None

    def _pour(self) -> None:
        if self._write_end is None or not self._waiting:
            return
        try:
            taken = os.write(self._write_end, self._waiting)
        except BlockingIOError:
            return
        except OSError as error:
            raise PlayerFailed(f"mpv does not take the sound: {error}") from error
        del self._waiting[:taken]
        self.given_bytes += taken


def relay(events: Iterator[dict[str, Any]], tap: Tap, talk: Talking, halt: threading.Event) -> Heard:
    """Let a talk be heard by an mpv that reads from the tap.

    Args:
        events: what mpv says, and an empty one every 50 ms.
        tap: where the samples go.
        talk: what is said.
        halt: set to end at once.

    Raises:
        PlayerFailed: mpv could not play it, or went away.
    """
    position_s, is_played = 0.0, False
    per_s = talk.rate_hz * _BYTES_PER_SAMPLE
    for event in events:
        match event:
            case {"event": "property-change", "name": "time-pos", "data": float(seconds)}:
                position_s = max(position_s, seconds)
            case {"event": "end-file", "reason": "error"}:
                raise PlayerFailed(f"mpv could not play: {event.get('file_error', 'no reason')}")
            case {"event": "end-file"}:
                is_played = True
            case {"event": "property-change", "name": "idle-active", "data": True} if is_played:
                return Heard(round(tap.given_bytes / per_s * 1000), is_complete=True)
        if halt.is_set():
            # What is in the card's buffer may have been heard.
            least_ms = 1 if tap.given_bytes else 0
            return Heard(max(round(position_s * 1000), least_ms), is_complete=False)
        tap.draw(talk)
    raise PlayerFailed(f"mpv went away after {round(position_s * 1000)} ms")
