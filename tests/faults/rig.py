"""Broker, InfluxDB, hub and the lines between them, as real processes; and the check of what came of it."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hub.domain.intake import Balance
from hub.settings import JournalSettings
from tests.faults import found
from tests.faults.checker import Evidence, Verdict, check
from tests.faults.hub import Hub
from tests.faults.programs import Program, child
from tests.faults.proxy import Proxy
from tests.faults.senders import Fleet, RawClient
from tests.faults.truth import Name, Truth, TruthLog
from tests.servers import accepts, answers_ping, free_port, influxd_command, mosquitto_command

# What PROMISES says a hub's broker runs with.
BROKER = (
    "persistence true", "autosave_interval 30", "max_queued_messages 200000", "max_inflight_messages 1000",
    "sys_interval 1",
)  # fmt: skip

# The first devices of a rig speak natively, the others through raw clients.
_FLEET = 10
_FIRST_RAW = f"dev-{_FLEET:05d}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a rig is built: lines for mosquitto's file, INFLUXDB_... variables, and the hub's settings."""

    devices: int = 2 * _FLEET
    broker: Sequence[str] = BROKER
    influx: Mapping[str, str] = field(default_factory=dict)
    influx_folder: Path | None = None
    keepalive_s: int = 5
    journal: JournalSettings = JournalSettings()  # noqa: RUF009 - frozen
    is_hub_started: bool = True
    # In place of the real InfluxDB, by its url: gets the url of the real one.
    before_influx: Callable[[str], str] | None = None


@dataclass
class Rig:
    """One installation. `to_broker` and `to_influx` are the hub's lines; devices speak to `device_port`."""

    folder: Path
    broker: Program
    broker_port: int
    influx: Program
    influx_url: str
    to_broker: Proxy
    to_influx: Proxy
    hub: Hub
    log: TruthLog
    stack: ExitStack
    devices: list[str] = field(default_factory=list)

    def fleet(self, *, port: int | None = None, seed: int = 1, devices: Sequence[str] = ()) -> Fleet:
        """Native devices that speak until the end of the rig."""
        own = list(devices) or self.devices[:_FLEET]
        folder = self.folder / f"fleet-{seed}"
        return self.stack.enter_context(Fleet(folder, port or self.broker_port, own, self.log, seed=seed))

    def raw(
        self,
        *,
        port: int | None = None,
        seed: int = 1,
        qos: int = 1,
        boot: int = 1,
        devices: Sequence[str] = (),
    ) -> RawClient:
        """A raw client that publishes for the other half of the devices."""
        own = list(devices) or self.devices[_FLEET:]
        client = RawClient(port or self.broker_port, own, self.log, boot=boot, qos=qos, seed=seed)
        return self.stack.enter_context(client)

    def evidence(self, balance: Balance | None) -> Evidence:
        """What is there now."""
        written = Counter(
            (record.entry.topic, record.entry.payload) for record in found.journal(self.hub.journal_folder)
        )
        letters = self.hub.letters() if self.hub.program.is_alive() else []
        begins = {letter["payload_begin"].encode() for letter in letters}
        return Evidence(found.points(self.influx_url), written, frozenset(begins), balance)

    def verdict(
        self, must: Callable[[Truth, Name], bool] = lambda _truth, _name: True, *, settle_s: float = 60.0
    ) -> Verdict:
        """Wait until everything has settled, and compare.

        Args:
            must: says which messages have to be stored; all of them if nothing is said.
            settle_s: how long the hub may take until nothing is under way.
        """
        balance = self.hub.settle(settle_s)
        truth = self.log.read()
        names = frozenset(name for name in truth.said if must(truth, name))
        return check(truth, self.evidence(balance), names)


def acknowledged(truth: Truth, name: Name) -> bool:
    """What a raw client may count on while broker and hub keep their files: R0."""
    return name in truth.acknowledged


def is_native(_truth: Truth, name: Name) -> bool:
    """What a fleet said: its devices, the first of a rig, keep everything until it is safe."""
    return name[0] < _FIRST_RAW


def native_or_acknowledged(truth: Truth, name: Name) -> bool:
    """What may not be lost while the broker keeps its files: of native devices all, of raw ones R0."""
    return is_native(truth, name) or acknowledged(truth, name)


@contextmanager
def rig(folder: Path, wanted: Wanted = Wanted()) -> Iterator[Rig]:
    """Start everything, with registered devices; stop everything at the end."""
    broker_folder, influx_folder = folder / "broker", wanted.influx_folder or folder / "influx"
    for place in (folder, broker_folder, influx_folder):
        place.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        broker_port, influx_port = free_port(), free_port()
        broker = broker_program(broker_folder, broker_port, wanted.broker)
        influx = influx_program(influx_folder, influx_port, wanted.influx)
        for program in (broker, influx):
            stack.callback(program.stop)
            program.start()
        to_broker = stack.enter_context(Proxy(broker_port))
        to_influx = stack.enter_context(Proxy(influx_port))
        url = f"http://127.0.0.1:{to_influx.port}"
        hub = Hub(
            folder / "hub",
            to_broker.port,
            wanted.before_influx(url) if wanted.before_influx else url,
            keepalive_s=wanted.keepalive_s,
            journal=wanted.journal,
        )
        stack.callback(hub.program.kill)
        log = TruthLog(folder / "truth.jsonl")
        stack.callback(log.close)
        devices = [f"dev-{number:05d}" for number in range(wanted.devices)]
        direct = f"http://127.0.0.1:{influx_port}"
        made = Rig(
            folder, broker, broker_port, influx, direct, to_broker, to_influx, hub, log, stack, devices
        )
        if wanted.is_hub_started:
            hub.program.start()
            hub.register(devices)
        yield made


def broker_program(folder: Path, port: int, settings: Sequence[str]) -> Program:
    """A mosquitto that keeps its sessions and queues on disk."""
    lines = (*settings, f"persistence_location {folder}/")
    return Program(
        lambda: child(mosquitto_command(folder, port, lines), folder / "mosquitto.log"),
        lambda _pid: accepts(port),
    )


def influx_program(folder: Path, port: int, settings: Mapping[str, str]) -> Program:
    """An InfluxDB 1.x on its own folder; its settings override those of its file."""
    environ = {**os.environ, **settings}
    return Program(
        lambda: child(influxd_command(folder, port), folder / "influxd.log", environ),
        lambda _pid: answers_ping(port),
    )
