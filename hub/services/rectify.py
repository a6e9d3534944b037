"""Rectification (整改): what sensors and cameras find becomes one ticket, and evidence closes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from devices.contract.bodies import LitterFinding, Phase, Sight
from hub.books import Transaction
from hub.domain.area import Catalog, Device
from hub.domain.tickets import (
    Allowed,
    Evidence,
    Ticket,
    TicketKind,
    TicketState,
    Verdict,
    close,
    due,
    extend,
    supplement,
)


@dataclass(frozen=True, slots=True)
class Report:
    """That something is wrong; `number` is the journal number of the message that says so."""

    kind: TicketKind
    subject: str
    device: Device
    number: int
    severity: int
    at: datetime
    evidence: Sequence[Evidence] = ()


class Rectify:
    """Opens, extends and closes tickets inside the transaction of whoever found the evidence."""

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed

    def litter(
        self,
        tx: Transaction,
        catalog: Catalog,
        device: Device,
        number: int,
        finding: LitterFinding,
        at: datetime,
    ) -> None:
        """Present opens or extends a ticket, absent at the end closes it, cannot_see does nothing.

        Nothing is opened or extended about what somebody judged a false alarm.
        """
        subject = f"litter:{device.id}:{finding.id}"
        evidence = [Evidence(medium.role, medium.sha256, at) for medium in finding.media]
        match finding.sight, finding.phase:
            case Sight.PRESENT, _:
                if _is_false_alarm(tx.tickets.last_about(subject)):
                    # Said while the camera did not know yet that somebody had judged it.
                    return
                report = Report(TicketKind.LITTER, subject, device, number, finding.severity, at, evidence)
                self.found(tx, catalog, report)
            case Sight.ABSENT, Phase.END:
                self.proven_gone(tx, subject, "camera_saw_absent", evidence, at)
            case Sight.ABSENT | Sight.CANNOT_SEE, _:
                return

    def about_bin(
        self, tx: Transaction, catalog: Catalog, device: Device, number: int, kind: TicketKind, at: datetime
    ) -> None:
        """A bin's sensor says that something is the matter."""
        subject = _bin_subject(device, kind)
        self.found(tx, catalog, Report(kind, subject, device, number, _SEVERITIES[kind], at))

    def bin_settled(
        self, tx: Transaction, device: Device, kind: TicketKind, because: str, at: datetime
    ) -> None:
        """A bin's sensor says that it is over; `because` is one of hub.words.CLOSING_REASONS."""
        self.proven_gone(tx, _bin_subject(device, kind), because, (), at)

    def found(self, tx: Transaction, catalog: Catalog, report: Report) -> Ticket:
        """Open a ticket, or extend the one that is already open about the same thing."""
        known = tx.tickets.open_about(report.subject)
        if known is not None:
            ticket = extend(known, report.severity, report.evidence, report.at)
        else:
            ticket = self._opened(catalog, report)
        tx.tickets.put(ticket)
        return ticket

    def proven_gone(
        self, tx: Transaction, subject: str, because: str, evidence: Sequence[Evidence], at: datetime
    ) -> None:
        """Close the ticket about a subject; one closed already still takes the pictures that come late."""
        known = tx.tickets.last_about(subject)
        if known is None:
            return
        if known.state is TicketState.CLOSED:
            tx.tickets.put(supplement(known, evidence))
        else:
            tx.tickets.put(close(known, because, evidence, at))

    def _opened(self, catalog: Catalog, report: Report) -> Ticket:
        village = catalog.village_of(report.device)
        owner = catalog.owner_of(report.device)
        return Ticket(
            id=_ticket_id(report),
            kind=report.kind,
            subject=report.subject,
            device=report.device.id,
            village=village.id if village else "",
            owner=owner.id if owner else "",
            opened_at=report.at,
            due_at=due(report.at, self._allowed.of(report.kind)),
            severity=report.severity,
            last_seen_at=report.at,
            evidence=tuple(report.evidence),
        )


# 1 is the worst (devices.contract.bodies.LitterFinding.severity).
_SEVERITIES = {
    TicketKind.BIN_FIRE: 1,
    TicketKind.BIN_FULL: 3,
    TicketKind.BIN_TILTED: 3,
    TicketKind.BIN_BATTERY: 4,
}


def _is_false_alarm(known: Ticket | None) -> bool:
    return known is not None and known.judged is not None and known.judged.verdict is Verdict.FALSE_ALARM


def _bin_subject(device: Device, kind: TicketKind) -> str:
    return f"{kind.value}:{device.id}"


def _ticket_id(report: Report) -> str:
    """One message of a bin may tell of several matters, each with a ticket of its own."""
    number = f"t{report.number}"
    is_first = report.kind in {TicketKind.LITTER, TicketKind.BIN_FULL}
    return number if is_first else f"{number}-{report.kind.value}"
