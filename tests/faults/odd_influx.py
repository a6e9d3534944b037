"""An InfluxDB with moods: passes requests on to the real one, or answers what a script says."""

import gzip
import socket
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic

import httpx

_PASS_S = 30.0
_DRIP_S = 0.05
_HOP = frozenset({"host", "content-length", "connection"})


@dataclass(frozen=True, slots=True)
class Mood:
    """What becomes of the next writes.

    `is_written`: the real server takes them before the odd answer. `most_lines`: it takes as many at once
    as any, and the odd answer is for more.
    `is_reset`: the connection is reset in place of an answer. `is_dripping`: the answer comes byte by byte.
    """

    name: str
    status: int = 0
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "application/json"
    is_written: bool = False
    is_reset: bool = False
    is_dripping: bool = False
    most_lines: int = 0


GOOD = Mood("good")


@dataclass
class OddInflux:
    """The server; `asked_s` are the moments at which writes came under the present mood."""

    to_url: str
    url: str = ""
    mood: Mood = GOOD
    asked_s: list[float] = field(default_factory=list)

    def be(self, mood: Mood) -> None:
        """Change the mood."""
        self.mood, self.asked_s = mood, []


class _Handler(BaseHTTPRequestHandler):
    """Answers as its server's `odd` feels."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: "_Server"

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        mood = self.server.odd.mood
        if mood is GOOD or not self.path.startswith(("/write", "/api/v2/write")):
            self._reply(*self._passed_on(body))
            return
        self.server.odd.asked_s.append(monotonic())
        if _lines(body) <= mood.most_lines:
            self._reply(*self._passed_on(body))
            return
        if mood.is_written:
            self._passed_on(body)
        if mood.is_reset:
            self._reset()
            return
        headers = {"Content-Type": mood.content_type, **dict(mood.headers)}
        self._reply(mood.status, headers, mood.body, is_dripping=mood.is_dripping)

    def _passed_on(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        kept = {name: text for name, text in self.headers.items() if name.lower() not in _HOP}
        url = self.server.odd.to_url + self.path
        real = self.server.client.request(self.command, url, headers=kept, content=body)
        return real.status_code, {"Content-Type": real.headers.get("Content-Type", "")}, real.content

    def _reset(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def _reply(
        self, status: int, headers: Mapping[str, str], body: bytes, *, is_dripping: bool = False
    ) -> None:
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        if status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        pause = threading.Event()
        for piece in [body[at : at + 1] for at in range(len(body))] if is_dripping else [body]:
            pause.wait(_DRIP_S if is_dripping else 0)
            self.wfile.write(piece)
            self.wfile.flush()

    do_GET = do_POST = _answer  # noqa: N815 - names that http.server looks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name upstream
        pass

    def handle(self) -> None:
        with suppress(OSError, ValueError):  # the other side, or we, cut it off
            super().handle()


def _lines(body: bytes) -> int:
    return gzip.decompress(body).count(b"\n") + 1 if body else 0


class _Server(ThreadingHTTPServer):
    def __init__(self, odd: OddInflux) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.odd = odd
        self.client = httpx.Client(timeout=_PASS_S)


@contextmanager
def odd_influx(to_url: str) -> Iterator[OddInflux]:
    """Run one in front of a real server."""
    odd = OddInflux(to_url)
    server = _Server(odd)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    odd.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield odd
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        server.client.close()


def moods() -> tuple[Mood, ...]:
    """Every strange answer, each of which must lose nothing."""
    problem = b'{"error":"engine: no"}'
    busy = (("Retry-After", "1"),)
    return (
        Mood("500", 500, problem),
        Mood("503", 503, problem, busy),
        Mood("429 with Retry-After", 429, problem, busy),
        Mood("429", 429, problem),
        Mood("401", 401, b'{"error":"authorization failed"}'),
        Mood("403", 403, b'{"error":"not authorized"}'),
        Mood("404", 404, b'{"error":"database not found: \\"village\\""}'),
        Mood("413", 413, b'{"error":"Request Entity Too Large"}', most_lines=3),
        Mood("200 with HTML", 200, b"<html>login</html>", content_type="text/html"),
        Mood("taken, then reset", is_written=True, is_reset=True),
        Mood("reset", is_reset=True),
        Mood("502 dripping", 502, b"<html>" + b"x" * 40, content_type="text/html", is_dripping=True),
        Mood("written, but 500", 500, problem, is_written=True),
    )
