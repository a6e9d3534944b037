"""From the journal to its effects, by cursor, one transaction a batch; tells devices what is safe."""

import logging
import threading
from collections.abc import Mapping

from devices.contract.bodies import Upto
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message
from devices.mqtt import LinkDown
from hub.books import Ledger
from hub.domain.device_state import DeviceState
from hub.journal import Journal
from hub.ports import Bus, StoreDown
from hub.services.ingest import Ingest
from hub.services.registry import Registry

log = logging.getLogger(__name__)
_BATCH = 500
_WAIT_S = 0.1


class Pump:
    """Works through the journal for ever; a crash anywhere begins again behind the last committed batch."""

    def __init__(
        self, site: str, journal: Journal, ledger: Ledger, registry: Registry, ingest: Ingest
    ) -> None:
        self._site = site
        self._journal = journal
        self._ledger = ledger
        self._registry = registry
        self._ingest = ingest
        self.applied = threading.Event()

    def run(self, bus: Bus, stop: threading.Event) -> None:
        """Apply batches until stopped; while the ledger is down the journal keeps everything."""
        with self._ledger.read() as tx:
            cursor = tx.intake.cursor()
        reader = self._journal.reader(cursor)
        is_down = False
        while not stop.is_set():
            records = reader.next(_BATCH, _WAIT_S)
            if not records:
                continue
            while not stop.is_set():
                try:
                    with self._ledger.write() as tx:
                        states = self._ingest.apply(tx, self._registry.catalog, records)
                except StoreDown as error:
                    if not is_down:
                        log.warning("the ledger is down, messages wait in the journal: %s", error)
                    is_down = True
                    stop.wait(_WAIT_S)
                    continue
                if is_down:
                    log.info("the ledger is back")
                is_down = False
                self.applied.set()
                self._confirm(bus, states)
                break

    def _confirm(self, bus: Bus, states: Mapping[str, DeviceState]) -> None:
        """Tell each device up to which number its messages are safe; a lost word is made up for."""
        for state in states.values():
            upto = state.sequence.safe_upto()
            if state.sequence.boot < 0 or upto < 1:
                continue
            address = device_address(self._site, state.device, Kind.UPTO)
            try:
                bus.send(Message(address, Upto(boot=state.sequence.boot, seq=upto)))
            except LinkDown:
                return
