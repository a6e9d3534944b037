"""`python -m deploy.serve PART SETTINGS HOME [AFTER ...]`: one long-lived process, until SIGTERM."""

import logging
import signal
import sys
from pathlib import Path
from typing import Protocol

from deploy.config import BadConfig, VillageSettings, load
from deploy.errors import CannotRun
from deploy.probes import say_ready
from deploy.steady_log import SteadyHandler
from deploy.told import Told

_LOOK_S = 0.5
_POLL_S = 0.02
_STOP_S = 5
PARTS = ("hub", "vision", "field", "voices", "pictures")
log = logging.getLogger(__name__)


class Service(Protocol):
    """What a process runs: started once, asked now and then whether it still works, stopped once."""

    def start(self) -> None:
        """Begin; returns when it serves."""
        ...

    def failure(self) -> str:
        """What ended it from inside, "" while all is well."""
        ...

    def stop(self) -> None:
        """End within five seconds."""
        ...


def main(argv: list[str]) -> int:
    """Run one service until SIGTERM or SIGINT; 1 when it failed, 2 when its settings cannot work."""
    name, settings_file, home, *after = argv
    logging.basicConfig(level=logging.INFO, handlers=[SteadyHandler(sys.stderr)])
    # httpx tells of every request at info.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        settings = load(Path(settings_file))
    except BadConfig as error:
        sys.stderr.write(f"{error}\n")
        return 2
    told = Told()
    told.listen(_STOP_S)
    try:
        service = _service(name, settings, Path(home))
    except CannotRun as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for earlier in after:
        # Loaded already, so that the processes of one start load at the same time.
        _wait_for(ready_file(Path(home), earlier), told)
    try:
        return run(service, ready_file(Path(home), name), told)
    except CannotRun as error:
        sys.stderr.write(f"{error}\n")
        return 1


def ready_file(home: Path, name: str) -> Path:
    """Where a process says that it is ready."""
    return home / "run" / f"{name}.ready"


def run(service: Service, ready: Path, told: Told) -> int:
    """Start a service, say so in a file, and stop it when told to; 1 when it ended from inside."""
    if told.is_set():
        return 0
    service.start()
    say_ready(ready)
    failure = ""
    while not failure and not told.wait(_LOOK_S):
        failure = service.failure()
    if failure:
        log.error("stopping, because a part of it ended: %s", failure)
    service.stop()
    signal.alarm(0)
    return 1 if failure else 0


def _wait_for(file: Path, told: Told) -> None:
    while not file.exists() and not told.wait(_POLL_S):
        pass


def _service(name: str, settings: VillageSettings, home: Path) -> Service:
    # Imported late: a vision worker needs no web server, a hub no camera.
    match name:
        case "hub":
            from deploy.processes.hub import HubProcess

            return HubProcess(settings, home)
        case "vision":
            from deploy.processes.vision import VisionProcess

            return VisionProcess(settings, home)
        case "voices":
            from deploy.processes.voices import VoicesProcess

            return VoicesProcess(settings, home)
        case "pictures":
            from deploy.processes.pictures import PicturesProcess

            return PicturesProcess(settings, home)
        case _:
            from deploy.processes.field import FieldProcess

            return FieldProcess(settings, home)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
