"""What the hub remembers of one device between two messages. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from devices.contract.quantities import Quality, Value
from hub.domain.bins import BinState
from hub.domain.intake import Outcome
from hub.domain.sequences import Boots, Sequence


@dataclass(frozen=True, slots=True)
class Reading:
    """The newest value of one quantity."""

    value: Value
    quality: Quality
    at: datetime


@dataclass(frozen=True, slots=True)
class DeviceState:
    """The latest of everything about one device; times are the device's own where they can be believed.

    `told_at` is the time in the newest retained status, so that the same retained word counts once.
    `transmissions` are the ids a foreign network gave the last messages, newest last.
    """

    device: str
    seen_at: datetime | None = None
    says_online: bool | None = None
    told_at: datetime | None = None
    via: str = ""
    model: str = ""
    period_s: int | None = None
    sequence: Sequence = field(default_factory=Sequence)
    earlier: tuple[Sequence, ...] = ()
    transmissions: tuple[str, ...] = ()
    readings: Mapping[str, Reading] = field(default_factory=dict)
    bin: BinState = field(default_factory=BinState)
    level_pct: float | None = None
    level_at: datetime | None = None
    emptied_at: datetime | None = None
    view_fault: str = ""
    counts: Mapping[Outcome, int] = field(default_factory=dict)

    @property
    def boots(self) -> Boots:
        """Its message numbers; `earlier` are those of boots that are over."""
        return Boots(self.sequence, self.earlier)
