"""Closing a matter by hand (人工核查销号) and opening it again (复开): what speaks against it. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hub.domain.tickets import Ticket, TicketKind, TicketState, Verdict, close, reopen

CONFIRMED = "confirmed_by_person"
"""Why a ticket is closed that somebody at the centre confirmed; one of hub.words.CLOSING_REASONS."""

# Their sensors say when something begins and when it ends, and nothing between: who closes it before the end
# would never hear of it again.
_SAID_ONCE = frozenset(
    {TicketKind.BIN_FULL, TicketKind.BIN_FIRE, TicketKind.BIN_TILTED, TicketKind.BIN_BATTERY}
)


class WhyNot(StrEnum):
    """Why a matter is not closed or opened by hand."""

    ALREADY_CLOSED = "already_closed"
    NOT_CLOSED = "not_closed"
    STILL_SEEN = "still_seen"
    SAME_PERSON = "same_person"
    WAS_FALSE_ALARM = "was_false_alarm"
    ANOTHER_OPEN = "another_open"


class NotByHand(ValueError):
    """A matter stays as it is; say `why` to whoever asked."""

    def __init__(self, ticket: str, why: WhyNot) -> None:
        super().__init__(f"ticket {ticket}: {why.value}")
        self.why = why


@dataclass(frozen=True, slots=True)
class Witness:
    """What the device that a matter is about can say of it now.

    `can_see`: it is heard from and in order. `still_so_at`: when it last said that the matter is not over,
    aware UTC; None when it does not say so.
    """

    can_see: bool = False
    still_so_at: datetime | None = None


def confirm(
    ticket: Ticket, by: str, senders: Collection[str], witness: Witness, now: datetime, *, despite: bool
) -> Ticket:
    """Close a matter because somebody at the centre says that it was put right.

    Args:
        ticket: the matter.
        by: whose account says so.
        senders: the accounts that sent its closing photos: nobody checks their own work (处置、核查分离).
        witness: what its device says.
        now: aware UTC.
        despite: even when the device says that it is not over, because that device is known to be wrong.

    Raises:
        NotByHand: it stays as it is.
    """
    if ticket.state is TicketState.CLOSED:
        raise NotByHand(ticket.id, WhyNot.ALREADY_CLOSED)
    if by in senders:
        raise NotByHand(ticket.id, WhyNot.SAME_PERSON)
    insists = ticket.kind in _SAID_ONCE and witness.can_see and witness.still_so_at is not None
    if insists and not despite:
        raise NotByHand(ticket.id, WhyNot.STILL_SEEN)
    return close(ticket, CONFIRMED, (), now, by)


def opened_again(ticket: Ticket, allowed: timedelta, now: datetime) -> Ticket:
    """Open a matter again that was closed, or whose closing photo is not enough.

    Raises:
        NotByHand: it stays as it is. What was judged a false alarm is opened by taking that back.
    """
    if ticket.state is TicketState.OPEN:
        raise NotByHand(ticket.id, WhyNot.NOT_CLOSED)
    if ticket.judged is not None and ticket.judged.verdict is Verdict.FALSE_ALARM:
        raise NotByHand(ticket.id, WhyNot.WAS_FALSE_ALARM)
    return reopen(ticket, allowed, now)
