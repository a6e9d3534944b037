"""Alerts of Grafana: one ticket for one matter, whether the hub saw it first or Grafana did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from hub.books import Ledger, Transaction
from hub.domain.area import Catalog, Device
from hub.domain.instants import millis
from hub.domain.tickets import Allowed, Ticket, TicketKind, close, due, extend
from hub.ports import Clock
from hub.services.registry import Registry

_RESOLVED = "alert_resolved"
# A person should look, nobody is in danger (hub.services.rectify: 1 is the worst).
_SEVERITY = 3


@dataclass(frozen=True, slots=True)
class Alert:
    """What Grafana says of one rule, and of one device where the rule is about devices.

    Attributes:
        rule: the rule's uid.
        device: a device's id, "" for none.
        kind: what matter of the device it is, where the hub has a kind for it.
        is_firing: False when it is over.
    """

    rule: str
    device: str
    kind: TicketKind | None
    is_firing: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of alerts: tickets opened and closed, and how many the hub had a ticket for already."""

    opened: int = 0
    known: int = 0
    closed: int = 0
    nothing: int = 0


class Alerting:
    """Turns alerts into tickets; any thread may call it."""

    def __init__(self, ledger: Ledger, registry: Registry, clock: Clock, allowed: Allowed) -> None:
        self._ledger = ledger
        self._registry = registry
        self._clock = clock
        self._allowed = allowed

    def take(self, alerts: Sequence[Alert]) -> Taken:
        """Let alerts act; the same again changes nothing but the time of the last report.

        What a device's own evidence closes (a full bin) an alert that is over does not.

        Raises:
            StoreDown: nothing was taken; Grafana sends it again.
        """
        now, catalog = self._clock.now(), self._registry.catalog
        done = {"opened": 0, "known": 0, "closed": 0, "nothing": 0}
        with self._ledger.write() as tx:
            for alert in alerts:
                act = self._fires if alert.is_firing else self._ends
                done[act(tx, catalog, alert, now)] += 1
        return Taken(**done)

    def _fires(self, tx: Transaction, catalog: Catalog, alert: Alert, now: datetime) -> str:
        device = catalog.devices.get(alert.device)
        subject = _subject(alert, device)
        known = tx.tickets.open_about(subject)
        if known is not None:
            tx.tickets.put(extend(known, known.severity, (), now))
            return "known"
        kind = _kind(alert, device)
        village = catalog.village_of(device) if device else None
        owner = catalog.owner_of(device) if device else None
        tx.tickets.put(
            Ticket(
                id=f"g{millis(now)}-{crc32(subject.encode()):08x}",
                kind=kind,
                subject=subject,
                device=device.id if device else "",
                village=village.id if village else "",
                owner=owner.id if owner else "",
                opened_at=now,
                due_at=due(now, self._allowed.of(kind)),
                severity=_SEVERITY,
                last_seen_at=now,
            )
        )
        return "opened"

    def _ends(self, tx: Transaction, catalog: Catalog, alert: Alert, now: datetime) -> str:
        device = catalog.devices.get(alert.device)
        known = tx.tickets.open_about(_subject(alert, device))
        if known is None or known.kind is not TicketKind.ALERT:
            return "nothing"
        tx.tickets.put(close(known, _RESOLVED, (), now))
        return "closed"


def _kind(alert: Alert, device: Device | None) -> TicketKind:
    return alert.kind if alert.kind is not None and device is not None else TicketKind.ALERT


def _subject(alert: Alert, device: Device | None) -> str:
    """The same words as hub.services.rectify gives a matter of a bin, so that both find one ticket."""
    kind = _kind(alert, device)
    if kind is not TicketKind.ALERT and device is not None:
        return f"{kind.value}:{device.id}"
    return f"alert:{alert.rule}:{device.id}" if device else f"alert:{alert.rule}"
