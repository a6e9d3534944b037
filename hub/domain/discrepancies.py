"""Whether accounts that are kept apart agree about what became of every message. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hub.domain.intake import Outcome


class Claim(StrEnum):
    """What must hold of the accounts."""

    WORKED_ON = "worked_on"
    BY_DEVICE = "by_device"
    LETTERS = "letters"
    WAITING = "waiting"
    JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class Accounts:
    """Figures of one moment that are counted independently of each other.

    `journalled` is how many messages the journal has numbered, `cursor` how many were worked on, `waiting`
    how many of the stored ones the series store has not taken; `letters` are whole messages set aside.
    """

    journalled: int
    cursor: int
    totals: Mapping[Outcome, int]
    devices: Mapping[Outcome, int]
    nobodys: Mapping[Outcome, int]
    letters: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Two figures that should be the same, or the first no more than the second."""

    claim: Claim
    found: int
    expected: int


def discrepancies(accounts: Accounts) -> tuple[Discrepancy, ...]:
    """List every claim that does not hold; none when all is well."""
    return tuple(_discrepancies(accounts))


def _discrepancies(accounts: Accounts) -> Iterator[Discrepancy]:
    ended = sum(accounts.totals.values())
    if ended != accounts.cursor:
        yield Discrepancy(Claim.WORKED_ON, ended, accounts.cursor)
    for outcome, total in accounts.totals.items():
        by_device = accounts.devices.get(outcome, 0) + accounts.nobodys.get(outcome, 0)
        if by_device != total:
            yield Discrepancy(Claim.BY_DEVICE, by_device, total)
    dead = accounts.totals.get(Outcome.DEAD_LETTER, 0)
    if accounts.letters != dead:
        yield Discrepancy(Claim.LETTERS, accounts.letters, dead)
    stored = accounts.totals.get(Outcome.STORED, 0)
    if accounts.waiting > stored:
        yield Discrepancy(Claim.WAITING, accounts.waiting, stored)
    if accounts.cursor > accounts.journalled:
        yield Discrepancy(Claim.JOURNAL, accounts.cursor, accounts.journalled)
