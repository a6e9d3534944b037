"""Pretend cameras: a server on loopback that answers GET /{camera}.jpg with the scene at this moment."""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic

import av

from devices.sim.scene import HEIGHT_PX, WIDTH_PX, Picture, SceneScript, VillageScene

log = logging.getLogger(__name__)

_CACHE_S = 0.4
_REQUEST_TIMEOUT_S = 5.0


class Trouble(StrEnum):
    """What can be wrong with a pretend camera."""

    FROZEN = "frozen"
    BLACK = "black"
    COVERED = "covered"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class TroubleScript:
    """The camera is in trouble from `at_s` to `until_s` (None: for ever), seconds of the server's clock."""

    trouble: Trouble
    at_s: float
    until_s: float | None = None


@dataclass(frozen=True, slots=True)
class CameraScript:
    """What one pretend camera shows."""

    scene: SceneScript
    troubles: tuple[TroubleScript, ...] = ()


class PretendCamera:
    """Draws and encodes one camera's picture, at most one in 0.4 s; may be asked from any thread."""

    def __init__(self, script: CameraScript) -> None:
        self._script = script
        self._lock = threading.Lock()
        self._scene: VillageScene | None = None
        self._encoder = JpegEncoder()
        self._last: tuple[float, bytes] | None = None

    def jpeg(self, at_s: float) -> bytes | None:
        """Give the picture of that second as JPEG, or None while the camera does not answer."""
        with self._lock:
            trouble = self._trouble(at_s)
            if trouble is Trouble.LOST:
                return None
            if self._last is not None and (trouble is Trouble.FROZEN or abs(at_s - self._last[0]) < _CACHE_S):
                return self._last[1]
            encoded = self._encoder.encode(self._drawn(trouble, at_s))
            self._last = (at_s, encoded)
            return encoded

    def _drawn(self, trouble: Trouble | None, at_s: float) -> Picture:
        if self._scene is None:
            self._scene = VillageScene(self._script.scene)
        match trouble:
            case Trouble.BLACK:
                return self._scene.draw(at_s, light=0.02)
            case Trouble.COVERED:
                return self._scene.draw_covered(at_s)
            case _:
                return self._scene.draw(at_s)

    def _trouble(self, at_s: float) -> Trouble | None:
        for script in self._script.troubles:
            if script.at_s <= at_s and (script.until_s is None or at_s < script.until_s):
                return script.trouble
        return None


class JpegEncoder:
    """Encodes pictures of the scene's size, for one thread; stays open, as opening costs most."""

    def __init__(self) -> None:
        codec = av.CodecContext.create("mjpeg", "w")
        codec.width, codec.height, codec.pix_fmt = WIDTH_PX, HEIGHT_PX, "yuvj420p"
        codec.time_base = Fraction(1, 25)
        codec.options = {"qmin": "4", "qmax": "4"}
        codec.thread_count = 1
        self._codec = codec
        self._count = 0

    def encode(self, picture: Picture) -> bytes:
        """Encode (360, 640, 3) BGR uint8 as one JPEG."""
        frame = av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format="yuvj420p")
        frame.pts = self._count
        self._count += 1
        return b"".join(bytes(packet) for packet in self._codec.encode(frame))


class CameraServer:
    """Serves pretend cameras on 127.0.0.1. Their clock begins at `start()`, `ahead_s` seconds in.

    Args:
        scripts: what each camera shows, by its id.
        port: 0 takes a free one.
        ahead_s: begin that far into the scripts.
        speed: seconds of the script for each second that passes.
    """

    def __init__(
        self, scripts: Mapping[str, CameraScript], *, port: int = 0, ahead_s: float = 0.0, speed: float = 1.0
    ) -> None:
        self._cameras = {name: PretendCamera(script) for name, script in scripts.items()}
        self._port, self._ahead_s, self._speed = port, ahead_s, speed
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

    def now_s(self) -> float:
        """Say which second of the scripts it is."""
        return self._ahead_s + (monotonic() - self._begun_s) * self._speed

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        cameras, now_s = self._cameras, self.now_s

        class Handler(BaseHTTPRequestHandler):
            timeout = _REQUEST_TIMEOUT_S
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:  # the name BaseHTTPRequestHandler asks for
                camera = cameras.get(self.path.removeprefix("/").removesuffix(".jpg"))
                body = None if camera is None else camera.jpeg(now_s())
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
