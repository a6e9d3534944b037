"""One viewer of a pretend camera's stream: RTSP 1.0, its RTP in the same connection.

RFC 2326 (section 10.12: interleaved data), RFC 6184 (H.264 in RTP).
"""

import secrets
import struct
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from time import monotonic
from typing import Protocol

VERSION = b"RTSP/1.0"
FRAME_S = 0.2
"""How often a picture is sent, seconds of the machine, whatever the pictures' own clock does.

At 120 times these are 24 simulated seconds: less than the time between two looks at a camera.
"""
_CLOCK_HZ = 90_000
_PAYLOAD_TYPE = 96
# As much as fits into an Ethernet frame with what lies around it.
_MOST_BYTES = 1_400
_FRAGMENT = 28  # FU-A
_METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN"
_SDP = (
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=camera\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"
    f"m=video 0 RTP/AVP {_PAYLOAD_TYPE}\r\na=rtpmap:{_PAYLOAD_TYPE} H264/{_CLOCK_HZ}\r\n"
    f"a=fmtp:{_PAYLOAD_TYPE} packetization-mode=1\r\na=control:video\r\n"
)


class Reads(Protocol):
    """What the viewer says."""

    def read(self, size: int, /) -> bytes:
        """Give so many bytes, fewer at the end."""
        ...

    def readline(self, limit: int, /) -> bytes:
        """Give a line with its end, nothing at the end."""
        ...


class Writes(Protocol):
    """What the viewer hears."""

    def write(self, data: bytes, /) -> object:
        """Send all of it.

        Raises:
            OSError: the viewer is gone.
        """
        ...


class Viewing:
    """One connection, from its first line to its end; blocks the thread that serves it.

    Args:
        reads: what the viewer says, behind the first line.
        writes: what it hears.
        units: makes the camera's pictures for a stream that begins: each an access unit of H.264, the first
            one to be understood alone; it ends when the camera has no picture any more.
        hang_up: ends the connection, so that who waits for the viewer's next word waits no longer.
    """

    def __init__(
        self,
        reads: Reads,
        writes: Writes,
        units: Callable[[], Iterator[bytes]],
        hang_up: Callable[[], None],
    ) -> None:
        self._reads, self._writes, self._units, self._hang_up = reads, writes, units, hang_up
        self._session = secrets.token_hex(8)
        self._is_over = threading.Event()
        self._lock = threading.Lock()
        self._sender: threading.Thread | None = None

    def serve(self, first_line: bytes) -> None:
        """Answer until the viewer hangs up or the camera has no picture any more."""
        line = first_line
        try:
            while line and not self._is_over.is_set():
                self._answer(*self._request(line))
                line = self._next_line()
        except (OSError, ValueError, struct.error):
            pass  # the viewer, or the sender, has closed the connection; or it speaks something else
        finally:
            self._is_over.set()
            if self._sender is not None:
                self._sender.join()

    def _request(self, line: bytes) -> tuple[str, str, Mapping[str, str]]:
        method, _, rest = line.decode("ascii", "replace").partition(" ")
        headers: dict[str, str] = {}
        while header := self._reads.readline(4096).strip():
            name, _, value = header.decode("ascii", "replace").partition(":")
            headers[name.lower()] = value.strip()
        self._reads.read(int(headers.get("content-length", "0")))
        return method, rest.partition(" ")[0], headers

    def _next_line(self) -> bytes:
        """Pass over what the viewer reports of the stream (RTCP), which lies between its requests."""
        while (first := self._reads.read(1)) == b"$":
            _, size = struct.unpack(">BH", self._reads.read(3))
            self._reads.read(size)
        return first + self._reads.readline(4096) if first else b""

    def _answer(self, method: str, address: str, headers: Mapping[str, str]) -> None:
        number = headers.get("cseq", "0")
        match method:
            case "OPTIONS":
                self._reply(number, Public=_METHODS)
            case "DESCRIBE":
                described = {"Content-Type": "application/sdp", "Content-Base": f"{address}/"}
                self._reply(number, _SDP, **described)
            case "SETUP" if "TCP" not in headers.get("transport", ""):
                self._refuse(number, "461 Unsupported Transport")
            case "SETUP":
                self._reply(
                    number,
                    Transport="RTP/AVP/TCP;unicast;interleaved=0-1",
                    Session=f"{self._session};timeout=60",
                )
            case "PLAY":
                self._reply(number, Session=self._session, Range="npt=now-")
                self._sender = self._sender or self._sending()
            case "GET_PARAMETER":
                self._reply(number, Session=self._session)
            case "TEARDOWN":
                self._reply(number, Session=self._session)
                self._is_over.set()
            case _:
                self._refuse(number, f"{HTTPStatus.NOT_IMPLEMENTED.value} Not Implemented")

    def _sending(self) -> threading.Thread:
        thread = threading.Thread(target=self._send, name="pretend stream", daemon=True)
        thread.start()
        return thread

    def _send(self) -> None:
        number, due_s = secrets.randbits(16), monotonic()
        source = secrets.randbits(32)
        try:
            for unit in self._units():
                packets = packed(unit, number, round(monotonic() * _CLOCK_HZ) % 2**32, source)
                number = (number + len(packets)) % 2**16
                self._write(b"".join(b"$\0" + struct.pack(">H", len(packet)) + packet for packet in packets))
                due_s += FRAME_S
                if self._is_over.wait(max(0.0, due_s - monotonic())):
                    return
        except OSError:
            pass  # the viewer is gone
        finally:
            self._is_over.set()
            self._hang_up()

    def _reply(self, number: str, body: str = "", **headers: str) -> None:
        lines = [f"RTSP/1.0 200 OK\r\nCSeq: {number}\r\n"]
        lines += [f"{name}: {value}\r\n" for name, value in headers.items()]
        if body:
            lines.append(f"Content-Length: {len(body)}\r\n")
        self._write(f"{''.join(lines)}\r\n{body}".encode())

    def _refuse(self, number: str, status: str) -> None:
        self._write(f"RTSP/1.0 {status}\r\nCSeq: {number}\r\n\r\n".encode())

    def _write(self, data: bytes) -> None:
        with self._lock:
            self._writes.write(data)


def packed(unit: bytes, number: int, at: int, source: int) -> Sequence[bytes]:
    """Put an access unit into RTP packets.

    Args:
        unit: NAL units, each behind a start code (Annex B).
        number: of the first packet.
        at: when the picture is of, on a clock of 90 kHz, below 2**32.
        source: who sends, below 2**32.
    """
    parts = [part for nal in _nals(unit) for part in _fragments(nal)]
    return [
        struct.pack(
            ">BBHII",
            0x80,
            _PAYLOAD_TYPE | (0x80 if index == len(parts) - 1 else 0),
            (number + index) % 2**16,
            at,
            source,
        )
        + part
        for index, part in enumerate(parts)
    ]


def _nals(unit: bytes) -> Iterator[bytes]:
    for nal in unit.split(b"\0\0\1")[1:]:
        # A zero before the next start code belongs to that: no NAL unit ends with one.
        yield nal.rstrip(b"\0")


def _fragments(nal: bytes) -> Iterator[bytes]:
    if len(nal) <= _MOST_BYTES:
        yield nal
        return
    head, kind = nal[0] & 0xE0 | _FRAGMENT, nal[0] & 0x1F
    for at in range(1, len(nal), _MOST_BYTES):
        is_first, is_last = at == 1, at + _MOST_BYTES >= len(nal)
        yield bytes((head, kind | is_first << 7 | is_last << 6)) + nal[at : at + _MOST_BYTES]
