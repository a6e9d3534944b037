"""Decodes one stream in a process of its own: it can be killed, and cannot take the memory of others.

Processes are forked from one that has loaded the decoder already: each takes a few MiB of its own.
"""

import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import av
import av.error
import numpy as np

from vision.arrays import Frame
from vision.key_frames import KeyPace, wanted_frames
from vision.peers import strangers_among
from vision.picture import BadPicture, check_size

_ASK = b"newest"
_STOP_S = 1.0


class DecodingFailed(ConnectionError):
    """The stream gives no picture; the text says why. Close it and open it anew later."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a stream may take: seconds to open and until its next picture, and memory beyond the decoder's.

    `poll_s`: how often a picture is wanted; where key frames come oftener, nothing else is decoded.
    """

    open_s: float = 5.0
    read_s: float = 5.0
    memory_mib: int = 512
    poll_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the process says: it is open, or lost, or here is a picture.

    `at_s`: when it was decoded, by the machine's monotonic clock, which is one for all its processes.
    """

    trouble: str = ""
    size_wh: tuple[int, int] = (0, 0)
    pixels: bytes = b""
    at_s: float = 0.0


class Decoding:
    """A stream that is being decoded. For one thread."""

    def __init__(self, address: str, options: Mapping[str, str], limits: Limits) -> None:
        """Start the process; wait for nothing."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["vision.decoding"])
        self._limits = limits
        self._ours, theirs = context.Pipe()
        self._process = context.Process(
            target=serve, args=(theirs, address, dict(options), limits), name="decoding", daemon=True
        )
        self._process.start()
        theirs.close()
        self._is_asked = True
        self._deadline_s = monotonic() + limits.open_s + limits.read_s

    def newest(self, is_stopping: Callable[[], bool]) -> tuple[Frame, float] | None:
        """Wait for the newest picture; give it (H, W, 3) BGR with its age in seconds, None when stopping.

        Raises:
            DecodingFailed: no picture in time, none at all, or the process died, and nobody asked to stop.
        """
        try:
            return self._awaited(is_stopping)
        except DecodingFailed:
            # Who stops wants to hear of no trouble, whichever came first.
            if is_stopping():
                return None
            raise

    def close(self) -> None:
        """Kill the process, whatever it does; idempotent, takes at most a second."""
        if self._process.is_alive():
            self._process.kill()
        self._process.join(_STOP_S)
        self._ours.close()

    def _awaited(self, is_stopping: Callable[[], bool]) -> tuple[Frame, float] | None:
        while True:
            if not self._is_asked:
                self._ask()
            answer = self._answer(is_stopping)
            if answer is None:
                return None
            if answer.trouble:
                raise DecodingFailed(answer.trouble)
            if answer.pixels:
                width, height = answer.size_wh
                frame = np.frombuffer(answer.pixels, np.uint8).reshape(height, width, 3)
                return frame, monotonic() - answer.at_s

    def _ask(self) -> None:
        try:
            self._ours.send_bytes(_ASK)
        except OSError as error:
            raise DecodingFailed(f"the decoder is gone: {error.strerror}") from error
        self._is_asked = True
        self._deadline_s = monotonic() + self._limits.open_s + self._limits.read_s

    def _answer(self, is_stopping: Callable[[], bool]) -> Answer | None:
        while not self._ours.poll(0.1):
            if is_stopping():
                return None
            if monotonic() > self._deadline_s:
                self._process.kill()
                raise DecodingFailed("no picture in time")
        try:
            answer = self._ours.recv()
        except (EOFError, OSError) as error:
            self._process.join(_STOP_S)
            raise DecodingFailed(f"the decoder died, exit code {self._process.exitcode}") from error
        self._is_asked = False
        return answer if isinstance(answer, Answer) else Answer(trouble="no answer of the decoder")


class _Newest:
    """The last picture decoded, and what ended the stream."""

    def __init__(self) -> None:
        self._has_news = threading.Condition()
        self._frame: tuple[av.VideoFrame, float] | None = None
        self._trouble = ""
        self._is_wanted = False

    def put(self, frame: av.VideoFrame) -> None:
        """Take a picture; the one before it is forgotten."""
        with self._has_news:
            self._frame = (frame, monotonic())
            self._has_news.notify()

    def end(self, trouble: str) -> None:
        """Say why there are no more pictures."""
        with self._has_news:
            self._trouble = trouble
            self._has_news.notify()

    def is_wanted(self) -> bool:
        """Tell whether somebody waits for a picture."""
        return self._is_wanted

    def take(self) -> tuple[av.VideoFrame, float] | str:
        """Wait for a picture that nobody has taken, or for the end."""
        with self._has_news:
            self._is_wanted = True
            self._has_news.wait_for(lambda: self._frame is not None or self._trouble)
            self._is_wanted = False
            taken, self._frame = self._frame, None
            return taken or self._trouble


def serve(connection: Connection, address: str, options: dict[str, str], limits: Limits) -> None:
    """Decode until the stream ends or nobody listens; the whole life of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory(limits.memory_mib)
    newest = _Newest()
    answering = threading.Thread(target=_answer_all, args=(connection, newest), daemon=True)
    trouble = "the stream ended"
    try:
        with av.open(address, options=options, timeout=(limits.open_s, limits.read_s)) as container:
            if not container.streams.video:
                connection.send(Answer(trouble="no video in it"))
                return
            if elsewhere := _elsewhere(address):
                connection.send(Answer(trouble=elsewhere))
                return
            connection.send(Answer())
            answering.start()
            stream = container.streams.video[0]
            for frame in wanted_frames(
                container.demux(stream),
                stream.codec_context,
                KeyPace(min(limits.poll_s, limits.read_s)),
                newest.is_wanted,
                monotonic,
            ):
                check_size(frame.width, frame.height)
                newest.put(frame)
    except (av.error.FFmpegError, OSError) as error:
        trouble = reason(error)
    except (BadPicture, MemoryError) as error:
        trouble = str(error) or "not enough memory for its pictures"
    if not answering.is_alive():
        connection.send(Answer(trouble=trouble))
        return
    newest.end(trouble)
    answering.join()


def _elsewhere(address: str) -> str:
    """Say whether the camera sent us to another address than the one that was checked; "" when it did not."""
    host = urlsplit(address).hostname
    others = strangers_among(host) if host else set()
    return f"sent us on to {', '.join(sorted(map(str, others)))}, which is not followed" if others else ""


def reason(error: OSError | av.error.FFmpegError) -> str:
    """Say what went wrong without the address, which may hold a password."""
    return error.strerror or type(error).__name__


def _answer_all(connection: Connection, newest: _Newest) -> None:
    with suppress(EOFError, OSError):
        while connection.recv_bytes() == _ASK:
            taken = newest.take()
            if isinstance(taken, str):
                connection.send(Answer(trouble=taken))
                return
            frame, at_s = taken
            pixels = frame.to_ndarray(format="bgr24").tobytes()
            connection.send(Answer("", (frame.width, frame.height), pixels, at_s))
    # Nobody listens any more: the reader may hang in its camera for long.
    os._exit(0)


def _limit_memory(beyond_mib: int) -> None:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    limit = pages * os.sysconf("SC_PAGE_SIZE") + beyond_mib * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
