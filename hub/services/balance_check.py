"""The hub's own look at its books, once a minute: accounts that are kept apart must agree."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hub.books import Ledger
from hub.domain.discrepancies import Accounts, Discrepancy, discrepancies
from hub.ports import Clock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Imbalance:
    """What does not agree, and since when."""

    since: datetime
    found: tuple[Discrepancy, ...]


class BalanceCheck:
    """Compares the totals with the journal, the devices, the dead letters and the outbox.

    `imbalance` is what the last check found, None while the books agree; any thread may read it.
    """

    def __init__(self, ledger: Ledger, clock: Clock, journalled: Callable[[], int]) -> None:
        self._ledger = ledger
        self._clock = clock
        self._journalled = journalled
        self.imbalance: Imbalance | None = None

    def check(self) -> None:
        """Compare now; a change is logged once.

        Raises:
            StoreDown: nothing was compared, what was found before stands.
        """
        found = discrepancies(self._accounts())
        before = self.imbalance
        if not found:
            if before is not None:
                log.warning("the books agree again")
            self.imbalance = None
        elif before is None or before.found != found:
            said = "; ".join(f"{item.claim}: {item.found}, expected {item.expected}" for item in found)
            log.error("the books do not agree: %s", said)
            self.imbalance = Imbalance(before.since if before else self._clock.now(), found)

    def _accounts(self) -> Accounts:
        with self._ledger.read() as tx:
            whole = (group.count for group in tx.letters.groups() if not group.kind.is_partial)
            return Accounts(
                cursor=tx.intake.cursor(),
                totals=tx.intake.totals(),
                devices=tx.intake.counted_for_devices(),
                nobodys=tx.intake.nobodys(),
                letters=sum(whole),
                waiting=tx.outbox.waiting(),
                # Asked last: the journal only grows.
                journalled=self._journalled(),
            )
