"""One matter of the rectification ledger: its history, closing it by hand, opening it again."""

from fastapi import APIRouter

from hub.api import models, shown, shown_announcement
from hub.api.matters import ConfirmIn, MatterOut, ReopenIn
from hub.api.request import DeviceId, Hub, Now, Who

ROUTER = APIRouter(prefix="/api/v1/tickets")


@ROUTER.get("/{ticket}")
def matter(hub: Hub, now: Now, ticket: DeviceId) -> MatterOut:
    """One matter and its history."""
    found = hub.closing.matter(ticket)
    deeds = shown_announcement.deeds(now, found.deeds, None).deeds
    return MatterOut(ticket=shown.ticket(now, found.ticket), deeds=deeds)


@ROUTER.post("/{ticket}/close")
def confirm(hub: Hub, now: Now, who: Who, ticket: DeviceId, asked: ConfirmIn) -> models.TicketOut:
    """Close a matter that somebody at the centre has seen put right (人工核查销号)."""
    closed = hub.closing.confirm(ticket, who.name, asked.why, despite=asked.despite_device)
    return shown.ticket(now, closed)


@ROUTER.post("/{ticket}/reopen")
def reopen(hub: Hub, now: Now, who: Who, ticket: DeviceId, asked: ReopenIn) -> models.TicketOut:
    """Open a matter again (复开): it is not put right, or its closing photo is not enough."""
    return shown.ticket(now, hub.closing.reopen(ticket, who.name, asked.why))
