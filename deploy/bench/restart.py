"""`village-hub bench restart`: kill the hub on a large journal, and time it until it takes messages again."""

import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, time

from deploy import sayings, stack
from deploy.api import Hub
from deploy.bench import fleet
from deploy.bench.publisher import Publisher
from deploy.config import VillageSettings
from deploy.errors import CannotRun
from deploy.ports import any_ports
from deploy.probes import LOOPBACK
from deploy.screen import Screen
from deploy.servers import OPERATOR, Place, mqtt_passwords, operator_password
from deploy.supervisor import Child, Supervisor
from devices.contract.topics import Kind, device_address
from hub.adapters.ledger.database import SqlLedger
from hub.domain.intake import Outcome
from hub.journal.format import Entry
from hub.journal_store import journal

_DEVICES = 500
_MIB = 1024 * 1024
_SAY_EVERY_S = 0.005
_POLL_S = 0.01
# A new segment begins with a header, which is no message.
_A_FEW_BYTES = 200
_LONGEST_S = _SETTLE_S = 60.0


@dataclass(frozen=True, slots=True)
class Restarts:
    """So many kills of a hub whose journal has `mib`, all of it worked on."""

    mib: int
    kills: int


@dataclass(frozen=True, slots=True)
class _Ground:
    """Broker and store, which run, and the hub, which is started and killed."""

    settings: VillageSettings
    place: Place
    hub: Child
    screen: Screen

    @contextmanager
    def running_hub(self) -> Iterator[Supervisor]:
        """Run the hub under a supervisor of its own, so that no pause grows from kill to kill."""
        supervisor = Supervisor([self.hub], self.place.home / "log", self.screen.say)
        try:
            supervisor.start()
            yield supervisor
        finally:
            supervisor.stop()

    def api(self) -> Hub:
        """The API of the hub that runs."""
        url = f"http://{LOOPBACK}:{self.settings.http.port}"
        return Hub(url, OPERATOR, operator_password(self.place))


def run(load: Restarts, screen: Screen) -> dict[str, object]:
    """Measure on private servers and delete everything afterwards.

    Raises:
        CannotRun: a part is missing, or the hub does not come back.
    """
    with _ground(screen) as ground:
        with ground.running_hub(), ground.api() as hub:
            hub.upload("/api/v1/registry", fleet.registry(_DEVICES))
        records = _fill(ground.settings, load.mib)
        with _Talk(ground) as talk:
            seconds = [_return_s(ground) for _ in range(load.kills)]
        with ground.running_hub(), ground.api() as hub:
            balance = hub.settled(_SETTLE_S)
        return {
            "journal": {"mib": load.mib, "records": records},
            "kills": load.kills,
            "seconds_to_ingesting": {"median": sorted(seconds)[len(seconds) // 2], "most": max(seconds)},
            "said": talk.said,
            "lost": talk.said - (balance["stored"] - records),
            "balance": {name: count for name, count in balance.items() if name != "at"},
        }


@contextmanager
def _ground(screen: Screen) -> Iterator[_Ground]:
    with tempfile.TemporaryDirectory(prefix="village-bench-") as folder:
        place = Place.at(Path(folder))
        wanted = VillageSettings.model_validate({"run": {"influxdb": "child"}})
        built = stack.build(place, any_ports(), wanted, fleet.clients(wanted.mqtt.username))
        hub = next(child for child in built.children if child.name == stack.HUB)
        others = [child for child in built.children if child is not hub]
        servers = Supervisor(others, place.home / "log", screen.say)
        try:
            servers.start()
            yield _Ground(built.settings, place, hub, screen)
        finally:
            servers.stop()


def _fill(settings: VillageSettings, mib: int) -> int:
    """Make a journal as large as weeks of reports make it, all of it worked on; returns its records."""
    book = journal(settings)
    book.open()
    boot, seq, at_ms = int(time()) - 1, 0, int(time() * 1000)
    while sum(segment.size for segment in book.segments()) < mib * _MIB:
        seq += 1
        body = fleet.reading(boot, seq, at_ms)
        book.append([Entry(topic, body, at_ms) for topic in _topics(settings)])
    records = book.last_seq
    book.close()
    ledger = SqlLedger(f"sqlite:///{settings.data_dir.absolute() / 'ledger.db'}")
    ledger.start()
    with ledger.write() as tx:
        tx.intake.count({Outcome.STORED: records}, {Outcome.STORED: records})
        tx.intake.move_cursor(records)
    ledger.stop()
    return records


def _topics(settings: VillageSettings) -> list[str]:
    site = settings.site.id
    return [device_address(site, fleet.bin_id(number), Kind.TELE).topic() for number in range(_DEVICES)]


def _return_s(ground: _Ground) -> float:
    """Kill the hub once, and time it until a message is on its disk again."""
    folder = ground.settings.data_dir / "journal"
    with ground.running_hub() as supervisor:
        _wait_growth(folder, lambda: None)
        os.kill(supervisor.pids()[stack.HUB], signal.SIGKILL)
        began_s = perf_counter()
        _wait_growth(folder, supervisor.tend)
        return round(perf_counter() - began_s, 2)


def _wait_growth(folder: Path, meanwhile: Callable[[], None]) -> None:
    before, deadline_s, pause = _size_of(folder), perf_counter() + _LONGEST_S, threading.Event()
    while _size_of(folder) < before + _A_FEW_BYTES:
        if perf_counter() > deadline_s:
            raise CannotRun(sayings.NOT_BACK.of(seconds=_LONGEST_S))
        meanwhile()
        pause.wait(_POLL_S)


def _size_of(folder: Path) -> int:
    return sum([file.stat().st_size for file in folder.glob("*.vhj")])


class _Talk:
    """Bins that report the whole time, on a thread of its own, with `with`. `said`: how many reports."""

    def __init__(self, ground: _Ground) -> None:
        password = mqtt_passwords(ground.place, [fleet.FLEET])[fleet.FLEET]
        self._publisher = Publisher(ground.settings.mqtt.port, fleet.FLEET, password)
        self._topics = [topic.encode() for topic in _topics(ground.settings)]
        self._boot = int(time())
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="talk")
        self.said = 0

    def __enter__(self) -> "_Talk":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_over.set()
        self._thread.join()
        self._publisher.close()

    def _run(self) -> None:
        while not self._is_over.wait(_SAY_EVERY_S):
            seq, device = divmod(self.said, _DEVICES)
            body = fleet.reading(self._boot, seq + 1, int(time() * 1000))
            self._publisher.publish([(self._topics[device], body)], self.said)
            self.said += 1
            while self._publisher.under_way:
                self._publisher.take_acknowledgements()
