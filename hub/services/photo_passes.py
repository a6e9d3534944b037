"""Passes for closing photos (拍照链接): made by the centre, handed to a grid member as a link or a code."""

import hashlib
import secrets
from dataclasses import dataclass

from hub.books import Ledger
from hub.domain.acts import BroadcastAct, Deed
from hub.domain.photos.passes import LIFETIME, PhotoPass
from hub.domain.tickets import Ticket
from hub.ports import Clock
from hub.services.closing import known


@dataclass(frozen=True, slots=True)
class Issued:
    """A pass that was made, and its token, which nobody can ask for again."""

    token: str
    kept: PhotoPass


@dataclass(frozen=True, slots=True)
class Opened:
    """What a pass opens: the matter as it stands now."""

    kept: PhotoPass
    ticket: Ticket


class PhotoPasses:
    """Makes passes and opens them; any thread may call it."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock

    def issue(self, ticket: str, by: str) -> Issued:
        """Make a pass for whoever answers for a matter; one it had before opens nothing any more.

        Raises:
            UnknownTicket: there is none of that id.
            StoreDown: nothing changed; the pass of before still holds.
        """
        token, now = secrets.token_urlsafe(24), self._clock.now()
        with self._ledger.write() as tx:
            matter = known(tx, ticket)
            made = PhotoPass(_hash(token), ticket, matter.owner, by, now + LIFETIME)
            tx.photos.put_pass(made, now)
            tx.acts.add(Deed(now, by, BroadcastAct.PHOTO_LINK_MADE, ticket, matter.owner))
        return Issued(token, made)

    def opened(self, token: str) -> Opened | None:
        """What a token opens; None when it is none of ours, or over.

        Raises:
            StoreDown: cannot be known now.
        """
        with self._ledger.read() as tx:
            kept = tx.photos.opened_by(_hash(token))
            if kept is None or kept.until <= self._clock.now():
                return None
            ticket = tx.tickets.get(kept.ticket)
        return None if ticket is None else Opened(kept, ticket)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
