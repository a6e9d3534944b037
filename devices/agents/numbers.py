"""Which orders to an audience were obeyed already, by their numbers; older ones count as obeyed. Pure."""

from dataclasses import dataclass
from enum import StrEnum

# Orders can overtake each other by a few (the hub sends on several threads); this many newest are told apart.
KEPT = 64


class Verdict(StrEnum):
    """What an order's number says."""

    NEW = "new"
    SEEN = "seen"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Numbers:
    """The newest epoch and the newest counters of it, ascending."""

    epoch: int = 0
    counters: tuple[int, ...] = ()

    def judge(self, epoch: int, counter: int) -> Verdict:
        """Tell a new order from a repeated one and from one of a hub that was replaced."""
        if epoch < self.epoch:
            return Verdict.STALE
        if epoch > self.epoch:
            return Verdict.NEW
        is_forgotten = len(self.counters) == KEPT and counter < self.counters[0]
        return Verdict.SEEN if is_forgotten or counter in self.counters else Verdict.NEW

    def noted(self, epoch: int, counter: int) -> "Numbers":
        """These with one more order that was obeyed."""
        if self.judge(epoch, counter) is not Verdict.NEW:
            return self
        earlier = self.counters if epoch == self.epoch else ()
        return Numbers(epoch, tuple(sorted((*earlier, counter)))[-KEPT:])
