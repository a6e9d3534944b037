"""`village-hub bench ingest`: a private broker, hub and store, many readings, and how long it took."""

import json
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from time import perf_counter

from deploy import sayings, stack
from deploy.api import Hub
from deploy.bench import publisher
from deploy.bench.outage import Outage
from deploy.bench.rig import Rig, running
from deploy.config import VillageSettings
from deploy.errors import CannotRun
from deploy.latency import Measured, Probe
from deploy.report import latency
from deploy.screen import Screen
from deploy.servers import Place
from deploy.supervisor import Child, Supervisor
from deploy.usage import MemoryWatch, cpu_s, threads_cpu_s
from hub.adapters.ledger.database import SqlLedger

# Each look costs the hub as much as twenty messages.
_LOOK_S = 0.2
_FIRST = 50
_PROBE_EVERY_S = 0.02
_LONGEST_S = 3600.0
# What the hub takes without falling behind: of what it does not read in time the broker drops some.
_BACKLOG_PER_S = 8_000.0
_STALLED_S = 60.0
_PUBLISHER = "publisher"


@dataclass(frozen=True, slots=True)
class Load:
    """So many readings of `devices` bins in turn. `rate_per_s` 0: as fast as the broker takes them.

    Attributes:
        fsync_ms: how much longer each sync of the hub's disk takes.
        outage_s: so long the store stands still from the first message on.
        backlog: so many readings come before the others while the store stands still: what an hour's outage
            leaves behind, in less than an hour.
    """

    messages: int
    store: str
    rate_per_s: float = 0.0
    devices: int = 500
    fsync_ms: int = 0
    outage_s: float = 0.0
    backlog: int = 0


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
    with running(load.devices, load.store, screen, fsync_ms=load.fsync_ms) as rig:
        return _measured(rig, load)


def _measured(rig: Rig, load: Load) -> dict[str, object]:
    memory, messages = MemoryWatch(), load.backlog + load.messages
    with _Prober(rig.settings, rig.place) as prober:
        pids = rig.supervisor.pids()
        before_s = {name: cpu_s(pid) for name, pid in pids.items()}
        stages_s = threads_cpu_s(pids[stack.HUB])
        publishing = _publishing(rig, load, load.messages, load.rate_per_s)
        try:
            with Outage(pids.get("influxdb"), inf if load.backlog else load.outage_s) as outage:
                if load.backlog:
                    _pile_up(rig, load, lambda: memory.look(pids))

                def look(waiting: int) -> None:
                    memory.look(pids)
                    outage.look(waiting)

                publishing.start()
                if load.backlog:
                    outage.end()
                timed = _timed(rig.hub, load.messages, look)
            pids |= publishing.pids()
            used_s = {name: cpu_s(pid) - before_s.get(name, 0.0) for name, pid in pids.items()}
            stages_s = _since(stages_s, threads_cpu_s(pids[stack.HUB]))
        finally:
            publishing.stop()
        measured = prober.stop()
    balance = rig.hub.settled(10.0)
    return {
        "messages": load.messages,
        "devices": load.devices,
        "store": rig.settings.series.store,
        "rate_per_s": load.rate_per_s or "any",
        "fsync_ms": load.fsync_ms,
        "acknowledged_per_s": round(load.messages / timed.acknowledged_s),
        "stored_per_s": round(messages / timed.stored_s),
        "outage": {"seconds": outage.seconds, "backlog": load.backlog, "caught_up_s": outage.caught_up_s},
        "latency_ms": {**_acknowledged(rig.place), **latency(measured)},
        "cpu_us_per_message": _per_message(used_s, messages),
        "hub_cpu_us_per_message": _per_message(stages_s, messages),
        "peak_mib": {name: round(mib, 1) for name, mib in memory.peaks_mib.items()},
        "balance": {name: count for name, count in balance.items() if name != "at"},
    }


def _pile_up(rig: Rig, load: Load, look: Callable[[], None]) -> None:
    """Publish the backlog, and wait until all of it is queued for the store, which stands still."""
    publishing = _publishing(rig, load, load.backlog, _BACKLOG_PER_S)
    ledger = SqlLedger(f"sqlite:///{rig.settings.data_dir.absolute() / 'ledger.db'}")
    ledger.start()
    publishing.start()
    pause, moved_s, queued = threading.Event(), perf_counter(), 0
    try:
        while queued < load.backlog:
            look()
            pause.wait(_LOOK_S)
            before, queued = queued, _queued(ledger)
            if queued > before:
                moved_s = perf_counter()
            elif perf_counter() - moved_s > _STALLED_S:
                balance = rig.hub.get("/api/v1/balance")
                raise CannotRun(sayings.NOT_ALL_STORED.of(seconds=_STALLED_S, balance=balance))
    finally:
        publishing.stop()
        ledger.stop()


def _queued(ledger: SqlLedger) -> int:
    """How many messages the hub is done with but for the store: the journal's are not the store's backlog."""
    with ledger.read() as tx:
        return tx.outbox.waiting()


def _since(before: Mapping[str, float], now: Mapping[str, float]) -> dict[str, float]:
    return {name: seconds - before.get(name, 0.0) for name, seconds in now.items()}


def _per_message(used_s: Mapping[str, float], messages: int) -> dict[str, float]:
    figures = {name: round(seconds / messages * 1e6, 1) for name, seconds in used_s.items()}
    return {name: used_us for name, used_us in figures.items() if used_us}


def _acknowledged(place: Place) -> dict[str, object]:
    """How soon the broker acknowledged what was published, milliseconds."""
    figures: Mapping[str, float] = json.loads((place.home / publisher.RESULT).read_text(encoding="utf-8"))
    return {"publish_to_puback": {name: round(wait_ms, 1) for name, wait_ms in figures.items()}}


def _publishing(rig: Rig, load: Load, messages: int, rate_per_s: float) -> Supervisor:
    words = (rig.settings_file, rig.place.home, load.devices, messages, rate_per_s)
    argv = (sys.executable, "-m", "deploy.bench.publisher", *map(str, words))
    child = Child(_PUBLISHER, argv, rig.place.environ, 0, lambda _pid: True)
    return Supervisor([child], rig.place.home / "log", lambda _text: None)


def _timed(hub: Hub, messages: int, look: Callable[[int], None]) -> _Timed:
    """Follow the hub's own counts until every message is stored; `look` gets how many wait."""
    before = hub.get("/api/v1/balance")
    asked_s = began_s = perf_counter()
    acknowledged_s = 0.0
    pause = threading.Event()
    while perf_counter() - asked_s < _LONGEST_S:
        balance = hub.get("/api/v1/balance")
        look(balance["in_journal"])
        if balance["received"] - before["received"] < _FIRST:
            # The publisher still loads; the probe alone is heard.
            began_s = perf_counter()
        passed_s = perf_counter() - began_s
        if not acknowledged_s and balance["received"] - before["received"] >= messages:
            acknowledged_s = passed_s
        if balance["stored"] - before["stored"] >= before["in_journal"] + messages:
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
