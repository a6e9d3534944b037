"""How soon a reading can be queried: one sensor publishes, and the store is asked until it has it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, time, time_ns

from deploy import sayings
from deploy.config import VillageSettings
from deploy.errors import CannotRun
from deploy.pretend import PROBE, PROBE_QUANTITY
from deploy.servers import Place, mqtt_passwords
from devices.contract.bodies import Telemetry
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message
from devices.mqtt import Link, LinkDown, LinkOptions
from hub.ports import StoreDown
from hub.series_store import series_store

_CONNECT_S = 10.0
_ASK_EVERY_S = 0.004
_GIVE_UP_S = 10.0
_SECOND_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds from publish to queryable.

    `lost`: readings that did not appear within ten seconds. `unsent`: the broker was away.
    """

    waits_ms: tuple[float, ...] = ()
    lost: int = 0
    unsent: int = 0


class _NotThere(Exception):
    """A reading did not appear in time."""


class Probe:
    """A registered sensor whose readings are followed to the store. Use it with `with`, from one thread."""

    def __init__(self, settings: VillageSettings, home: Path) -> None:
        self._site = settings.site.id
        self._store = series_store(settings)
        self._link = Link(
            LinkOptions(
                host=settings.mqtt.host,
                port=settings.mqtt.port,
                client_id=PROBE,
                username=PROBE,
                password=mqtt_passwords(Place.at(home), [PROBE])[PROBE],
                session_s=0,
            )
        )
        self._boot = int(time())  # rises with each start
        self._seq = 0

    def __enter__(self) -> "Probe":
        """Connect.

        Raises:
            CannotRun: the broker does not let the probe in.
        """
        self._store.start()
        self._link.start()
        if not self._link.wait_up(_CONNECT_S):
            self.__exit__()
            raise CannotRun(sayings.NO_BROKER.of(user=PROBE))
        return self

    def __exit__(self, *_error: object) -> None:
        self._link.stop()
        self._store.stop()

    def measure(self, is_over: Callable[[], bool], pause_s: float) -> Measured:
        """Publish one reading after the other, each followed to the store, until told to stop."""
        waits_ms: list[float] = []
        lost = unsent = 0
        pause = threading.Event()
        while not is_over():
            try:
                waits_ms.append(self.follow_one())
            except LinkDown:
                unsent += 1
            except _NotThere:
                lost += 1
            pause.wait(pause_s)
        return Measured(tuple(waits_ms), lost, unsent)

    def follow_one(self) -> float:
        """Publish one reading and wait until the store gives it back; milliseconds.

        Raises:
            LinkDown: the broker is away, nothing was published.
            _NotThere: it did not appear within ten seconds.
        """
        self._seq += 1
        at_ns = time_ns()
        value = float(self._seq % 100)
        body = Telemetry(
            boot=self._boot, seq=self._seq, at_ms=at_ns // 1_000_000, values={PROBE_QUANTITY: value}
        )
        began_s = perf_counter()
        self._link.send(Message(device_address(self._site, PROBE, Kind.TELE), body))
        pause = threading.Event()
        while perf_counter() - began_s < _GIVE_UP_S:
            if self._is_there(at_ns, value):
                return (perf_counter() - began_s) * 1000
            pause.wait(_ASK_EVERY_S)
        raise _NotThere

    def _is_there(self, at_ns: int, value: float) -> bool:
        try:
            rows = self._store.history(
                "reading",
                PROBE_QUANTITY,
                device=PROBE,
                since_ns=at_ns - at_ns % 1_000_000,
                until_ns=at_ns + _SECOND_NS,
            )
        except StoreDown:
            return False
        return any(row["value"] == value for row in rows)
