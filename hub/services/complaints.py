"""Complaints about noise (噪音投诉): recorded with what sounded, a matter, settled by quieter rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32

from hub.books import Ledger, Transaction
from hub.domain.acts import BroadcastAct, Deed, Linked
from hub.domain.announcements.complaints import Complaint, Measure, Sounded, relieved, sounded, subject
from hub.domain.announcements.targets import horns
from hub.domain.area import Catalog
from hub.domain.instants import millis
from hub.domain.tickets import Allowed, Ticket, TicketKind, close, due, extend
from hub.domain.village_rules import VillageRules
from hub.ports import Clock

_SETTLED = "complaint_settled"
# Somebody should look at it, nobody is in danger (hub.services.rectify: 1 is the worst).
_SEVERITY = 3
# Nothing sounds longer after it was announced than a day (MAX_LIFE) and its own length.
_LOOK_BACK = timedelta(hours=26)
_MOST_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Filed:
    """A complaint that is a matter now, and what sounded about then."""

    ticket: Ticket
    sounded: Sequence[Sounded]


class Complaints:
    """Takes complaints and settles them; any thread may call it."""

    def __init__(self, ledger: Ledger, clock: Clock, allowed: Allowed) -> None:
        self._ledger = ledger
        self._clock = clock
        self._allowed = allowed

    def file(self, catalog: Catalog, complaint: Complaint, by: str) -> Filed:
        """Write a complaint into the book of deeds and make it a matter; one village has one open at most.

        Raises:
            StoreDown: nothing was recorded; try again.
        """
        now = self._clock.now()
        with self._ledger.write() as tx:
            found = self._sounded(tx, catalog, complaint.village, complaint.heard_at)
            ticket = self._matter(tx, complaint.village, now)
            names = ", ".join(item.announcement.id for item in found)
            to = f"{complaint.village} {complaint.heard_at.isoformat(timespec='minutes')}: {names}"
            tx.acts.add(Deed(now, by, BroadcastAct.COMPLAINED, ticket.id, to, complaint.words))
        return Filed(ticket, found)

    def settle(self, village: str, measure: Measure, by: str) -> VillageRules | None:
        """Close the matter of a village, with quieter rules where the measure names them. None: none is open.

        Raises:
            StoreDown: nothing changed; try again.
        """
        now = self._clock.now()
        with self._ledger.write() as tx:
            known = tx.tickets.open_about(subject(village))
            if known is None:
                return None
            before = tx.speaking.rules().get(village) or VillageRules(village)
            after = relieved(before, measure)
            if after != before:
                tx.speaking.put_rules(after)
                tx.acts.add(Deed(now, by, BroadcastAct.RULES_SET, village, known.id, measure.note))
            tx.tickets.put(close(known, _SETTLED, (), now))
            tx.acts.add(Deed(now, by, BroadcastAct.COMPLAINT_SETTLED, known.id, village, measure.note))
        return after

    def newest(self, limit: int) -> Sequence[Linked]:
        """The newest complaints as they stand in the book, newest first, among its last `limit` entries.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            return [each for each in tx.acts.newest(limit) if each.deed.act is BroadcastAct.COMPLAINED]

    def open_in(self, catalog: Catalog) -> Sequence[str]:
        """The villages in which a complaint waits, by id.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            return [each.id for each in catalog.villages() if tx.tickets.open_about(subject(each.id))]

    def _sounded(
        self, tx: Transaction, catalog: Catalog, village: str, heard_at: datetime
    ) -> Sequence[Sounded]:
        near = [
            each
            for each in tx.announcements.newest(_MOST_LOOKED_AT)
            if each.created_at >= heard_at - _LOOK_BACK
        ]
        said = ((each, tx.announcements.deliveries(each.id)) for each in near)
        return sounded(said, {horn.id for horn in horns(catalog) if horn.village == village}, heard_at)

    def _matter(self, tx: Transaction, village: str, now: datetime) -> Ticket:
        known = tx.tickets.open_about(subject(village))
        ticket = (
            Ticket(
                id=f"n{millis(now)}-{crc32(village.encode()):08x}",
                kind=TicketKind.NOISE,
                subject=subject(village),
                device="",
                village=village,
                owner="",
                opened_at=now,
                due_at=due(now, self._allowed.of(TicketKind.NOISE)),
                severity=_SEVERITY,
                last_seen_at=now,
            )
            if known is None
            else extend(known, _SEVERITY, (), now)
        )
        tx.tickets.put(ticket)
        return ticket
