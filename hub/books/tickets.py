"""The ticket book: the rectification ledger (整改台账)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from hub.domain.ticket_counts import Flow, OpenTickets
from hub.domain.tickets import Ticket, TicketState


class TicketBook(Protocol):
    """The rectification ledger."""

    def open_about(self, subject: str) -> Ticket | None:
        """The one ticket about this subject that is not closed."""
        ...

    def last_about(self, subject: str) -> Ticket | None:
        """The newest ticket about this subject, open or closed."""
        ...

    def get(self, ticket: str) -> Ticket | None:
        """One ticket by id."""
        ...

    def put(self, ticket: Ticket) -> None:
        """Add or replace by id.

        Raises:
            ValueError: another open ticket has the same subject; extend that one instead.
        """
        ...

    def open_counts(self, now: datetime) -> Sequence[OpenTickets]:
        """How many tickets are not closed, and how many of them overdue at `now`, by village and kind."""
        ...

    def flow(self, since: datetime) -> Flow:
        """How many tickets were opened, and how many closed, since an instant."""
        ...

    def changed(self, since: datetime) -> Sequence[Ticket]:
        """The tickets that were opened or closed since an instant."""
        ...

    def judged(self, camera: str, limit: int) -> Sequence[Ticket]:
        """The tickets about findings of a camera that somebody judged, what was said last first."""
        ...

    def judged_since(self, since: datetime) -> Sequence[Ticket]:
        """The tickets about which somebody said something since an instant."""
        ...

    def opened(self, since: datetime, until: datetime) -> Sequence[Ticket]:
        """The tickets that were opened from an instant on and before another, the oldest first."""
        ...

    def first_opened(self) -> datetime | None:
        """When the oldest ticket was opened; None where there is none."""
        ...

    def list(
        self, states: Collection[TicketState], limit: int, until: datetime | None = None
    ) -> Sequence[Ticket]:
        """Tickets in these states, the newest first; those that were opened by then, where that is given."""
        ...

    def rows(self) -> Mapping[tuple[str, str], int]:
        """In which row of its village's list on the screens a matter stands, by (village, ticket)."""
        ...

    def keep_rows(self, rows: Mapping[tuple[str, str], int]) -> None:
        """Note where they stand now, in place of where they stood."""
        ...
