"""`village-hub bench storm`: after an outage every device comes back at once, each with what it has kept."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from time import perf_counter, time

from deploy import sayings, stack
from deploy.api import Hub
from deploy.bench.fleet import FLEET, bin_id, reading
from deploy.bench.rig import Rig, running
from deploy.errors import CannotRun
from deploy.probes import LOOPBACK
from deploy.screen import Screen
from deploy.servers import mqtt_passwords
from deploy.usage import MemoryWatch, percentile
from devices.contract.bodies import Status
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message, encode
from devices.mqtt.swarm import Swarm
from devices.mqtt.swarm_client import Client, Login

_TIMEOUT_S = 120.0
_ASK_EVERY_S = 0.2
_TURN_S = 0.05


@dataclass(frozen=True, slots=True)
class Storm:
    """So many devices, each with so many readings that it has kept and a word that it is there."""

    devices: int
    kept: int


def run(storm: Storm, screen: Screen) -> dict[str, object]:
    """Let all devices connect, say that they are there and send what they kept; return the figures.

    Raises:
        CannotRun: a part is missing, does not become ready, or not everything arrived in time.
    """
    with running(storm.devices, "influxdb", screen) as rig:
        memory, pids = MemoryWatch(), rig.supervisor.pids()
        expected = storm.devices * (storm.kept + 1)
        before = rig.hub.get("/api/v1/balance")["received"]
        began_s = perf_counter()
        with _asking(rig.hub) as waits_ms:
            connected_s = _all_at_once(rig, storm)
            acknowledged_s = perf_counter() - began_s
            stored_s = _stored(rig.hub, before + expected, began_s, lambda: memory.look(pids))
        balance = rig.hub.settled(10.0)
    return {
        "devices": storm.devices,
        "messages": expected,
        "seconds": {
            "all_connected": round(connected_s, 2),
            "all_acknowledged": round(acknowledged_s, 2),
            "all_stored": round(stored_s, 2),
        },
        "overview_ms": {name: round(percentile(waits_ms, share) or 0.0, 1) for name, share in _SHARES},
        "hub_peak_mib": round(memory.peaks_mib[stack.HUB], 1),
        "balance": {name: count for name, count in balance.items() if name != "at"},
    }


_SHARES = (("p50", 0.5), ("p99", 0.99), ("most", 1.0))


def _all_at_once(rig: Rig, storm: Storm) -> float:
    """Bring every device back; seconds until the last one was let in."""
    password = mqtt_passwords(rig.place, [FLEET])[FLEET]
    swarm, came_s, began_s = Swarm(LOOPBACK, rig.settings.mqtt.port), list[float](), perf_counter()
    boot = int(time())
    clients = [swarm.client(Login(bin_id(number), FLEET, password)) for number in range(storm.devices)]

    def speak(client: Client) -> None:
        came_s.append(perf_counter())
        device = client.login.client_id
        for topic, payload, is_retained in _said(rig.settings.site.id, device, boot, storm.kept):
            client.publish(topic, payload, retain=is_retained)

    for client in clients:
        client.on_up = partial(speak, client)
        client.connect()
    while len(came_s) < storm.devices or any(client.unconfirmed for client in clients):
        if perf_counter() - began_s > _TIMEOUT_S:
            raise CannotRun(sayings.NO_BROKER.of(user=f"{storm.devices - len(came_s)} x {FLEET}"))
        swarm.turn(_TURN_S)
    for client in clients:
        client.leave()
    swarm.close()
    return max(came_s) - began_s


def _said(site: str, device: str, boot: int, kept: int) -> Iterator[tuple[str, bytes, bool]]:
    """What a device says, and whether it is to be retained: that it is there, then what it has kept."""
    now_ms = int(time() * 1000)
    there = Status(online=True, boot=boot, at_ms=now_ms)
    yield (*encode(Message(device_address(site, device, Kind.STATUS), there)), True)
    topic = device_address(site, device, Kind.TELE).topic()
    for seq in range(1, kept + 1):
        yield topic, reading(boot, seq, now_ms - (kept - seq) * 60_000), False


def _stored(hub: Hub, received: int, began_s: float, look: Callable[[], None]) -> float:
    pause = threading.Event()
    while perf_counter() - began_s < _TIMEOUT_S:
        balance = hub.get("/api/v1/balance")
        look()
        if balance["received"] >= received and not balance["in_journal"]:
            return perf_counter() - began_s
        pause.wait(_ASK_EVERY_S)
    raise CannotRun(sayings.NOT_ALL_STORED.of(seconds=_TIMEOUT_S, balance=balance))


@contextmanager
def _asking(hub: Hub) -> Iterator[list[float]]:
    """Ask for the township's figures five times a second, as the screens do; the list gets the waits, ms."""
    waits_ms: list[float] = []
    is_over = threading.Event()

    def ask() -> None:
        while not is_over.wait(_ASK_EVERY_S):
            asked_s = perf_counter()
            hub.get("/api/v1/overview")
            waits_ms.append((perf_counter() - asked_s) * 1000)

    thread = threading.Thread(target=ask, name="asking")
    thread.start()
    try:
        yield waits_ms
    finally:
        is_over.set()
        thread.join()
