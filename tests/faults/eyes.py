"""A vision worker as a process of its own beside a hub, and cameras that can be made to misbehave."""

import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic

import cv2
import numpy as np
import numpy.typing as npt

from deploy import serve
from deploy.config import save
from devices.contract.bodies import DeviceClass
from devices.sim.scene import SceneScript, VillageScene
from tests.faults.programs import Program, child
from tests.faults.rig import Rig
from tests.wait import until
from vision.settings import CameraConfig, VisionSettings

Picture = npt.NDArray[np.uint8]
Answer = Callable[[BaseHTTPRequestHandler, "Place"], None]
LOST = "lost"
_SETTINGS = VisionSettings(learn_s=4.0, snap_s=1)
_UP_S = 60.0


@dataclass
class Place:
    """What one camera looks at; a street where nothing happens."""

    seed: int
    begun_s: float = field(default_factory=monotonic)

    def __post_init__(self) -> None:
        self._scene = VillageScene(SceneScript(self.seed, walkers_every_s=0, traffic_every_s=0))
        self._lock = threading.Lock()

    def picture(self) -> Picture:
        """The street now, (360, 640, 3) BGR; never the same twice, as sensors have noise."""
        with self._lock:
            return self._scene.draw(monotonic() - self.begun_s)


def jpeg(picture: Picture) -> bytes:
    """Encode a picture as cameras do."""
    is_done, data = cv2.imencode(".jpg", picture)
    assert is_done
    return data.tobytes()


def answer(handler: BaseHTTPRequestHandler, body: bytes, *, status: int = 200) -> None:
    """Write one whole answer."""
    handler.send_response(status)
    handler.send_header("Content-Type", "image/jpeg")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def well(handler: BaseHTTPRequestHandler, place: Place) -> None:
    """Answer as a camera does that is well."""
    answer(handler, jpeg(place.picture()))


class Cameras:
    """Cameras on one port of loopback; each answers as it is told."""

    def __init__(self, names: Sequence[str]) -> None:
        self._places = {name: Place(number) for number, name in enumerate(names)}
        self._answers: dict[str, Answer] = dict.fromkeys(names, well)
        self.is_over = threading.Event()
        places, answers, is_over = self._places, self._answers, self.is_over

        class Handler(BaseHTTPRequestHandler):
            timeout = 20
            over = is_over

            def do_GET(self) -> None:  # the name BaseHTTPRequestHandler asks for
                name = self.path.strip("/")
                answers[name](self, places[name])

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> "Cameras":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.is_over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/{name}"

    def tell(self, name: str, how: Answer) -> None:
        """From now on a camera answers like this."""
        self._answers[name] = how


@dataclass
class Eyes:
    """A running vision worker, and what the hub knows of its cameras."""

    rig: Rig
    worker: Program
    log_file: Path
    names: tuple[str, ...]

    def shown(self) -> Mapping[str, str]:
        """What the hub says each camera's trouble is, by name; "" for one that sees."""
        devices = self.rig.hub.get("/api/v1/devices", **{"class": "camera"})["devices"]
        return {device["id"]: _trouble(device) for device in devices}

    def wait_all_see(self, timeout_s: float = _UP_S) -> None:
        until(lambda: set(self.shown().values()) == {""}, timeout_s, "all cameras are seen")

    def when_known(self, names: Sequence[str], within_s: float) -> Mapping[str, tuple[str, float]]:
        """What the hub shows first as the trouble of each, and after how many seconds; absent: never."""
        begun_s, found = monotonic(), dict[str, tuple[str, float]]()
        while len(found) < len(names) and (passed_s := monotonic() - begun_s) < within_s:
            shown = self.shown()
            found |= {name: (shown[name], passed_s) for name in names if shown[name] and name not in found}
        return found


def _trouble(device: Mapping[str, object]) -> str:
    fault = device["view_fault"]
    if isinstance(fault, dict):
        return str(fault["code"])
    return "" if device["presence"] == "online" else LOST


@contextmanager
def eyes(made: Rig, urls: Mapping[str, str]) -> Iterator[Eyes]:
    """Let a worker watch cameras at these addresses, all registered; gives it when all of them are seen."""
    hub = made.hub
    hub.register(list(urls), DeviceClass.CAMERA)
    cameras = tuple(CameraConfig(id=name, url=url) for name, url in urls.items())
    settings = hub.settings.model_copy(update={"vision": _SETTINGS, "cameras": cameras})
    settings_file, log_file = hub.home / "run" / "vision.json", hub.home / "vision.log"
    save(settings, settings_file)
    ready_file = serve.ready_file(hub.home, "vision")
    argv = [sys.executable, "-m", "deploy.serve", "vision", str(settings_file), str(hub.home)]
    worker = Program(lambda: child(argv, log_file), lambda _pid: ready_file.exists())
    with ExitStack() as stack:
        stack.callback(worker.stop)
        worker.start()
        watching = Eyes(made, worker, log_file, tuple(urls))
        watching.wait_all_see()
        yield watching
