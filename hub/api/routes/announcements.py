"""Announcements (村村响): make one, follow it at every speaker, withdraw it."""

from datetime import timedelta

from fastapi import APIRouter

from hub.api import announced, shown
from hub.api.asked import AnnouncementIn
from hub.api.problems import Refused
from hub.api.request import DeviceId, Hub, Limit, Now, Who
from hub.domain.announcements import Draft, Target
from hub.services import follow

ROUTER = APIRouter(prefix="/api/v1/announcements")


@ROUTER.post("", status_code=202)
def announce(hub: Hub, now: Now, who: Who, asked: AnnouncementIn) -> announced.Accepted:
    """Speak a text and send it; when this answers it is durable. 409 in quiet hours, with the next slot."""
    settings = hub.settings.broadcast
    begins = asked.not_before or now.now
    draft = Draft(
        text=asked.text,
        priority=asked.priority,
        volume_pct=settings.volume_pct if asked.volume_pct is None else asked.volume_pct,
        repeat=asked.repeat,
        not_before=begins,
        expires_at=asked.expires_at or begins + timedelta(minutes=settings.expiry_min),
        target=Target(asked.target.scope, tuple(asked.target.ids)),
    )
    made = hub.broadcast.announce(now.catalog, draft, who.name)
    return announced.Accepted(
        id=made.id,
        path=f"{ROUTER.prefix}/{made.id}",
        volume_pct=made.volume_pct,
        expires_at=now.local(made.expires_at),
        duration_ms=made.duration_ms,
    )


@ROUTER.get("")
def announcements(hub: Hub, now: Now, limit: Limit = 20) -> announced.AnnouncementList:
    """The newest announcements with what became of them."""
    found = follow.newest(hub.ledger, limit)
    said = [shown.announcement(now, item) for item in found]
    return announced.AnnouncementList(at=now.local(now.now), announcements=said)


@ROUTER.get("/{announcement}")
def one_announcement(hub: Hub, now: Now, announcement: DeviceId) -> announced.AnnouncementOut:
    """One announcement with what became of it at every speaker."""
    found = follow.one(hub.ledger, announcement)
    if found is None:
        raise Refused(404, "not_found", {"announcement": announcement})
    return shown.announcement(now, found)


@ROUTER.post("/{announcement}/cancel", status_code=202)
def cancel(hub: Hub, who: Who, announcement: DeviceId) -> announced.Cancelled:
    """Withdraw an announcement: what was not sent never is, speakers that play are told to stop."""
    if not hub.broadcast.cancel(announcement, who.name):
        raise Refused(404, "not_found", {"announcement": announcement})
    return announced.Cancelled(id=announcement)
