"""The rectification ledger (整改台账): one ticket for one matter, closed only by evidence. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class TicketKind(StrEnum):
    """What the matter is."""

    LITTER = "litter"
    BIN_FULL = "bin_full"
    BIN_FIRE = "bin_fire"
    BIN_TILTED = "bin_tilted"
    BIN_BATTERY = "bin_battery"
    ALERT = "alert"
    SPEAKER = "speaker_fault"
    NOISE = "noise"


class TicketState(StrEnum):
    """Where a ticket stands: open (已立案), verifying (核查中: evidence seen once), closed (已销号)."""

    OPEN = "open"
    VERIFYING = "verifying"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Allowed:
    """How long an owner has to put each kind of matter right."""

    litter: timedelta = timedelta(hours=24)
    bin_full: timedelta = timedelta(hours=12)
    bin_fire: timedelta = timedelta(minutes=30)
    bin_tilted: timedelta = timedelta(hours=24)
    bin_battery: timedelta = timedelta(days=7)
    alert: timedelta = timedelta(hours=24)
    speaker: timedelta = timedelta(hours=24)
    noise: timedelta = timedelta(hours=72)

    def of(self, kind: TicketKind) -> timedelta:
        """The span for one kind."""
        spans = {
            TicketKind.LITTER: self.litter,
            TicketKind.BIN_FULL: self.bin_full,
            TicketKind.BIN_FIRE: self.bin_fire,
            TicketKind.BIN_TILTED: self.bin_tilted,
            TicketKind.BIN_BATTERY: self.bin_battery,
            TicketKind.ALERT: self.alert,
            TicketKind.SPEAKER: self.speaker,
            TicketKind.NOISE: self.noise,
        }
        return spans[kind]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A picture (by hash) or a device message that proves something. `role`: before, at, after."""

    role: str
    sha256: str
    at: datetime


class Verdict(StrEnum):
    """What somebody says of a camera's finding: it was litter (属实), or none (误报)."""

    CONFIRMED = "confirmed"
    FALSE_ALARM = "false_alarm"


@dataclass(frozen=True, slots=True)
class Judged:
    """Who said what of a finding, and when."""

    verdict: Verdict
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Ticket:
    """One matter. `subject` names the thing it is about; at most one ticket with the same subject is open.

    `subject` is "litter:{camera}:{pile}", "{kind}:{bin}", "alert:{rule}" or "noise:{village}". `sightings`
    counts the reports merged into it. `closed_by` is who closed it by hand, "" where a device or a rule did;
    `reopened_at` is when it was last opened again (复开), `reopenings` how often.
    """

    id: str
    kind: TicketKind
    subject: str
    device: str
    village: str
    owner: str
    opened_at: datetime
    due_at: datetime
    state: TicketState = TicketState.OPEN
    severity: int = 3
    sightings: int = 1
    last_seen_at: datetime | None = None
    closed_at: datetime | None = None
    closed_because: str = ""
    closed_by: str = ""
    reopened_at: datetime | None = None
    reopenings: int = 0
    evidence: tuple[Evidence, ...] = ()
    judged: Judged | None = None

    @property
    def since(self) -> datetime:
        """Since when it waits to be put right: it was opened then, or opened again."""
        return self.reopened_at or self.opened_at

    @property
    def picture(self) -> Evidence | None:
        """What it is judged by: the newest picture of the thing itself, else the newest of all."""
        newest = self.evidence[::-1]
        return next((each for each in newest if each.role == "at"), next(iter(newest), None))

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether the deadline (整改时限) has passed while the matter is still open."""
        return self.state is not TicketState.CLOSED and now > self.due_at

    def is_late(self, now: datetime) -> bool:
        """Tell whether it was closed after its deadline, or is still open after it."""
        return (self.closed_at or now) > self.due_at


def extend(ticket: Ticket, severity: int, evidence: Sequence[Evidence], now: datetime) -> Ticket:
    """Merge another report of the same matter: no second ticket, the worst severity, the new pictures.

    A report after closing evidence reopens what was being verified.
    """
    return replace(
        ticket,
        state=TicketState.OPEN if ticket.state is TicketState.VERIFYING else ticket.state,
        severity=min(ticket.severity, severity),
        sightings=ticket.sightings + 1,
        last_seen_at=now,
        evidence=_with(ticket.evidence, evidence),
    )


def verify(ticket: Ticket, evidence: Sequence[Evidence]) -> Ticket:
    """Let evidence be checked by somebody or something else than whoever brought it."""
    return replace(ticket, state=TicketState.VERIFYING, evidence=_with(ticket.evidence, evidence))


def close(ticket: Ticket, because: str, evidence: Sequence[Evidence], now: datetime, by: str = "") -> Ticket:
    """Close by evidence: the reason names it, the pictures are kept; `by`: who closed it by hand.

    Raises:
        ValueError: already closed (closing twice would rewrite history), or no reason is given.
    """
    if ticket.state is TicketState.CLOSED:
        raise ValueError(f"ticket {ticket.id} is already closed")
    if not because:
        raise ValueError(f"ticket {ticket.id}: closing needs the evidence it rests on")
    return replace(
        ticket,
        state=TicketState.CLOSED,
        closed_at=now,
        closed_because=because,
        closed_by=by,
        evidence=_with(ticket.evidence, evidence),
    )


def reopen(ticket: Ticket, allowed: timedelta, now: datetime) -> Ticket:
    """Open a matter again (复开): one that was closed has its whole time once more.

    Raises:
        ValueError: it is open.
    """
    if ticket.state is TicketState.OPEN:
        raise ValueError(f"ticket {ticket.id} is open")
    return replace(
        ticket,
        state=TicketState.OPEN,
        due_at=due(now, allowed) if ticket.state is TicketState.CLOSED else ticket.due_at,
        closed_at=None,
        closed_because="",
        closed_by="",
        reopened_at=now,
        reopenings=ticket.reopenings + 1,
    )


def supplement(ticket: Ticket, evidence: Sequence[Evidence]) -> Ticket:
    """Add pictures that arrived after the word they belong to; nothing else changes."""
    return replace(ticket, evidence=_with(ticket.evidence, evidence))


def due(opened_at: datetime, allowed: timedelta) -> datetime:
    """When the matter must be put right."""
    return opened_at + allowed


def _with(kept: tuple[Evidence, ...], new: Sequence[Evidence]) -> tuple[Evidence, ...]:
    known = {item.sha256 for item in kept}
    return (*kept, *(item for item in new if item.sha256 not in known))
