"""The registry of places, owners and devices: import, and claiming of devices that came unannounced."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from hub.books import Ledger, Transaction
from hub.domain.area import Catalog, Device
from hub.domain.device_state import DeviceState
from hub.domain.registry_csv import Flawed, parse
from hub.services.ingest import Ingest

log = logging.getLogger(__name__)


class Registry:
    """Keeps the current catalog at hand for everybody, and changes it."""

    def __init__(self, ledger: Ledger, site: str, site_name: str) -> None:
        self._ledger = ledger
        self.site = site
        self._site_name = site_name
        self._catalog = Catalog.of((), (), ())
        self._changing = threading.Lock()

    @property
    def catalog(self) -> Catalog:
        """The registry as last loaded; a whole value, safe to keep while working with it."""
        return self._catalog

    def load(self) -> None:
        """Read the registry from the ledger.

        Raises:
            StoreDown: the catalog stays as it was.
        """
        with self._ledger.read() as tx:
            self._catalog = tx.registry.catalog()

    def import_csv(self, content: bytes) -> tuple[int, tuple[Flawed, ...]]:
        """Add or replace what a table says; rows that cannot be taken are reported, the others count.

        Returns:
            How many devices were taken, and the rows that were not.

        Raises:
            BadTable: nothing was taken.
            StoreDown: nothing was kept.
        """
        table = parse(content, self.site, self._site_name)
        with self._change() as tx:
            tx.registry.put(table.places, table.people, table.devices)
        log.info("registry: %d devices taken, %d rows refused", len(table.devices), len(table.flawed))
        return len(table.devices), table.flawed

    def claim(self, device: Device, ingest: Ingest) -> int:
        """Register an unclaimed device and give its kept messages their effect, at their own times.

        Returns:
            How many kept messages there were.

        Raises:
            StoreDown: nothing changed.
        """
        with self._change() as tx:
            held = tx.intake.held(device.id)
            tx.registry.put((), (), (device,))
            spoken = tx.intake.states([device.id]).get(device.id) or DeviceState(device.id)
            tx.intake.keep_states([DeviceState(device.id, counts=spoken.counts)])
            ingest.replay(tx, tx.registry.catalog(), device.id, held)
            tx.intake.release(device.id)
        log.info("device %s claimed with %d kept messages", device.id, len(held))
        return len(held)

    @contextmanager
    def _change(self) -> Iterator[Transaction]:
        """One transaction that ends with the catalog it leaves behind.

        The catalog is exchanged before the commit: the pump, which waits for that commit, would otherwise
        keep the next message of a device just claimed as a stranger's, where nobody looks for it again.
        """
        with self._changing:
            before = self._catalog
            try:
                with self._ledger.write() as tx:
                    yield tx
                    self._catalog = tx.registry.catalog()
            except BaseException:
                self._catalog = before
                raise
