"""What became of every message that was worked on, device by device."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.books import Ledger
from hub.domain.intake import Outcome


@dataclass(frozen=True, slots=True)
class Fates:
    """What became of the messages of each device, of those that no device is known for, and of all."""

    devices: Mapping[str, Mapping[Outcome, int]]
    nobodys: Mapping[Outcome, int]
    totals: Mapping[Outcome, int]


def fates(ledger: Ledger) -> Fates:
    """Look into all books at one moment; reads the state of every device.

    Raises:
        StoreDown: try later.
    """
    with ledger.read() as tx:
        devices = {name: state.counts for name, state in tx.intake.states().items()}
        return Fates(devices, tx.intake.nobodys(), tx.intake.totals())
