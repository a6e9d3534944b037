"""`village-hub bench ingest`: a private broker, hub and store, many readings, and how long it took."""

import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from deploy import pretend, sayings, stack
from deploy.api import Hub
from deploy.config import PretendSettings, VillageSettings
from deploy.errors import CannotRun
from deploy.latency import Measured, Probe
from deploy.ports import any_ports
from deploy.probes import LOOPBACK
from deploy.report import latency
from deploy.screen import Screen
from deploy.servers import OPERATOR, Place, operator_password
from deploy.supervisor import Child, Supervisor
from deploy.usage import MemoryWatch, cpu_s

_DEVICES = 500
_LOOK_S = 0.05
_FIRST = 50
_PROBE_EVERY_S = 0.02
_LONGEST_S = 1800.0
_PUBLISHER = "publisher"
STORES = ("influxdb", "sqlite")


@dataclass(frozen=True, slots=True)
class Load:
    """So many readings of 500 devices in turn. `rate_per_s` 0: as fast as the broker takes them."""

    messages: int
    store: str
    rate_per_s: float = 0.0


@dataclass(frozen=True, slots=True)
class _Timed:
    """Seconds from the first publication until all were acknowledged, and until all were stored."""

    acknowledged_s: float
    stored_s: float


def run(load: Load, screen: Screen) -> dict[str, object]:
    """Measure, show the figures, and return them.

    Args:
        load: what is published, and where it goes.
        screen: the terminal.

    Raises:
        CannotRun: a part is missing, or does not become ready.
    """
    if load.store not in STORES:
        raise CannotRun(sayings.BAD_STORE.of(store=load.store, stores=", ".join(STORES)))
    with tempfile.TemporaryDirectory(prefix="village-bench-") as folder:
        place = Place.at(Path(folder))
        built = _built(place, load.store)
        supervisor = Supervisor(built.children, place.home / "log", screen.say)
        try:
            supervisor.start()
            return _measured(built.settings, place, supervisor, load)
        finally:
            supervisor.stop()


def _built(place: Place, store: str) -> stack.Stack:
    plan = PretendSettings(bins=_DEVICES, cameras=0, speakers=0, probe=True)
    wanted = VillageSettings.model_validate(
        {"pretend": plan, "run": {"influxdb": "child" if store == "influxdb" else "none"}}
    )
    built = stack.build(place, any_ports(), wanted, pretend.clients(wanted, pretend.build(wanted, plan)))
    children = tuple(child for child in built.children if child.name not in {"field", "vision"})
    return stack.Stack(children, built.settings, built.notes)


def _measured(
    settings: VillageSettings, place: Place, supervisor: Supervisor, load: Load
) -> dict[str, object]:
    url = f"http://{LOOPBACK}:{settings.http.port}"
    memory, messages = MemoryWatch(), load.messages
    with Hub(url, OPERATOR, operator_password(place)) as hub, _Prober(settings, place) as prober:
        pids = supervisor.pids()
        used_s = {name: cpu_s(pid) for name, pid in pids.items()}
        publisher = Supervisor([_publisher(place, load)], place.home / "log", lambda _text: None)
        publisher.start()
        try:
            timed = _timed(hub, messages, lambda: memory.look(pids))
            pids |= publisher.pids()
            used_s = {name: cpu_s(pid) - used_s.get(name, 0.0) for name, pid in pids.items()}
        finally:
            publisher.stop()
        measured = prober.stop()
        balance = hub.settled(10.0)
    return {
        "messages": messages,
        "store": settings.series.store,
        "rate_per_s": load.rate_per_s or "any",
        "acknowledged_per_s": round(messages / timed.acknowledged_s),
        "stored_per_s": round(messages / timed.stored_s),
        "latency_ms": latency(measured),
        "cpu_us_per_message": {name: round(s / messages * 1e6, 1) for name, s in used_s.items()},
        "peak_mib": {name: round(mib, 1) for name, mib in memory.peaks_mib.items()},
        "balance": {name: count for name, count in balance.items() if name != "at"},
    }


def _publisher(place: Place, load: Load) -> Child:
    file = place.home / "run" / "settings.json"
    words = ("-m", "deploy.publisher", file, place.home, load.messages, load.rate_per_s)
    return Child(_PUBLISHER, (sys.executable, *map(str, words)), place.environ, 0, lambda _pid: True)


def _timed(hub: Hub, messages: int, look: Callable[[], None]) -> _Timed:
    """Follow the hub's own counts until every message is stored."""
    before = hub.get("/api/v1/balance")
    asked_s = began_s = perf_counter()
    acknowledged_s = 0.0
    pause = threading.Event()
    while perf_counter() - asked_s < _LONGEST_S:
        balance = hub.get("/api/v1/balance")
        look()
        if balance["received"] - before["received"] < _FIRST:
            # The publisher still loads; the probe alone is heard.
            began_s = perf_counter()
        passed_s = perf_counter() - began_s
        if not acknowledged_s and balance["received"] - before["received"] >= messages:
            acknowledged_s = passed_s
        if balance["stored"] - before["stored"] >= messages:
            return _Timed(acknowledged_s or passed_s, passed_s)
        pause.wait(_LOOK_S)
    raise CannotRun(sayings.NOT_ALL_STORED.of(seconds=_LONGEST_S, balance=balance))


class _Prober:
    """Follows single readings to the store on a thread of its own, while the others are published."""

    def __init__(self, settings: VillageSettings, place: Place) -> None:
        self._probe = Probe(settings, place.home)
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="probe")
        self._measured = Measured()

    def __enter__(self) -> "_Prober":
        self._probe.__enter__()
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()
        self._probe.__exit__()

    def stop(self) -> Measured:
        """End measuring and return what was measured; idempotent."""
        self._is_over.set()
        self._thread.join()
        return self._measured

    def _run(self) -> None:
        self._measured = self._probe.measure(self._is_over.is_set, _PROBE_EVERY_S)
