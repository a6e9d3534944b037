"""Learn mode (识别): which products the messages of a device fit; a person confirms, nothing is applied."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.books import Ledger, Transaction
from hub.domain.learning import Proposal, propose
from hub.domain.products import Products

_MESSAGES = 16


@dataclass(frozen=True, slots=True)
class Learned:
    """What so many messages of a device were tried against, the likeliest product first."""

    messages: int
    proposals: tuple[Proposal, ...]


def learn(ledger: Ledger, products: Products, device: str) -> Learned:
    """Try every product against the newest messages of a device that are kept.

    They are those of an unclaimed device, and the dead letters of a registered one.

    Raises:
        StoreDown: try later.
    """
    with ledger.read() as tx:
        messages = _held(tx, device) or _dead(tx, device)
    return Learned(len(messages), propose(products.profiles, messages))


def _held(tx: Transaction, device: str) -> Sequence[tuple[str, bytes]]:
    return [(held.topic, held.payload) for held in tx.intake.held(device, _MESSAGES)]


def _dead(tx: Transaction, device: str) -> Sequence[tuple[str, bytes]]:
    groups = [group.kind.id for group in tx.letters.groups() if group.kind.device == device]
    letters = [letter for group in groups for letter in tx.letters.newest(_MESSAGES, group)]
    letters.sort(key=lambda letter: letter.seq)
    return [(letter.topic, letter.payload) for letter in letters[-_MESSAGES:]]
