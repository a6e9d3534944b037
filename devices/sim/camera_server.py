"""Serves pretend cameras on loopback: what a camera sees at this moment, as GET /{camera}.jpg or as a stream.

One port for both: who says RTSP/1.0 in place of HTTP gets the stream.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RD, SHUT_RDWR, socket
from time import monotonic
from typing import TypeAlias
from urllib.parse import urlsplit

from devices.sim.camera import Camera
from devices.sim.rtsp import VERSION, Viewing
from devices.sim.streamed import access_units

log = logging.getLogger(__name__)

_REQUEST_TIMEOUT_S = 5.0
_Caller: TypeAlias = socket | tuple[bytes, socket]


class CameraServer:
    """Serves cameras on 127.0.0.1.

    Args:
        cameras: by id.
        port: 0 takes a free one.
        now_ms: the clock of the pictures; None: milliseconds since `start()`.
    """

    def __init__(
        self, cameras: Mapping[str, Camera], *, port: int = 0, now_ms: Callable[[], int] | None = None
    ) -> None:
        self._cameras, self._port = cameras, port
        self._now_ms = now_ms or self._since_start_ms
        self._begun_s = 0.0
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to serve.

        Raises:
            OSError: the port is taken.
        """
        self._begun_s = monotonic()
        server = self._server = _Server(("127.0.0.1", self._port), self._handler())
        self._port = int(server.server_address[1])
        self._thread = threading.Thread(
            target=server.serve_forever, args=(0.1,), name="pretend cameras", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Close the port and end the threads, once each has given what it draws; idempotent."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join(2.0)
            self._server.hear_no_more()
            self._server.server_close()
            self._server = None

    def url(self, camera: str) -> str:
        """Say where a camera's picture is, once started."""
        return f"http://127.0.0.1:{self._port}/{camera}.jpg"

    def stream_url(self, camera: str) -> str:
        """Say where a camera's stream is, once started."""
        return f"rtsp://127.0.0.1:{self._port}/{camera}"

    def _since_start_ms(self) -> int:
        return round(1000 * (monotonic() - self._begun_s))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        cameras, now_ms = self._cameras, self._now_ms

        class Handler(BaseHTTPRequestHandler):
            timeout = _REQUEST_TIMEOUT_S
            protocol_version = "HTTP/1.1"
            raw_requestline: bytes

            def parse_request(self) -> bool:
                words = self.raw_requestline.split()
                if words[2:] != [VERSION]:
                    return super().parse_request()
                self.close_connection = True
                address = words[1].decode("ascii", "replace")
                camera = cameras.get(urlsplit(address).path.strip("/"))
                # One without power is not there: whoever calls is cut off.
                if camera is not None and camera.jpeg(now_ms()) is not None:
                    self._stream(camera)
                return False

            def _stream(self, camera: Camera) -> None:
                # Viewers say so little that only their end is waited for.
                self.connection.settimeout(None)
                units, end = partial(access_units, camera, now_ms), partial(_hang_up, self.connection)
                Viewing(self.rfile, self.wfile, units, end).serve(self.raw_requestline)

            def do_GET(self) -> None:  # the name BaseHTTPRequestHandler asks for
                camera = cameras.get(self.path.removeprefix("/").removesuffix(".jpg"))
                body = None if camera is None else camera.jpeg(now_ms())
                if body is None:
                    status = HTTPStatus.NOT_FOUND if camera is None else HTTPStatus.SERVICE_UNAVAILABLE
                    self.send_error(status)
                    return
                self.send_response(HTTPStatus.OK)
                self.send_header("Content-Type", "image/jpeg")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
                log.debug(format, *args)

        return Handler


class _Server(ThreadingHTTPServer):
    """Knows who is connected, and waits for the threads that answer them.

    A thread left behind while it draws ends the process from inside OpenCV, whose stack cannot be unwound.
    """

    daemon_threads = False

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self._callers: set[_Caller] = set()

    def hear_no_more(self) -> None:
        """Let everybody's next word be the end; what is being answered still is."""
        for caller in tuple(self._callers):
            if isinstance(caller, socket):
                _hang_up(caller, SHUT_RD)

    def process_request(self, request: _Caller, client_address: tuple[str, int]) -> None:
        """Answer one caller on a thread of its own."""
        self._callers.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: _Caller) -> None:
        """Let a caller go."""
        self._callers.discard(request)
        super().shutdown_request(request)


def _hang_up(caller: socket, how: int = SHUT_RDWR) -> None:
    with suppress(OSError):  # it is gone already
        caller.shutdown(how)
