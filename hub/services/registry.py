"""The registry of places, owners and devices: every change of it, claiming of unannounced devices too."""

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from hub.books import Ledger, Transaction
from hub.domain.area import Catalog
from hub.domain.device_state import DeviceState
from hub.domain.people import Role
from hub.domain.registry_changes import ENDS_ACCESS, Act, Change, LoggedChange, changes
from hub.domain.registry_csv import Flawed, Table, merged, one_row, parse, written
from hub.domain.registry_row import with_known_places, write_place, write_row
from hub.ports import BrokerAccess, Clock
from hub.services import enrolment
from hub.services.ingest import Ingest

log = logging.getLogger(__name__)
_PLACE_COLUMNS = ("village_id", "village", "hamlet", "grid_id", "grid", "point", "owner", "phone")


class NotRegistered(LookupError):
    """There is no such device in the registry."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a table did, or would do: `devices` of its rows could be taken, `unchanged` are as they were."""

    devices: int
    unchanged: int
    changes: tuple[Change, ...]
    flawed: tuple[Flawed, ...]
    unknown_columns: tuple[str, ...]


class Registry:
    """Keeps the current catalog at hand for everybody, and changes it; every change is noted.

    `by` is always the account that asks for a change. What goes out of service, or gives its place to other
    hardware, loses its password first: where that raises BrokerUnchanged, nothing was changed.
    `broker` None: it is not ours, and whoever runs it must remove the user.
    """

    def __init__(
        self,
        ledger: Ledger,
        ingest: Ingest,
        clock: Clock,
        site: str,
        site_name: str,
        broker: BrokerAccess | None,
    ) -> None:
        self._ledger = ledger
        self._ingest = ingest
        self._clock = clock
        self.site = site
        self._site_name = site_name
        self._broker = broker
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

    def export_csv(self) -> bytes:
        """Write the registry as the table that `import_csv` takes."""
        return written(self._catalog)

    def preview(self, content: bytes) -> Imported:
        """Say what a table would change.

        Raises:
            BadTable: nothing of it can be taken.
        """
        known = self._catalog
        table = self._parsed(content, known)
        return _imported(table, changes(known, merged(known, table)))

    def import_csv(self, content: bytes, by: str) -> Imported:
        """Add or replace what a table says; rows that cannot be taken are reported, the others count.

        Raises:
            BadTable: nothing was taken.
            StoreDown, BrokerUnchanged: nothing was kept.
        """
        table = self._parsed(content, self._catalog)
        with self._change() as tx:
            imported = _imported(table, self._take(tx, tx.registry.catalog(), table, by))
        log.info("registry: %d devices taken, %d rows refused", imported.devices, len(imported.flawed))
        return imported

    def put(self, cells: Mapping[str, str], by: str) -> bool:
        """Add a device or replace what is known of it, by the cells of its row.

        Returns:
            Whether it is new.

        Raises:
            BadRow: nothing was kept, nor by StoreDown.
        """
        with self._change() as tx:
            known = tx.registry.catalog()
            self._set(tx, with_known_places(known, cells), by)
        return known.find(cells["device_id"]) is None

    def edit(self, device: str, cells: Mapping[str, str], by: str) -> None:
        """Change some cells of a device's row.

        Raises:
            NotRegistered, BadRow: nothing was kept, nor by StoreDown.
        """
        with self._change() as tx:
            self._set(tx, {**_row(tx, device), **cells}, by)

    def move(self, device: str, cells: Mapping[str, str], by: str) -> None:
        """Put a device at another place; names and owners of places that are known need not be said.

        Raises:
            NotRegistered, BadRow: nothing was kept, nor by StoreDown.
        """
        with self._change() as tx:
            before = {**_row(tx, device), **dict.fromkeys(_PLACE_COLUMNS, "")}
            self._set(tx, with_known_places(tx.registry.catalog(), {**before, **cells}), by)

    def retire(self, device: str, by: str) -> None:
        """Take a device out of service: its history stays, what it still says is set aside.

        Raises:
            NotRegistered: there is none; StoreDown, BrokerUnchanged: nothing was kept.
        """
        with self._change() as tx:
            cells = _row(tx, device)
            retired_at = cells["retired_at"] or self._clock.now().isoformat()
            self._set(tx, {**cells, "retired_at": retired_at}, by)

    def restore(self, device: str, by: str) -> None:
        """Put a retired device back into service.

        Raises:
            NotRegistered: there is none. BadRow: another device has its key now. StoreDown: nothing was kept.
        """
        self.edit(device, {"retired_at": ""}, by)

    def replace(self, device: str, cells: Mapping[str, str], by: str) -> None:
        """Let other hardware take a device's place: id, place and history stay, its numbers begin anew.

        Args:
            device: the id both have.
            cells: what is different of the new one, at least its key or serial number.
            by: who replaced it.

        Raises:
            NotRegistered, BadRow: nothing was kept, nor by StoreDown and BrokerUnchanged.
        """
        with self._change() as tx:
            self._set(tx, {**_row(tx, device), "retired_at": "", **cells}, by, Act.REPLACED)
            self._ingest.begin_anew(tx, device)

    def claim(self, point: str, cells: Mapping[str, str], by: str) -> int:
        """Register an unclaimed device at a known point; what it said has its effect, at its own times.

        Returns:
            How many kept messages there were.

        Raises:
            BadRow: nothing was kept, nor by StoreDown.
        """
        with self._change() as tx:
            held = len(tx.intake.held(cells["device_id"]))
            known = tx.registry.catalog()
            self._set(tx, {**cells, **write_place(known, point)}, by, Act.CLAIMED)
        log.info("device %s claimed with %d kept messages", cells["device_id"], held)
        return held

    def cut_off(self, device: str, by: str) -> None:
        """Let a device sign in no more, neither at the broker nor over HTTP.

        Raises:
            NotRegistered: there is none. BrokerUnchanged, StoreDown: ask again.
        """
        with self._change() as tx:
            _row(tx, device)
            self._cut_off(tx, [device], by)

    def granted(self, device: str, by: str) -> None:
        """Note that a device has a new password: whoever has that is known by the key it comes with.

        Raises:
            StoreDown: it is not noted.
        """
        with self._ledger.write() as tx:
            enrolment.begin_anew(tx, device)
            tx.registry.note([Change(device, Act.GRANTED, {}, {})], by, self._clock.now())

    def changes(
        self, limit: int, device: str | None = None, before: int | None = None
    ) -> Sequence[LoggedChange]:
        """What was changed, newest first.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            return tx.registry.changes(limit, device, before)

    def _parsed(self, content: bytes, known: Catalog) -> Table:
        return parse(content, self.site, self._site_name, known)

    def _set(self, tx: Transaction, cells: Mapping[str, str], by: str, act: Act | None = None) -> None:
        known = tx.registry.catalog()
        self._take(tx, known, one_row(cells, self.site, self._site_name, known), by, act)

    def _take(
        self, tx: Transaction, known: Catalog, table: Table, by: str, act: Act | None = None
    ) -> tuple[Change, ...]:
        """Write a table and note what it changed; `act`: what was done to its devices, if it has a name."""
        after = merged(known, table)
        meant = {device.id for device in table.devices} if act else set()
        found = tuple(
            replace(change, act=act) if act and change.device in meant else change
            for change in changes(known, after)
        )
        tx.registry.put(table.places, table.people, table.devices)
        tx.registry.note(found, by, self._clock.now())
        self._cut_off(tx, [change.device for change in found if change.act in ENDS_ACCESS], by)
        new = {change.device for change in found if known.find(change.device) is None}
        for device in sorted(new.intersection(tx.intake.held_devices())) if new else ():
            self._hear_held(tx, after, device)
        return found

    def _cut_off(self, tx: Transaction, devices: Sequence[str], by: str) -> None:
        """Take the passwords of devices, and note whose there were.

        The broker comes last before the commit: when that fails, a device may be cut off that was not
        retired, and never the other way round.
        """
        was_known = {device for device in devices if _forget_account(tx, device)}
        for device in devices:
            enrolment.begin_anew(tx, device)
        if self._broker is not None and devices:
            was_known.update(self._broker.revoke(devices))
        revoked = [Change(device, Act.REVOKED, {}, {}) for device in sorted(was_known)]
        tx.registry.note(revoked, by, self._clock.now())

    def _hear_held(self, tx: Transaction, catalog: Catalog, device: str) -> None:
        """Give what a stranger said its effect, now that the device is known."""
        held = tx.intake.held(device)
        spoken = tx.intake.states([device]).get(device) or DeviceState(device)
        tx.intake.keep_states([DeviceState(device, counts=spoken.counts)])
        self._ingest.replay(tx, catalog, device, held)
        tx.intake.release(device)

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


def _row(tx: Transaction, device: str) -> dict[str, str]:
    catalog = tx.registry.catalog()
    known = catalog.find(device)
    if known is None:
        raise NotRegistered(device)
    return write_row(catalog, known)


def _forget_account(tx: Transaction, device: str) -> bool:
    """Forget the account of a program in the field; a person's of the same name stays."""
    account = tx.accounts.account(device)
    is_its_own = account is not None and account.role is Role.FIELD
    if is_its_own:
        tx.accounts.remove_account(device)
    return is_its_own


def _imported(table: Table, found: tuple[Change, ...]) -> Imported:
    changed = {change.device for change in found}
    unchanged = sum(device.id not in changed for device in table.devices)
    return Imported(len(table.devices), unchanged, found, table.flawed, table.unknown_columns)
