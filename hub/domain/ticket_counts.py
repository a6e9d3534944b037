"""How many tickets are open and overdue, by village and kind; how many came and went today. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.domain.tickets import TicketKind


@dataclass(frozen=True, slots=True)
class OpenTickets:
    """Of the tickets of one kind in one village so many are not closed, and so many of these overdue."""

    village: str = ""
    kind: TicketKind | None = None
    open: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Flow:
    """How many tickets were opened and how many closed since some instant."""

    opened: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True)
class TicketCounts:
    """The open tickets, and today's coming and going."""

    by_kind: Sequence[OpenTickets]
    today: Flow

    def of(self, village: str | None = None, kind: TicketKind | None = None) -> OpenTickets:
        """Those of a village, of a kind, or of all."""
        chosen = [
            found for found in self.by_kind if village in {None, found.village} and kind in {None, found.kind}
        ]
        return OpenTickets(
            village or "", kind, sum(found.open for found in chosen), sum(found.overdue for found in chosen)
        )
