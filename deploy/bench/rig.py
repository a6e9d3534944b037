"""Private servers for one measurement: broker, hub, store, and a fleet of bins in the registry."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy import sayings, stack
from deploy.api import Hub
from deploy.bench import fleet
from deploy.bench.slow_disk import slowed
from deploy.config import VillageSettings
from deploy.errors import CannotRun
from deploy.ports import any_ports
from deploy.probes import LOOPBACK
from deploy.screen import Screen
from deploy.servers import OPERATOR, Place, operator_password
from deploy.supervisor import Child, Supervisor

STORES = ("influxdb", "sqlite")


@dataclass(frozen=True, slots=True)
class Rig:
    """What runs: its settings, where it lies, the processes, and a signed-in client of the hub."""

    settings: VillageSettings
    place: Place
    supervisor: Supervisor
    hub: Hub
    hub_child: Child

    @property
    def settings_file(self) -> Path:
        """What the processes read."""
        return self.place.home / "run" / "settings.json"


@contextmanager
def running(devices: int, store: str, screen: Screen, *, fsync_ms: int = 0) -> Iterator[Rig]:
    """Run servers with so many registered bins, and end and delete everything afterwards.

    `fsync_ms`: how much longer each sync of the hub's disk takes.

    Raises:
        CannotRun: a part is missing, or does not become ready.
    """
    if store not in STORES:
        raise CannotRun(sayings.BAD_STORE.of(store=store, stores=", ".join(STORES)))
    with tempfile.TemporaryDirectory(prefix="village-bench-") as folder:
        place = Place.at(Path(folder))
        run = {"influxdb": "child" if store == "influxdb" else "none"}
        wanted = VillageSettings.model_validate({"run": run})
        built = stack.build(place, any_ports(), wanted, fleet.clients(wanted.mqtt.username))
        children = [slowed(each, fsync_ms) if each.name == stack.HUB else each for each in built.children]
        supervisor = Supervisor(children, place.home / "log", screen.say)
        try:
            supervisor.start()
            url = f"http://{LOOPBACK}:{built.settings.http.port}"
            with Hub(url, OPERATOR, operator_password(place)) as hub:
                hub.upload("/api/v1/registry", fleet.registry(devices))
                program = next(each for each in children if each.name == stack.HUB)
                yield Rig(built.settings, place, supervisor, hub, program)
        finally:
            supervisor.stop()
