"""Closing matters by hand and opening them again (核查销号、复开); every act is a deed in the book."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from hub.books import Ledger, Transaction
from hub.domain.acts import BroadcastAct, Deed, Linked
from hub.domain.closing import NotByHand, WhyNot, confirm, opened_again
from hub.domain.photos.record import ClosingPhoto
from hub.domain.tickets import Allowed, Ticket
from hub.ports import Clock
from hub.services.watch import DeviceView
from hub.services.witness import witness_of


class UnknownTicket(KeyError):
    """There is no ticket of that id; it may be a typing error."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter with its closing photos and everything that people did about it, oldest first."""

    ticket: Ticket
    photos: Sequence[ClosingPhoto]
    deeds: Sequence[Linked]


class Closing:
    """Lets people close matters and open them again; any thread may call it.

    `views` gives every device as of now (`Watch.devices`).
    """

    def __init__(
        self, ledger: Ledger, clock: Clock, allowed: Allowed, views: Callable[[], Sequence[DeviceView]]
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._allowed = allowed
        self._views = views

    def matter(self, ticket: str) -> Matter:
        """One matter and its history.

        Raises:
            UnknownTicket: there is none of that id.
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            return Matter(known(tx, ticket), tx.photos.of(ticket), tx.acts.about(ticket))

    def confirm(self, ticket: str, by: str, why: str, *, despite: bool = False) -> Ticket:
        """Close a matter that somebody at the centre has seen put right.

        Args:
            ticket: its id.
            by: whose account says so.
            why: how they know; written into the book.
            despite: although its own device says that it is not over.

        Raises:
            UnknownTicket: there is none of that id.
            NotByHand: nothing changed; say why.
            StoreDown: nothing changed; try again.
        """
        views, now = self._views(), self._clock.now()
        with self._ledger.write() as tx:
            before = known(tx, ticket)
            witness = witness_of(before, views)
            after = confirm(before, by, _senders(tx, before), witness, now, despite=despite)
            tx.tickets.put(after)
            tx.acts.add(Deed(now, by, BroadcastAct.MATTER_CLOSED, after.id, _about(after), why))
        return after

    def reopen(self, ticket: str, by: str, why: str) -> Ticket:
        """Open a matter again: it is not put right, or what was sent does not show it.

        Raises:
            UnknownTicket: there is none of that id.
            NotByHand: nothing changed; say why.
            StoreDown: nothing changed; try again.
        """
        now = self._clock.now()
        with self._ledger.write() as tx:
            before = known(tx, ticket)
            after = opened_again(before, self._allowed.of(before.kind), now)
            other = tx.tickets.open_about(after.subject)
            if other is not None and other.id != after.id:
                raise NotByHand(after.id, WhyNot.ANOTHER_OPEN)
            tx.tickets.put(after)
            tx.acts.add(Deed(now, by, BroadcastAct.MATTER_REOPENED, after.id, _about(after), why))
        return after


def known(tx: Transaction, ticket: str) -> Ticket:
    """One ticket by id.

    Raises:
        UnknownTicket: there is none.
    """
    found = tx.tickets.get(ticket)
    if found is None:
        raise UnknownTicket(ticket)
    return found


def _senders(tx: Transaction, ticket: Ticket) -> Collection[str]:
    """The accounts that sent photos on which the matter rests now."""
    photos = tx.photos.of(ticket.id)
    return {
        photo.sender.account for photo in photos if photo.proof.is_accepted and photo.sent_at >= ticket.since
    }


def _about(ticket: Ticket) -> str:
    return ticket.device or ticket.village
