"""The township in figures, as the screens show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hub.domain.health import Presence
from hub.domain.intake import Balance
from hub.domain.same_day import Clearance


@dataclass(frozen=True, slots=True)
class Overview:
    """The township in figures, as of `at`."""

    at: datetime
    villages: int
    presence: Mapping[Presence, int]
    bins: int
    bins_full: int
    bins_unknown: int
    tickets_open: int
    tickets_overdue: int
    unclaimed: int
    dead_letters: int
    balance: Balance
    same_day: Mapping[str, Clearance]

    @property
    def clearance(self) -> Clearance:
        """Today's same-day clearance of all villages together; `same_day` has it by village id."""
        return sum(self.same_day.values(), Clearance())

    @property
    def devices_online(self) -> int:
        """How many are there."""
        return self.presence.get(Presence.ONLINE, 0)

    @property
    def devices_offline(self) -> int:
        """How many are not there as they should be: late or gone."""
        return self.presence.get(Presence.LATE, 0) + self.presence.get(Presence.OFFLINE, 0)

    @property
    def devices_unknown(self) -> int:
        """Of how many nothing can be said: never heard, or their gateway is gone."""
        return self.presence.get(Presence.NEVER, 0) + self.presence.get(Presence.UNKNOWN, 0)
