"""Live talks (现场喊话): begin one, bring what is said piece by piece, end it."""

from typing import Annotated

from fastapi import APIRouter, Path

from devices.contract.talk import BYTES_PER_MS
from hub.api import announced, shown_announcement
from hub.api.asked_announcement import TalkIn
from hub.api.problems import Refused
from hub.api.request import DeviceId, Hub, Now, RawBody, Who
from hub.api.routes.announcements import Key
from hub.domain.announcements.approval import Plea
from hub.domain.people import Account
from hub.services import follow
from hub.services.broadcast import Asking

ROUTER = APIRouter(prefix="/api/v1/talks")
Number = Annotated[int, Path(ge=1, le=100_000)]


@ROUTER.post("", status_code=202)
def begin(hub: Hub, now: Now, who: Who, asked: TalkIn, key: Key = None) -> announced.TalkBegun:
    """Announce that somebody will speak: the speakers meant are told to join, which takes them a second."""
    asking = Asking(_plea(who, asked), key=key or "", asked=asked.digest())
    made = hub.talks.begin(now.catalog, asked.draft(hub.settings.broadcast, now.now), asking)
    return shown_announcement.begun(made, now)


@ROUTER.post("/preview")
def preview(hub: Hub, now: Now, who: Who, asked: TalkIn) -> announced.PreviewOut:
    """Whom a talk would reach, who of them could not play it, and what forbids it; nobody is told to join."""
    draft = asked.draft(hub.settings.broadcast, now.now)
    found = hub.broadcast.examine(now.catalog, draft, _plea(who, asked))
    views = {view.device.id: view for view in hub.watch.devices()}
    chosen = [views[name] for name in found.speakers if name in views]
    reach = follow.reach(now.catalog, chosen, hub.speaking.rules())
    interrupts = follow.interrupted(hub.ledger, found.speakers, draft.priority)
    return shown_announcement.preview(now, found, reach, interrupts)


@ROUTER.put("/{announcement}/sound/{number}", status_code=202)
def say(
    hub: Hub, now: Now, who: Who, announcement: DeviceId, number: Number, content: RawBody
) -> announced.PieceTaken:
    """Let the next piece be heard; the same number again changes nothing. 409 when it is over."""
    on_air = hub.talks.take(now.catalog, announcement, who.name, number, content)
    return announced.PieceTaken(
        number=on_air.number, said_ms=on_air.said_bytes // BYTES_PER_MS, is_over=on_air.room_bytes <= 0
    )


@ROUTER.post("/{announcement}/end", status_code=202)
def end(hub: Hub, now: Now, who: Who, announcement: DeviceId) -> announced.AnnouncementOut:
    """End a talk; what was said is archived, and the speakers say how much of it they played."""
    if hub.talks.end(now.catalog, announcement, who.name) is None:
        raise Refused(404, "not_found", {"announcement": announcement})
    found = follow.one(hub.ledger, announcement)
    if found is None:
        raise Refused(404, "not_found", {"announcement": announcement})
    return shown_announcement.announcement(now, found)


def _plea(who: Account, asked: TalkIn) -> Plea:
    return Plea(who.name, who.role, asked.why, bypasses=asked.bypass)
