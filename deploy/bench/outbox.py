"""`village-hub bench outbox`: how fast points leave the ledger for InfluxDB, and what each costs."""

import random
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

from deploy import stack
from deploy.config import VillageSettings
from deploy.ports import any_ports
from deploy.screen import Screen
from deploy.servers import Clients, Place
from deploy.supervisor import Supervisor
from hub.adapters.clock import SystemClock
from hub.adapters.ledger.database import SqlLedger
from hub.books import Transaction
from hub.forwarder import Forwarder
from hub.fresh_points import FreshPoints
from hub.series import Point
from hub.series_store import series_store

_DEVICES = 500
_FROM_NS = 1_795_000_000 * 1_000_000_000
_APART_NS = 1_000_000
_LOOK_S = 0.02


@dataclass(frozen=True, slots=True)
class OutboxLoad:
    """So many readings, two points each, of which so many share a batch."""

    readings: int
    together: int


def run(load: OutboxLoad, screen: Screen) -> dict[str, object]:
    """Fill an outbox, empty it into InfluxDB (SQLite where there is none), and return the figures.

    Raises:
        CannotRun: InfluxDB does not become ready.
    """
    with tempfile.TemporaryDirectory(prefix="village-bench-") as folder:
        place = Place.at(Path(folder))
        ours = {"run": {"broker": "external"}, "data_dir": place.home / "hub"}
        wanted = VillageSettings.model_validate(ours)
        built = stack.servers_of(place, any_ports(), wanted, Clients("hub"))
        supervisor = Supervisor(built.children, place.home / "log", screen.say)
        try:
            supervisor.start()
            return _measured(built.settings, place, load)
        finally:
            supervisor.stop()


class _NothingRefused:
    """Stops a measurement whose points the store does not take: its figures would be worthless."""

    def refused(self, _tx: Transaction, messages: Mapping[str, int]) -> None:
        """End with a failure when anything was refused."""
        if messages:
            raise RuntimeError(f"the store refused {sum(messages.values())} readings")


def _measured(settings: VillageSettings, place: Place, load: OutboxLoad) -> dict[str, object]:
    ledger = SqlLedger(f"sqlite:///{place.home / 'ledger.db'}")
    ledger.start()
    store, clock = series_store(settings), SystemClock()
    forwarder = Forwarder(ledger, store, clock, FreshPoints(), _NothingRefused())
    points = 2 * load.readings
    try:
        queued = _timed(lambda: _queue(ledger, clock, load))
        written = _timed(lambda: _forward(forwarder, ledger))
    finally:
        store.stop()
        ledger.stop()
    return {
        "points": points,
        "store": settings.series.store,
        "batch": 2 * load.together,
        "queue_cpu_us_per_point": round(queued.cpu_s / points * 1e6, 2),
        "written_per_s": round(points / written.wall_s),
        "write_cpu_us_per_point": round(written.cpu_s / points * 1e6, 2),
    }


@dataclass(frozen=True, slots=True)
class _Took:
    wall_s: float
    cpu_s: float


def _timed(work: Callable[[], None]) -> _Took:
    wall_s, cpu_s = perf_counter(), process_time()
    work()
    return _Took(perf_counter() - wall_s, process_time() - cpu_s)


def _queue(ledger: SqlLedger, clock: SystemClock, load: OutboxLoad) -> None:
    batch: list[Point] = []
    for number, point in enumerate(_points(load.readings), 1):
        batch.append(point)
        if len(batch) == 2 * load.together or number == 2 * load.readings:
            with ledger.write() as tx:
                tx.outbox.queue(batch, len(batch) // 2, clock.now())
            batch = []


def _points(readings: int) -> Iterator[Point]:
    chance = random.Random(1)  # noqa: S311  # figures, no secrets
    for number in range(readings):
        place = {"village": f"v-{number % 30}", "device": f"bin-{number % _DEVICES:04d}"}
        at_ns, fill_pct = _FROM_NS + number * _APART_NS, round(chance.uniform(0, 100), 1)
        fields = {"fill_pct": fill_pct, "battery_v": 3.6, "temperature_c": round(chance.uniform(0, 30), 1)}
        yield Point("reading", {**place, "device_class": "bin"}, {**fields, "quality": "good"}, at_ns)
        yield Point("bin_level", place, {"level_pct": fill_pct, "is_full": fill_pct > 90}, at_ns)  # noqa: PLR2004


def _forward(forwarder: Forwarder, ledger: SqlLedger) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=forwarder.run, args=(stop,), name="forwarder")
    thread.start()
    pause = threading.Event()
    while _waiting(ledger):
        pause.wait(_LOOK_S)
    stop.set()
    thread.join()


def _waiting(ledger: SqlLedger) -> int:
    with ledger.read() as tx:
        return tx.outbox.waiting()
