"""Where pictures come from: an RTSP stream, a video file, a snapshot URL. Every wait has an end.

Addresses may hold a password: only `shown(url)` goes into logs and errors.
"""

import logging
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Protocol
from urllib.parse import unquote, urlsplit, urlunsplit

import av
import av.container
import av.error
import httpx
import numpy as np

from devices.addresses import Network, pinned
from devices.pace import MACHINE, Time
from vision.decoding import Decoding, DecodingFailed, Limits, reason
from vision.picture import BadPicture, Picture, check_size, decoded

log = logging.getLogger(__name__)

OPEN_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 5.0
SNAPSHOT_TIMEOUT_S = 3.0
MAX_SNAPSHOT_BYTES = 4 * 1024 * 1024
# ffmpeg may be told to go anywhere by what a camera answers: only what RTSP needs is allowed.
_RTSP_OPTIONS = {"rtsp_transport": "tcp", "protocol_whitelist": "rtsp,rtp,tcp,udp"}


class SourceLost(ConnectionError):
    """No picture can be had now; close the source and open it again later, with back-off."""


class Source(Protocol):
    """A camera's pictures; used by one thread."""

    def next(self, stop: threading.Event) -> Picture | None:
        """Wait until the next picture is due and give the newest one there is; None when `stop` is set.

        Raises:
            SourceLost: no picture in time, or not a picture; close it and open it anew later.
        """
        ...

    def close(self) -> None:
        """Release sockets, files and threads; idempotent, takes at most a second."""
        ...


NowMs = Callable[[], int]


def open_source(
    url: str,
    *,
    poll_s: float,
    now_ms: NowMs,
    time: Time = MACHINE,
    is_paced: bool = True,
    allowed: Sequence[Network] = (),
) -> Source:
    """Open the source an address names.

    Args:
        url: rtsp, http, https (a JPEG or PNG for each GET) or file (a video).
        poll_s: seconds from one picture to the next.
        now_ms: wall clock, milliseconds UTC, by which pictures are dated.
        time: by which pictures become due.
        is_paced: a file is shown as fast as its times say; False: as fast as it is asked for.
        allowed: the networks in which cameras are; none: everywhere but link-local, multicast, unspecified.

    Raises:
        SourceLost: it cannot be opened now.
        ValueError: the scheme is none of these; the setting is wrong, do not try again.
    """
    match urlsplit(url).scheme:
        case "rtsp":
            return StreamSource(url, poll_s, time, allowed)
        case "http" | "https":
            return SnapshotSource(url, poll_s, now_ms, time, allowed)
        case "file":
            return FileSource(url, poll_s, now_ms, time, is_paced=is_paced)
        case _:
            pass
    raise ValueError(f"camera address {shown(url)!r}: expected rtsp://, http://, https:// or file://")


def shown(url: str) -> str:
    """Write an address without what may be secret: user, password, and all behind the first `=` or `?`.

    Many cameras take the password as `?pwd=...` or even in the path, and people do not escape `/` and `@`.
    """
    return re.sub(r"[=?].*", "…", re.sub(r"//.*@", "//", url, flags=re.DOTALL), flags=re.DOTALL)


class StreamSource:
    """An RTSP stream over TCP. A process of its own decodes what is needed of it for the newest picture."""

    def __init__(self, url: str, poll_s: float, time: Time, allowed: Sequence[Network]) -> None:
        self._name, self._poll_s, self._time = shown(url), poll_s, time
        address, _ = _pinned(url, allowed)
        self._decoding = Decoding(
            address, _RTSP_OPTIONS, Limits(OPEN_TIMEOUT_S, READ_TIMEOUT_S, poll_s=poll_s)
        )
        self._due_s = time.monotonic_s()

    def next(self, stop: threading.Event) -> Picture | None:
        """See `Source.next`."""
        if self._time.wait(stop, self._due_s - self._time.monotonic_s()):
            return None
        try:
            newest = self._decoding.newest(stop.is_set)
        except DecodingFailed as error:
            raise SourceLost(f"{self._name}: {error}") from error
        if newest is None:
            return None
        frame, age_s = newest
        self._due_s = _next_due_s(self._due_s, self._poll_s, self._time.monotonic_s())
        return Picture(frame, self._time.ago_ms(age_s))

    def close(self) -> None:
        """See `Source.close`."""
        self._decoding.close()


class FileSource:
    """A video file; its times become wall times from the moment it was opened."""

    def __init__(self, url: str, poll_s: float, now_ms: NowMs, time: Time, *, is_paced: bool) -> None:
        self._name, self._poll_s, self._time, self._is_paced = shown(url), poll_s, time, is_paced
        path = Path(unquote(urlsplit(url).path))
        if not path.is_file():
            raise SourceLost(f"{self._name}: no such file")
        self._container = _opened(str(path), {"protocol_whitelist": "file"})
        self._frames: Iterator[av.VideoFrame] = self._container.decode(video=0)
        self._begun_ms, self._begun_s = now_ms(), time.monotonic_s()
        self._next_s = 0.0

    def next(self, stop: threading.Event) -> Picture | None:
        """See `Source.next`; the end of the file is a loss, opening it again shows it from the beginning."""
        while not stop.is_set():
            try:
                frame = next(self._frames, None)
            except (av.error.FFmpegError, OSError) as error:
                raise SourceLost(f"{self._name}: {reason(error)}") from error
            if frame is None:
                raise SourceLost(f"{self._name}: the file is at its end")
            shown_s = frame.time or 0.0
            if shown_s + 1e-6 < self._next_s:
                continue
            self._next_s += self._poll_s
            wait_s = self._begun_s + shown_s - self._time.monotonic_s() if self._is_paced else 0.0
            if not self._time.wait(stop, wait_s):
                return _converted(frame, self._begun_ms + round(shown_s * 1000), self._name)
        return None

    def close(self) -> None:
        """See `Source.close`."""
        self._container.close()


class SnapshotSource:
    """A camera that answers each GET with one JPEG or PNG; redirects are refused, sizes are checked first."""

    def __init__(
        self, url: str, poll_s: float, now_ms: NowMs, time: Time, allowed: Sequence[Network]
    ) -> None:
        parts = urlsplit(url)
        self._name, self._poll_s, self._now_ms, self._time = shown(url), poll_s, now_ms, time
        address, self._host = _pinned(
            urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])), allowed
        )
        self._address, self._named = address, parts.netloc.rpartition("@")[2]
        # Not the user and password in the address: they would be in every error httpx writes.
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._login = httpx.DigestAuth(self._user, self._password) if self._user else httpx.Auth()
        # Reading the certificates of all authorities takes longer than a picture: only where they are needed.
        self._client = httpx.Client(
            verify=parts.scheme == "https",
            timeout=SNAPSHOT_TIMEOUT_S,
            follow_redirects=False,
            trust_env=False,
        )
        self._due_s = time.monotonic_s()

    def next(self, stop: threading.Event) -> Picture | None:
        """See `Source.next`."""
        if self._time.wait(stop, self._due_s - self._time.monotonic_s()):
            return None
        try:
            picture = Picture(decoded(self._fetched()), self._now_ms())
        except httpx.HTTPError as error:
            raise SourceLost(f"{self._name}: {error or type(error).__name__}") from error
        except BadPicture as error:
            raise SourceLost(f"{self._name}: {error}") from error
        self._due_s = _next_due_s(self._due_s, self._poll_s, self._time.monotonic_s())
        return picture

    def close(self) -> None:
        """See `Source.close`."""
        self._client.close()

    def _fetched(self) -> bytes:
        # httpx limits each read, not the whole answer: a camera that drips bytes would hold us for ever.
        deadline_s = monotonic() + SNAPSHOT_TIMEOUT_S
        answer = self._asked()
        try:
            if answer.status_code != httpx.codes.OK:
                raise SourceLost(f"{self._name}: answered {answer.status_code}, expected 200 with a picture")
            body = bytearray()
            for chunk in answer.iter_raw():
                body += chunk
                if len(body) > MAX_SNAPSHOT_BYTES:
                    raise SourceLost(f"{self._name}: more than {MAX_SNAPSHOT_BYTES} bytes")
                if monotonic() > deadline_s:
                    raise SourceLost(f"{self._name}: not complete within {SNAPSHOT_TIMEOUT_S:g} s")
            return bytes(body)
        finally:
            answer.close()

    def _asked(self) -> httpx.Response:
        answer = self._sent()
        wants_basic = answer.headers.get("www-authenticate", "").lower().startswith("basic ")
        if answer.status_code == httpx.codes.UNAUTHORIZED and self._user and wants_basic:
            answer.close()
            self._login = httpx.BasicAuth(self._user, self._password)
            answer = self._sent()
        return answer

    def _sent(self) -> httpx.Response:
        # The login is driven here because httpx would read the body of a 401 to its end, however long.
        # No compression: a small answer must not unfold into a large one.
        flow = self._login.auth_flow(
            self._client.build_request(
                "GET",
                self._address,
                headers={"Accept-Encoding": "identity", "Host": self._named},
                extensions={"sni_hostname": self._host},
            )
        )
        request = next(flow)
        while True:
            answer = self._client.send(request, stream=True)
            try:
                request = flow.send(answer)
            except StopIteration:
                return answer
            except (KeyError, ValueError, NotImplementedError, httpx.HTTPError) as error:
                answer.close()
                raise SourceLost(f"{self._name}: asks for a login we do not know: {error}") from error
            answer.close()


def _next_due_s(due_s: float, poll_s: float, now_s: float) -> float:
    """The next beat; after a late picture half an interval at least, not at once: it would show the same."""
    return max(due_s + poll_s, now_s + poll_s / 2)


def _pinned(url: str, allowed: Sequence[Network]) -> tuple[str, str]:
    try:
        return pinned(url, allowed)
    except OSError as error:
        raise SourceLost(f"{shown(url)}: {error.strerror or error}") from error


def _opened(address: str, options: Mapping[str, str]) -> av.container.InputContainer:
    try:
        container = av.open(address, options=dict(options), timeout=(OPEN_TIMEOUT_S, READ_TIMEOUT_S))
    except (av.error.FFmpegError, OSError) as error:
        # Not chained: PyAV's own error names the whole address, and a traceback would print it.
        raise SourceLost(f"{shown(address)}: {reason(error)}") from None
    if not container.streams.video:
        container.close()
        raise SourceLost(f"{shown(address)}: no video in it")
    return container


def _converted(frame: av.VideoFrame, at_ms: int, name: str) -> Picture:
    try:
        check_size(frame.width, frame.height)
    except BadPicture as error:
        raise SourceLost(f"{name}: {error}") from error
    return Picture(frame.to_ndarray(format="bgr24").astype(np.uint8, copy=False), at_ms)
