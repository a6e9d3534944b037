"""What people say of a camera's findings (属实、误报), and how often a camera was right (查准率). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from hub.domain.tickets import Judged, Ticket, TicketKind, TicketState, Verdict, close

FALSE_ALARM = "false_alarm"
"""Why a ticket is closed about which there was nothing to do; one of hub.words.CLOSING_REASONS."""

WEEK = timedelta(days=7)
"""Over which time a camera's precision is said."""


class NotJudged(ValueError):
    """Only what a camera found can be judged; tell whoever asked."""


@dataclass(frozen=True, slots=True)
class Precision:
    """How many findings of a camera were judged which way."""

    confirmed: int = 0
    false_alarms: int = 0

    @property
    def share_pct(self) -> float | None:
        """The share of judged findings that were litter; None while nobody has judged one."""
        judged = self.confirmed + self.false_alarms
        return 100.0 * self.confirmed / judged if judged else None


def finding_of(ticket: Ticket) -> str | None:
    """The finding that a ticket is about, by the id its camera gave it; None for other matters."""
    parts = ticket.subject.split(":")
    is_finding = ticket.kind is TicketKind.LITTER and len(parts) == len(("litter", "camera", "finding"))
    return parts[-1] if is_finding else None


def judge(ticket: Ticket, judged: Judged) -> Ticket:
    """Take what somebody says of a finding: a false alarm closes its ticket, a confirmation opens it again.

    A ticket that was closed by evidence stays closed, whatever is said.

    Raises:
        NotJudged: the ticket is about something else.
    """
    _demand_finding(ticket)
    if judged.verdict is Verdict.CONFIRMED:
        return replace(_reopened(ticket), judged=judged)
    if ticket.state is TicketState.CLOSED:
        return replace(ticket, judged=judged)
    return replace(close(ticket, FALSE_ALARM, (), judged.at), judged=judged)


def undone(ticket: Ticket) -> Ticket:
    """Take back what was said of a finding, and what it did to the ticket.

    Raises:
        NotJudged: the ticket is about something else.
    """
    _demand_finding(ticket)
    return replace(_reopened(ticket), judged=None)


def precision(tickets: Iterable[Ticket]) -> Mapping[str, Precision]:
    """Count the judged findings of each camera; one without is not named."""
    counts: dict[str, Precision] = {}
    for ticket in tickets:
        if ticket.judged is None:
            continue
        known = counts.get(ticket.device, Precision())
        if ticket.judged.verdict is Verdict.CONFIRMED:
            counts[ticket.device] = replace(known, confirmed=known.confirmed + 1)
        else:
            counts[ticket.device] = replace(known, false_alarms=known.false_alarms + 1)
    return counts


def _demand_finding(ticket: Ticket) -> None:
    if finding_of(ticket) is None:
        raise NotJudged(f"ticket {ticket.id} is about {ticket.subject!r}, which no camera found")


def _reopened(ticket: Ticket) -> Ticket:
    if ticket.state is not TicketState.CLOSED or ticket.closed_because != FALSE_ALARM:
        return ticket
    return replace(ticket, state=TicketState.OPEN, closed_at=None, closed_because="")
