"""Which row of its village's list a matter stands in: the same one for as long as it is listed. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from hub.domain.tickets import Ticket

# A village with more has lost its overview anyway; the count of open tickets says how many there are.
MOST_TICKETS = 50
_NOWHERE = "none"

# (village, ticket) -> row of the village's list, from 1 on.
Slots: TypeAlias = Mapping[tuple[str, str], int]
# (village, row of its list)
Row: TypeAlias = tuple[str, int]


def slots(tickets: Sequence[Ticket], before: Slots) -> Slots:
    """Give the most urgent matters of each village a row, those that had one the same again.

    Screens take what was written within the last 90 s for how it stands: a matter that moved to another row
    when one was closed would stand there twice until then.

    Args:
        tickets: the open ones.
        before: what this gave the last time, also to the hub that ran before; empty at first.
    """
    listed: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for ticket in sorted(tickets, key=lambda ticket: (ticket.due_at, ticket.id)):
        village = ticket.village or _NOWHERE
        listed[village].append((village, ticket.id))
    found: dict[tuple[str, str], int] = {}
    for matters in listed.values():
        shown = matters[:MOST_TICKETS]
        kept = {matter: before[matter] for matter in shown if matter in before}
        taken = frozenset(kept.values())
        free = iter(sorted(frozenset(range(1, MOST_TICKETS + 1)) - taken))
        found |= kept | {matter: next(free) for matter in shown if matter not in kept}
    return found


def filled(slots: Slots) -> frozenset[Row]:
    """The rows in which a matter stands."""
    return frozenset((village, slot) for (village, _), slot in slots.items())
