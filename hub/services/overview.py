"""The township in figures, as the screens show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from devices.contract.bodies import DeviceClass
from hub.domain.census import Census, Tally
from hub.domain.health import Presence
from hub.domain.intake import Balance
from hub.domain.same_day import Clearance
from hub.domain.ticket_counts import TicketCounts


@dataclass(frozen=True, slots=True)
class Announced:
    """Announcements made today, when the last of all was made, and how many deliveries somebody waits for."""

    today: int
    last_at: datetime | None
    unfinished: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The township in figures, as of `at`. `unclaimed`: devices that spoke and wait to be claimed."""

    at: datetime
    villages: int
    census: Census
    tickets: TicketCounts
    balance: Balance
    announced: Announced
    unclaimed: int

    @property
    def tally(self) -> Tally:
        """All devices of the township."""
        return self.census.township

    @property
    def presence(self) -> Mapping[Presence, int]:
        """How many devices are there, gone, unknown."""
        found = dict.fromkeys(Presence, 0)
        for (_, presence), count in self.tally.devices.items():
            found[presence] += count
        return {presence: count for presence, count in found.items() if count}

    @property
    def tickets_open(self) -> int:
        """Matters not put right yet."""
        return self.tickets.of().open

    @property
    def tickets_overdue(self) -> int:
        """Of these, how many are past their deadline."""
        return self.tickets.of().overdue

    @property
    def clearance(self) -> Clearance:
        """Today's same-day clearance of all villages together; `same_day` has it by village id."""
        return self.tally.clearance

    @property
    def same_day(self) -> Mapping[str, Clearance]:
        """Today's same-day clearance by village id; without villages that have no bin."""
        return {village: tally.clearance for village, tally in self.census.villages.items() if tally.bins}

    @property
    def speakers_pct(self) -> float | None:
        """The share of loudspeakers that are there (大喇叭在线率), percent; None where there are none."""
        speakers = self.tally.of_class(DeviceClass.SPEAKER)
        return 100.0 * self.tally.online_of(DeviceClass.SPEAKER) / speakers if speakers else None
