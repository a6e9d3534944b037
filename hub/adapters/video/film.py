"""The `Filming` port: a child process for each film, killed when a segment takes too long."""

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import IO

from hub.adapters.video.order import Order, read_segment, write_order
from hub.domain.live_video import Frame
from hub.filming import Film, FilmTorn

_COMPLAINT_LETTERS = 200


@dataclass(frozen=True, slots=True)
class FilmOptions:
    """What one segment may take, seconds; the first one also brings the encoder."""

    segment_s: float = 5.0
    first_segment_s: float = 15.0


class ChildFilm:
    """Fulfils `hub.filming.Film`."""

    def __init__(self, process: "subprocess.Popen[bytes]", options: FilmOptions) -> None:
        self._process = process
        self._options = options
        self._shown = b""
        self._lock = threading.Lock()
        self._is_first = True

    def segment(self, number: int, frames: Sequence[Frame]) -> bytes:
        """See `Film`."""
        patience_s = self._options.first_segment_s if self._is_first else self._options.segment_s
        with self._within(patience_s):
            content = self._made(Order(number, [self._unlike_before(frame) for frame in frames]))
        self._is_first = False
        if content is None:
            raise FilmTorn(self._complaint())
        return content

    def end(self) -> None:
        """See `Film`."""
        with self._lock:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
                _close(pipe)

    def _made(self, order: Order) -> bytes | None:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None  # noqa: S101  # it was begun with pipes
        assert stdout is not None  # noqa: S101  # as above
        try:
            write_order(stdin, order)
            return read_segment(stdout)
        except (OSError, ValueError):
            # Broken, or closed by end() on another thread.
            return None

    def _unlike_before(self, frame: Frame) -> Frame:
        """Without a picture that the child has already."""
        if frame.jpeg == self._shown:
            return replace(frame, jpeg=b"")
        self._shown = frame.jpeg
        return frame

    @contextmanager
    def _within(self, patience_s: float) -> Iterator[None]:
        guard = threading.Timer(patience_s, self._process.kill)
        guard.start()
        try:
            yield
        finally:
            guard.cancel()
            guard.join()

    def _complaint(self) -> str:
        with self._lock:
            self._process.kill()
            code = self._process.wait()
            stderr = self._process.stderr
            said = "" if stderr is None or stderr.closed else stderr.read().decode(errors="replace").strip()
        # Its own sentence, or the last line of what it stumbled over.
        return said.rpartition("\n")[2][:_COMPLAINT_LETTERS] or f"the encoder ended with {code}"


class ChildFilming:
    """Fulfils `hub.filming.Filming`."""

    def __init__(self, options: FilmOptions | None = None) -> None:
        self._options = options or FilmOptions()

    def begin(self) -> Film:
        """See `Filming`."""
        command = [sys.executable, "-m", "hub.adapters.video.workbench"]
        pipe = subprocess.PIPE
        try:
            process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe)  # noqa: S603  our own
        except OSError as error:
            raise FilmTorn(f"no process can be started: {error}") from error
        return ChildFilm(process, self._options)


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is None:
        return
    try:
        pipe.close()
    except OSError:
        # What was still to be written went nowhere: the child is dead.
        return
