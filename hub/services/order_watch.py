"""Orders that somebody else left at the broker for speakers to find: taken away, and told as an attack."""

import logging
import threading
from collections import deque
from typing import NamedTuple

from devices.contract.commands import Refusal
from devices.contract.topics import BadMessage, Kind, Scope, parse_topic
from devices.mqtt import LinkDown
from devices.mqtt.publication import Packet
from hub.books import Ledger
from hub.domain.area import Catalog
from hub.domain.instants import millis
from hub.ports import Bus, Clock
from hub.series import FieldValue, Point

log = logging.getLogger(__name__)
_ORDERS = frozenset({Kind.CMD, Kind.SOUND})
# Whoever plants more between two looks is told of by the count; each is taken away all the same.
_MOST_KEPT = 1_000


class _Planted(NamedTuple):
    topic: str
    target: str
    scope: Scope


class OrderWatch:
    """Hears what others publish where only the hub gives orders; the hub itself never retains one (A12).

    `take` runs on the network thread, `step` on the ticker's.
    """

    def __init__(self, ledger: Ledger, clock: Clock, bus: Bus) -> None:
        self._ledger = ledger
        self._clock = clock
        self._bus = bus
        self._found: deque[_Planted] = deque(maxlen=_MOST_KEPT)
        self._missed = 0
        self._lock = threading.Lock()

    def take(self, packet: Packet) -> bool:
        """Note a retained order; True of every packet on a topic of orders, whoever sent it."""
        try:
            address = parse_topic(packet.topic)
        except BadMessage:
            return False
        if address.kind not in _ORDERS:
            return False
        if packet.is_retained and packet.payload:
            with self._lock:
                self._missed += len(self._found) == _MOST_KEPT
                self._found.append(_Planted(packet.topic, address.target, address.scope))
        return True

    def step(self, catalog: Catalog) -> None:
        """Take away what was found, and write down that it was there.

        Raises:
            StoreDown: it is written down by the next call.
        """
        with self._lock:
            found, missed = list(dict.fromkeys(self._found)), self._missed
        if not found:
            return
        try:
            for planted in found:
                self._bus.forget(planted.topic)
        except LinkDown as error:
            log.warning("planted orders are taken away later: %s", error)
            return
        now = self._clock.now()
        points = [
            _point(planted, catalog, millis(now) * 1_000_000 + number, 1 + missed * (number == 0))
            for number, planted in enumerate(found)
        ]
        with self._ledger.write() as tx:
            tx.outbox.queue(points, 0, now)
        with self._lock:
            for planted in [each for each in self._found if each in found]:
                self._found.remove(planted)
            self._missed -= missed
        for planted in found:
            log.warning("somebody left an order on %s; it was taken away", planted.topic)


def _point(planted: _Planted, catalog: Catalog, at_ns: int, count: int) -> Point:
    device = catalog.devices.get(planted.target) if planted.scope is Scope.DEVICE else None
    village = catalog.village_id(device) if device is not None else ""
    fields: dict[str, FieldValue] = {
        "refusal": Refusal.RETAINED.value,
        "topic": planted.topic,
        "command": "",
        "refused": count,
    }
    return Point("security", {"village": village, "device": planted.target}, fields, at_ns)
