"""Counting tickets by village and kind."""

from hub.domain.ticket_counts import Flow, OpenTickets, TicketCounts
from hub.domain.tickets import TicketKind

COUNTS = TicketCounts(
    (
        OpenTickets("liushu", TicketKind.LITTER, 2, 1),
        OpenTickets("liushu", TicketKind.BIN_FULL, 3, 0),
        OpenTickets("shangzhai", TicketKind.LITTER, 5, 5),
    ),
    Flow(1, 2),
)


def test_a_village_a_kind_or_all_are_added_up() -> None:
    assert (COUNTS.of().open, COUNTS.of().overdue) == (10, 6)
    assert (COUNTS.of("liushu").open, COUNTS.of("liushu").overdue) == (5, 1)
    assert COUNTS.of(kind=TicketKind.LITTER).open == 7
    assert COUNTS.of("liushu", TicketKind.BIN_FULL).open == 3
    assert COUNTS.of("nowhere").open == 0
