"""Complaints about noise (噪音投诉): recorded with what sounded, settled by quieter rules for the village."""

from fastapi import APIRouter

from hub.api import announced, shown_announcement
from hub.api.asked_announcement import ComplaintIn, MeasureIn
from hub.api.problems import Refused
from hub.api.request import DeviceId, Hub, Limit, Now, Who
from hub.domain.area import PlaceKind

ROUTER = APIRouter(prefix="/api/v1/broadcast/complaints")


@ROUTER.post("", status_code=201)
def file(hub: Hub, now: Now, who: Who, asked: ComplaintIn) -> announced.ComplaintFiled:
    """Record that somebody was disturbed; it becomes a ticket, with what sounded there about then."""
    place = now.catalog.places.get(asked.village)
    if place is None or place.kind is not PlaceKind.VILLAGE:
        raise Refused(404, "not_found", {"village": asked.village})
    filed = hub.complaints.file(now.catalog, asked.complaint(now.now), who.name)
    return shown_announcement.complaint(now, filed)


@ROUTER.get("")
def complaints(hub: Hub, now: Now, limit: Limit = 1000) -> announced.DeedList:
    """The complaints among the last entries of the book, newest first: `subject` is the ticket."""
    return shown_announcement.deeds(now, hub.complaints.newest(limit), None)


@ROUTER.post("/{village}/settle")
def settle(hub: Hub, who: Who, village: DeviceId, asked: MeasureIn) -> announced.Saved:
    """Close a village's matter, with a lower loudest volume or quiet hours of its own from now on."""
    if hub.complaints.settle(village, asked.measure(), who.name) is None:
        raise Refused(404, "not_found", {"village": village})
    return announced.Saved(id=village)
