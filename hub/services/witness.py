"""What the device of a matter says of it now: whether it can see, and whether it says that it is not over."""

from collections.abc import Sequence
from datetime import datetime

from hub.domain.closing import Witness
from hub.domain.health import Presence
from hub.domain.tickets import Ticket, TicketKind
from hub.services.watch import DeviceView


def witness_of(ticket: Ticket, views: Sequence[DeviceView]) -> Witness:
    """Ask the device of a matter; one that is retired, away, blind or stale sees nothing."""
    view = next((view for view in views if view.device.id == ticket.device), None)
    if view is None:
        return Witness()
    return Witness(_can_see(ticket.kind, view), _still_so_at(ticket, view))


def _can_see(kind: TicketKind, view: DeviceView) -> bool:
    is_here = view.presence is Presence.ONLINE
    match kind:
        case TicketKind.LITTER:
            return is_here and not view.view_fault
        case TicketKind.BIN_FULL:
            return is_here and view.level is not None and not view.level.is_stale
        case TicketKind.BIN_FIRE | TicketKind.BIN_TILTED | TicketKind.BIN_BATTERY:
            return is_here
        case TicketKind.ALERT | TicketKind.SPEAKER | TicketKind.NOISE:
            return False


def _still_so_at(ticket: Ticket, view: DeviceView) -> datetime | None:
    match ticket.kind:
        case TicketKind.LITTER:
            return ticket.last_seen_at
        case TicketKind.BIN_FULL:
            level_at = view.level.at if view.level else None
            return (level_at or view.seen_at) if view.is_full or ticket.kind in view.alarms else None
        case TicketKind.BIN_FIRE | TicketKind.BIN_TILTED | TicketKind.BIN_BATTERY:
            return view.seen_at if ticket.kind in view.alarms else None
        case TicketKind.ALERT | TicketKind.SPEAKER | TicketKind.NOISE:
            return None
