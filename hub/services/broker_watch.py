"""Listens to what the broker says of itself: how many messages it had to drop."""

import logging

from hub.books import Ledger
from hub.domain.broker_drops import BrokerDrops
from hub.ports import Clock

log = logging.getLogger(__name__)
_MOST_DIGITS = 18


class BrokerWatch:
    """Remembers the broker's counter over restarts of the hub, whose absence is when queues overflow.

    `take` runs on the network thread, `record` on the ticker's; `drops` may be read by any.
    """

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._said: int | None = None
        self._is_loaded = False
        self.drops = BrokerDrops()

    def take(self, payload: bytes) -> None:
        """Note what the broker says; anything but a number says nothing."""
        if payload.isdigit() and len(payload) <= _MOST_DIGITS:
            self._said = int(payload)

    def record(self) -> None:
        """Keep what was heard since the last time; a loss is logged.

        Raises:
            StoreDown: it is kept the next time.
        """
        if not self._is_loaded:
            with self._ledger.read() as tx:
                self.drops = tx.intake.broker_drops()
            self._is_loaded = True
        said = self._said
        if said is None or said == self.drops.counter:
            return
        after = self.drops.heard(said, self._clock.now())
        with self._ledger.write() as tx:
            tx.intake.keep_broker_drops(after)
        if after.total > self.drops.total:
            log.error("the broker dropped %d messages", after.total - self.drops.total)
        self.drops = after
