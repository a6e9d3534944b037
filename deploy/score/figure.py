"""What a figure of the score is, and what came of it in one run."""

from dataclasses import dataclass
from enum import StrEnum

from hub.words import Word


class Better(StrEnum):
    """In which direction a figure gets better."""

    LOWER = "lower"
    HIGHER = "higher"


class Slack(StrEnum):
    """Why a figure may differ between two runs of the same world."""

    EXACT = "exact"
    TIMING = "timing"
    SEEING = "seeing"


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure.

    Attributes:
        name: its key in files.
        label: what people call it.
        unit: of its value; "" of a plain count.
        better: which direction is better.
        meaning: how it is counted, and of what.
        slack: by how much it may be worse than the committed one, in its unit.
        because: why it may be.
    """

    name: str
    label: Word
    unit: str
    better: Better
    meaning: Word
    slack: float = 0.0
    because: Slack = Slack.EXACT

    def is_worse(self, value: float, committed: float) -> bool:
        """Tell whether a value is worse than the committed one by more than the slack."""
        loss = value - committed if self.better is Better.LOWER else committed - value
        # Values are kept with three decimals: half of the last one is no loss.
        return loss > self.slack + 0.0005


@dataclass(frozen=True, slots=True)
class Measured:
    """A value, None where there was nothing to count, and out of how many cases."""

    value: float | None
    cases: int


NOTHING = Measured(None, 0)


def share_pct(part: int, whole: int) -> Measured:
    """A share in percent; nothing of nothing."""
    return Measured(100.0 * part / whole, whole) if whole else NOTHING


def counted(count: float, cases: int) -> Measured:
    """A count among so many cases; nothing where there were none."""
    return Measured(float(count), cases) if cases else NOTHING


def quantile(values: list[float], share: float) -> Measured:
    """The value that so much of them does not exceed (nearest rank)."""
    if not values:
        return NOTHING
    ordered = sorted(values)
    rank = max(0, min(len(ordered) - 1, -(-int(share * 1000) * len(ordered) // 1000) - 1))
    return Measured(float(ordered[rank]), len(ordered))
