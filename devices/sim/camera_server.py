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
from socket import SHUT_RDWR, socket
from time import monotonic
from urllib.parse import urlsplit

from devices.sim.camera import Camera
from devices.sim.rtsp import VERSION, Viewing
from devices.sim.streamed import access_units

log = logging.getLogger(__name__)

_REQUEST_TIMEOUT_S = 5.0


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
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self._viewers: set[socket] = set()

    def start(self) -> None:
        """Begin to serve.

        Raises:
            OSError: the port is taken.
        """
        self._begun_s = monotonic()
        server = self._server = ThreadingHTTPServer(("127.0.0.1", self._port), self._handler())
        server.daemon_threads = True
        self._port = int(server.server_address[1])
        self._thread = threading.Thread(
            target=server.serve_forever, args=(0.1,), name="pretend cameras", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Close the port and end the threads; idempotent."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join(2.0)
            for viewer in tuple(self._viewers):
                _hang_up(viewer)
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
        cameras, now_ms, viewers = self._cameras, self._now_ms, self._viewers

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
                viewers.add(self.connection)
                units, end = partial(access_units, camera, now_ms), partial(_hang_up, self.connection)
                Viewing(self.rfile, self.wfile, units, end).serve(self.raw_requestline)
                viewers.discard(self.connection)

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


def _hang_up(viewer: socket) -> None:
    with suppress(OSError):  # it is gone already
        viewer.shutdown(SHUT_RDWR)
