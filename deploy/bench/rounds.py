"""`village-hub bench rounds`: what a hub costs by the clock alone, job by job, with so many devices."""

import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time, thread_time
from zoneinfo import ZoneInfo

from deploy.bench.fleet import reading
from devices.contract.bodies import DeviceClass, Status
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message, encode
from devices.profiles.catalog import load
from devices.sim.township import Township, settle
from hub.adapters.evidence import FileEvidence
from hub.adapters.ledger.database import SqlLedger
from hub.context import Health
from hub.domain.uplinks import Uplinks
from hub.forwarder import Forwarder
from hub.fresh_points import FreshPoints
from hub.journal import Journal
from hub.journal.format import Entry, Record
from hub.orders import announcing
from hub.outlook import Answering, outlook
from hub.ports import SeriesStore
from hub.series_store import series_store
from hub.series_watch import jobs as series_jobs
from hub.services.audit import Audit
from hub.services.bin_readings import BinReadings
from hub.services.durability import Durability
from hub.services.foretelling import Foretelling
from hub.services.hearing import Hearing
from hub.services.ingest import Ingest
from hub.services.rectify import Rectify
from hub.services.registry import Registry
from hub.services.watch import Ears, Site, Watch
from hub.settings import HubSettings
from hub.ticker import Job

# A township's mix: of a hundred devices so many are no bins.
_IN_A_HUNDRED = {DeviceClass.GATEWAY: 2, DeviceClass.CAMERA: 5, DeviceClass.SPEAKER: 8}
_VILLAGES, _PERIOD_S, _SEED = 30, 600, 1
_IDLE_S, _LOOK_S = 5.0, 0.1
_BEGINS_AT = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
_READINGS_TO_FULL = 200


@dataclass(frozen=True, slots=True)
class Rounds:
    """What a township of so many devices costs its hub.

    `ms_per_round`: CPU of each job, whenever it is its turn; `forwarder_ms_per_s`: of the forwarder while
    there are no points; `core_pct`: all of it together, as a share of one core.
    """

    devices: int
    ms_per_round: Mapping[str, float]
    forwarder_ms_per_s: float
    core_pct: float

    def told(self) -> Mapping[str, object]:
        """As JSON."""
        return asdict(self)


def rows(found: Sequence[Rounds]) -> tuple[list[str], list[list[str]]]:
    """Headings and a table: one row for each job, one column for each size of a township."""
    jobs = sorted({job for each in found for job in each.ms_per_round})
    table = [[f"{job}, ms", *(f"{each.ms_per_round.get(job, 0.0):.2f}" for each in found)] for job in jobs]
    table.append(["forwarder at rest, ms/s", *(f"{each.forwarder_ms_per_s:.2f}" for each in found)])
    table.append(["all together, % of a core", *(f"{each.core_pct:.2f}" for each in found)])
    return ["village-hub bench rounds 空转开销", *(f"{each.devices} devices" for each in found)], table


def run(devices: int, minutes: int) -> Rounds:
    """Let so many minutes of a township pass, and say what each job cost."""
    with tempfile.TemporaryDirectory(prefix="village-bench-") as folder, _standing(devices, folder) as hub:
        hub.pass_by(minutes)
        cpu_s, forwarder_ms = sum(spent.cpu_s for spent in hub.spent.values()), hub.idle_ms_per_s()
        share = cpu_s / (60 * minutes) + forwarder_ms / 1000
        costs = {name: spent.ms_per_round() for name, spent in sorted(hub.spent.items())}
        return Rounds(devices, costs, forwarder_ms, round(100 * share, 2))


@dataclass(slots=True)
class _Spent:
    rounds: int = 0
    cpu_s: float = 0.0

    def ms_per_round(self) -> float:
        return round(1000 * self.cpu_s / max(1, self.rounds), 2)


class _StandingClock:
    """Fulfils `hub.ports.Clock`; moves when it is told to."""

    pretend_speed = None

    def __init__(self) -> None:
        self._passed_s = 0

    def move(self) -> int:
        """Go on by a second; return the seconds since the beginning."""
        self._passed_s += 1
        return self._passed_s

    def now(self) -> datetime:
        """Aware UTC."""
        return _BEGINS_AT.astimezone(UTC) + timedelta(seconds=self._passed_s)

    def monotonic_s(self) -> float:
        """Seconds since the beginning."""
        return float(self._passed_s)

    def wait(self, event: threading.Event, _seconds: float) -> bool:
        """Nobody waits here."""
        return event.is_set()

    def ago(self, real_s: float) -> datetime:
        """As many seconds of its own ago."""
        return self.now() - timedelta(seconds=real_s)

    @property
    def machine(self) -> "_StandingClock":
        """Itself."""
        return self


class _Nowhere:
    """Fulfils `hub.ports.Bus`: nobody listens."""

    def send(
        self, message: Message, *, qos: int = 1, retain: bool = False, expiry_s: int | None = None
    ) -> None:
        """Take it."""

    def forget(self, topic: str) -> None:
        """Nothing is retained."""

    def resent_ago_s(self, _topic: str) -> None:
        """Nothing is ever handed over again."""


@dataclass(slots=True)
class _Hub:
    """The parts of a hub that work by the clock, and bins that speak."""

    township: Township
    ledger: SqlLedger
    store: SeriesStore
    registry: Registry
    ingest: Ingest
    clock: _StandingClock
    jobs: Sequence[Job] = ()
    seq: int = 0
    spent: dict[str, _Spent] = field(default_factory=dict)

    def pass_by(self, minutes: int) -> None:
        """Let time pass, after a round of everything that is counted nowhere."""
        self.hear(self._presented())
        self.hear(self._readings(range(_PERIOD_S)))
        for job in self.jobs:
            job.do()
        for _ in range(60 * minutes):
            passed_s = self.clock.move()
            self.hear(self._readings((passed_s,)))
            for job in self.jobs:
                if passed_s % job.every_s == 0:
                    self._do(job)

    def hear(self, said: Iterator[tuple[str, bytes]]) -> None:
        """Give everything its effect, in one batch."""
        at_ms = int(self.clock.now().timestamp() * 1000)
        records = [
            Record(self.seq + number, Entry(topic, payload, at_ms))
            for number, (topic, payload) in enumerate(said, 1)
        ]
        if records:
            self.seq = records[-1].seq
            with self.ledger.write() as tx:
                self.ingest.apply(tx, self.registry.catalog, records)

    def idle_ms_per_s(self) -> float:
        """CPU of writing points on while there are none, once all that waited are written."""
        forwarder = Forwarder(self.ledger, self.store, self.clock, FreshPoints(), self.ingest)
        stop = threading.Event()
        thread = threading.Thread(target=forwarder.run, args=(stop,), name="forwarder")
        thread.start()
        while self._is_waiting():
            stop.wait(_LOOK_S)
        began_s = process_time()
        stop.wait(_IDLE_S)
        spent_s = process_time() - began_s
        stop.set()
        thread.join()
        return round(1000 * spent_s / _IDLE_S, 2)

    def _is_waiting(self) -> bool:
        with self.ledger.read() as tx:
            return tx.outbox.waiting_since() is not None

    def _do(self, job: Job) -> None:
        spent = self.spent.setdefault(job.name, _Spent())
        began_s = thread_time()
        job.do()
        spent.cpu_s += thread_time() - began_s
        spent.rounds += 1

    def _presented(self) -> Iterator[tuple[str, bytes]]:
        at_ms = int(self.clock.now().timestamp() * 1000)
        for device in self.township.devices:
            if device.device_class is not DeviceClass.BIN:
                address = device_address(self.township.site, device.id, Kind.STATUS)
                yield encode(Message(address, Status(online=True, boot=1, at_ms=at_ms)))

    def _readings(self, seconds: Sequence[int]) -> Iterator[tuple[str, bytes]]:
        """What the bins say whose turn it is in these seconds; they stand at different levels."""
        turns = {passed_s % _PERIOD_S for passed_s in seconds}
        at_ms = int(self.clock.now().timestamp() * 1000)
        for number, device in enumerate(self.township.of(DeviceClass.BIN)):
            if number % _PERIOD_S in turns:
                seq = 1 + number % _READINGS_TO_FULL + int(self.clock.monotonic_s()) // _PERIOD_S
                yield str(device_address(self.township.site, device.id, Kind.TELE)), reading(1, seq, at_ms)


@contextmanager
def _standing(devices: int, folder: str) -> Iterator[_Hub]:
    settings, clock = HubSettings(data_dir=Path(folder)), _StandingClock()
    ledger = SqlLedger(f"sqlite:///{settings.data_dir / 'ledger.db'}")
    ledger.start()
    store = series_store(settings)
    store.start()
    try:
        yield _built(devices, settings, ledger, store, clock)
    finally:
        store.stop()
        ledger.stop()


def _built(
    devices: int, settings: HubSettings, ledger: SqlLedger, store: SeriesStore, clock: _StandingClock
) -> _Hub:
    site, zone = settings.site.id, ZoneInfo(settings.site.timezone)
    evidence = FileEvidence(settings.data_dir / "evidence")
    speaking = announcing(settings, ledger, _Nowhere(), evidence, clock)
    rectify = Rectify(settings.rectify.allowed())
    hearing = Hearing(rectify, speaking.sending, BinReadings(rectify, lambda _model: None))
    ingest = Ingest(Uplinks(site, load()).read, hearing)
    registry = Registry(ledger, ingest, clock, site, settings.site.name, None)
    township = _township(site, devices)
    registry.import_csv(township.registry_csv().encode(), "bench")
    speaking.begin(registry.catalog)
    hub = _Hub(township, ledger, store, registry, ingest, clock)
    ears, patience = Ears(lambda: hub.seq), settings.watch.patience()
    watch = Watch(Site(site, zone), ledger, registry, clock, patience, ears)
    foretelling = Foretelling(ledger, registry, clock, zone)
    known = Answering(ledger, registry, watch, foretelling, clock, lambda: Health((), ()))
    built = outlook(settings, known, Journal(settings.data_dir / "journal", site), evidence)
    keep = settings.series
    durability = Durability(ledger, store, clock, keep=keep.keep, quota_bytes=keep.quota_bytes)
    hub.jobs = [
        *built.jobs(),
        *speaking.jobs(registry),
        *series_jobs(durability, Audit(ledger, store, clock)),
        Job("sending", 1, speaking.sending.push),
        Job("forecast", 60, foretelling.step),
    ]
    return hub


def _township(site: str, devices: int) -> Township:
    counts = {kind: max(1, devices * share // 100) for kind, share in _IN_A_HUNDRED.items()}
    counts[DeviceClass.BIN] = devices - sum(counts.values())
    return replace(settle(_SEED, site, _VILLAGES, counts), bin_period_s=_PERIOD_S)
