"""Keeps pictures and sounds within their share of the disk, so that they never take the room of readings."""

import logging
from datetime import timedelta

from hub.books import Ledger
from hub.domain.keeping import superfluous
from hub.domain.tickets import TicketState
from hub.ports import Clock, EvidenceStore

log = logging.getLogger(__name__)

# A finding may come a day after its pictures: its camera's worker keeps it while the broker is away.
_YOUNG = timedelta(days=1)
_NOT_CLOSED = frozenset(TicketState) - {TicketState.CLOSED}
_ALL = 1_000_000
_MIB = 1024 * 1024


class EvidenceRoom:
    """Deletes the oldest pictures and sounds that nothing open needs when all take more than their quota.

    A disk that others fill is no reason to delete any: then new ones are not taken (`FileEvidence`).
    """

    def __init__(self, evidence: EvidenceStore, ledger: Ledger, clock: Clock, *, quota_bytes: int) -> None:
        self._evidence = evidence
        self._ledger = ledger
        self._clock = clock
        self._quota_bytes = quota_bytes

    def make(self) -> None:
        """Delete what is too much; call it every few minutes.

        Raises:
            StoreDown: the ledger or the disk does not answer; what was deleted before stays so.
        """
        files = self._evidence.kept()
        too_many = sum(file.size for file in files) - self._quota_bytes
        if too_many <= 0:
            return
        # Files are dated by the machine's clock, also in a simulation.
        young_since = self._clock.machine.now() - _YOUNG
        chosen = superfluous(files, self._held(), too_many_bytes=too_many, young_since=young_since)
        for file in chosen:
            self._evidence.remove(file.sha256)
        freed = sum(file.size for file in chosen)
        log.info("%d old pictures and sounds made room for new ones: %d MiB", len(chosen), freed // _MIB)
        if freed < too_many:
            log.warning(
                "pictures and sounds need %d MiB more than they may have; all of them are new or needed",
                (too_many - freed) // _MIB + 1,
            )

    def _held(self) -> frozenset[str]:
        with self._ledger.read() as tx:
            tickets = tx.tickets.list(_NOT_CLOSED, _ALL)
            photos = tx.photos.of_open_matters()
            announced = {delivery.announcement for delivery in tx.announcements.unfinished()}
            sounds = [tx.announcements.get(name) for name in announced]
            schedules = tx.schedules.all().values()
            views = [state.view_proof for state in tx.intake.states().values() if state.view_proof]
        return frozenset(
            [item.sha256 for ticket in tickets for item in ticket.evidence]
            + [sound.sha256 for sound in sounds if sound is not None]
            + [schedule.sha256 for schedule in schedules]
            + views
            + [*photos]
        )
