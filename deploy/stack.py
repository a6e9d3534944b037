"""All the processes of one installation, as children for the supervisor."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from deploy import sayings, servers
from deploy.config import VillageSettings, save
from deploy.ports import Ports
from deploy.probes import LOOPBACK, answers, said_ready
from deploy.serve import ready_file
from deploy.servers import Clients, Place
from deploy.supervisor import Child

INFLUX_USER = "hub"
HUB = "hub"
# Says that the hub knows the township that is played to it.
TOWNSHIP = "township"
VOICES = "voices"
FIELD = "field"
DEFAULT_INFLUX_PORT = 8086
# glibc (mallopt(3)) gives each of dozens of threads an arena of its own and keeps what they free. Measured
# with `village-hub demo --headless --for 40`: 841 MiB without these, 581 MiB with them.
_FRUGAL = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_TRIM_THRESHOLD_": "131072",
    "MALLOC_MMAP_THRESHOLD_": "131072",
}


@dataclass(frozen=True, slots=True)
class Stack:
    """The children, the settings they run with (passwords included), and what a person should know."""

    children: tuple[Child, ...]
    settings: VillageSettings
    notes: tuple[str, ...] = ()


def build(place: Place, ports: Ports, wanted: VillageSettings, clients: Clients) -> Stack:
    """Write what the children read and describe them.

    Args:
        place: where it all lies.
        ports: where our own servers listen.
        wanted: village.toml; addresses and passwords of our own servers replace what it says.
        clients: who may speak to our broker.

    Raises:
        PartMissing: the broker is ours to start and mosquitto is not installed.
        PasswordsNotWritten: mosquitto_passwd failed.
    """
    below = servers_of(place, ports, wanted, clients)
    settings = _with_console(below.settings, place, ports)
    file = place.home / "run" / "settings.json"
    save(settings, file)
    children = [*below.children, _program(HUB, place, file, lambda: answers(settings.http.port, "/healthz"))]
    if settings.cameras:
        children.append(_program("vision", place, file))
    if settings.simulation is not None and settings.simulation.is_shown:
        children.append(_program(FIELD, place, file))
    elif settings.simulation is not None:
        children.append(_program("pictures", place, file))
        children.append(_program(VOICES, place, file, after=(HUB, TOWNSHIP)))
    return Stack(tuple(children), settings, below.notes)


def servers_of(place: Place, ports: Ports, wanted: VillageSettings, clients: Clients) -> Stack:
    """Describe the broker and InfluxDB alone, as far as they are ours to start.

    Raises:
        PartMissing, PasswordsNotWritten: as `build`.
    """
    children: list[Child] = []
    notes: list[str] = []
    settings = wanted
    if settings.run.broker == "child":
        children.append(servers.broker(place, ports, settings.site.id, clients))
        settings = _with_broker(settings, place, ports)
    if settings.run.influxdb == "child":
        child = servers.influxdb(place, ports, settings.series.database, INFLUX_USER)
        if child is None:
            notes.append(sayings.NO_INFLUXDB.of())
            settings = _changed(settings, "series", store="sqlite")
        else:
            children.append(child)
            settings = _with_influx(settings, place, ports)
    return Stack(tuple(children), settings, tuple(notes))


def _program(
    name: str,
    place: Place,
    file: Path,
    is_serving: Callable[[], bool] = lambda: True,
    after: tuple[str, ...] | None = None,
) -> Child:
    """Describe one of our own processes: ready when it said so and serves; the others wait for the hub.

    What waits for more than the hub is not waited for itself.
    """
    ready = ready_file(place.home, name)
    # What an earlier run said must not let anybody begin before the hub of this one.
    ready.unlink(missing_ok=True)
    waits_for = after or (() if name == HUB else (HUB,))
    argv = (sys.executable, "-m", "deploy.serve", name, str(file), str(place.home), *waits_for)
    environ = {**place.environ, **_FRUGAL, "PYTHONUNBUFFERED": "1"}
    if after is not None:
        return Child(name, argv, environ, 1, lambda _pid: True)
    return Child(name, argv, environ, 1, lambda pid: said_ready(ready, pid) and is_serving())


def _with_console(settings: VillageSettings, place: Place, ports: Ports) -> VillageSettings:
    url = settings.http.public_url
    if ports.console != settings.http.port:
        url = f"http://{LOOPBACK}:{ports.console}"
    settings = _changed(settings, "http", port=ports.console, public_url=url)
    return settings.model_copy(update={"data_dir": place.home / "hub"})


def _with_broker(settings: VillageSettings, place: Place, ports: Ports) -> VillageSettings:
    user = settings.mqtt.username
    password = SecretStr(servers.mqtt_passwords(place, [user])[user])
    return _changed(settings, "mqtt", host=LOOPBACK, port=ports.mqtt, password=password, ca_file="")


def _with_influx(settings: VillageSettings, place: Place, ports: Ports) -> VillageSettings:
    return _changed(
        settings,
        "series",
        store="influx1",
        url=f"http://{LOOPBACK}:{ports.influx}",
        username=INFLUX_USER,
        password=SecretStr(place.credentials().password(f"influxdb.{INFLUX_USER}")),
    )


def _changed(settings: VillageSettings, section: str, **values: object) -> VillageSettings:
    return settings.model_copy(update={section: getattr(settings, section).model_copy(update=values)})


def wanted_ports(settings: VillageSettings, *, has_influxd: bool) -> dict[str, int]:
    """Say which ports `deploy.ports.claim` must find free: those of the servers that are ours to start."""
    wanted = {"console": settings.http.port}
    if settings.run.broker == "child":
        wanted["mqtt"] = settings.mqtt.port
    if settings.run.influxdb == "child" and has_influxd:
        wanted["influx"] = influx_port(settings)
    return wanted


def influx_port(settings: VillageSettings) -> int:
    """Take the port of our own InfluxDB from [series] url."""
    return urlsplit(settings.series.url).port or DEFAULT_INFLUX_PORT
