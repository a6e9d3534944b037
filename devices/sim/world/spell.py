"""Something that holds for a time. Times are milliseconds UTC; a spell's last moment is not part of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """Why a device cannot be heard, or a speaker not believed."""

    DEAD = "dead"
    POWER = "power"
    GATEWAY = "gateway"
    NEVER = "never"
    BROKEN = "broken"
    RECEIPT_LOST = "receipt_lost"


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of time; `until_ms` None: to the end of the world."""

    from_ms: int
    until_ms: int | None = None

    def holds(self, at_ms: int) -> bool:
        """Tell whether that moment lies in it."""
        return self.from_ms <= at_ms and (self.until_ms is None or at_ms < self.until_ms)

    def end_ms(self, ends_ms: int) -> int:
        """When it is over, if the world is at `ends_ms`."""
        return ends_ms if self.until_ms is None else min(self.until_ms, ends_ms)


@dataclass(frozen=True, slots=True)
class Silence:
    """A time in which a device is not heard, and why."""

    spell: Spell
    cause: Cause


@dataclass(frozen=True, slots=True)
class Ear:
    """A time in which a speaker does not do what its receipts would say, and why."""

    spell: Spell
    cause: Cause


def holds_any(spells: Iterable[Spell], at_ms: int) -> bool:
    """Tell whether one of them holds then."""
    return any(spell.holds(at_ms) for spell in spells)


def outside(spell: Spell, others: Iterable[Spell], ends_ms: int) -> Iterator[tuple[int, int]]:
    """Give the parts of a spell in which none of the others holds: from when until when, in order.

    Args:
        spell: what is cut.
        others: in any order; they may overlap.
        ends_ms: when the world ends, for spells that last.
    """
    from_ms, until_ms = spell.from_ms, spell.end_ms(ends_ms)
    for other in sorted(others, key=lambda one: one.from_ms):
        if from_ms < other.from_ms and from_ms < until_ms:
            yield from_ms, min(other.from_ms, until_ms)
        from_ms = max(from_ms, other.end_ms(ends_ms))
    if from_ms < until_ms:
        yield from_ms, until_ms
