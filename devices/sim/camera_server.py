"""Serves pretend cameras: GET /{camera}.jpg on loopback answers with what the camera sees at this moment."""

import logging
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import Protocol

log = logging.getLogger(__name__)

_REQUEST_TIMEOUT_S = 5.0


class Camera(Protocol):
    """Anything that has a picture at a moment; may be asked from any thread."""

    def jpeg(self, at_ms: int) -> bytes | None:
        """Give the picture of a moment of the server's clock, or None while the camera does not answer."""
        ...


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
            self._server.server_close()
            self._server = None

    def url(self, camera: str) -> str:
        """Say where a camera's picture is, once started."""
        return f"http://127.0.0.1:{self._port}/{camera}.jpg"

    def _since_start_ms(self) -> int:
        return round(1000 * (monotonic() - self._begun_s))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        cameras, now_ms = self._cameras, self._now_ms

        class Handler(BaseHTTPRequestHandler):
            timeout = _REQUEST_TIMEOUT_S
            protocol_version = "HTTP/1.1"

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
