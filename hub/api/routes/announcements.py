"""Announcements (村村响): make one, agree to it, follow it at every speaker, replace or withdraw it."""

from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import HTMLResponse

from hub.api import announced, shown_announcement
from hub.api.asked_announcement import AnnouncementIn, FindingIn, ReasonIn
from hub.api.problems import Refused
from hub.api.request import DeviceId, Hub, Limit, Now, Who
from hub.api.routes.sessions import language
from hub.api.walking import walking_page, walking_table
from hub.context import Context
from hub.domain.announcements.approval import Plea
from hub.domain.people import Account
from hub.services import follow
from hub.services.broadcast import Asking

ROUTER = APIRouter(prefix="/api/v1/announcements")
# RFC draft-ietf-httpapi-idempotency-key-header: chosen by the caller, one for each thing it wants done.
Key = Annotated[str | None, Header(alias="Idempotency-Key", pattern=r"^[\x21-\x7e]{1,200}$")]
_NO_KEY = ""
_NO_REASON = ReasonIn()


@ROUTER.post("", status_code=202)
def announce(hub: Hub, now: Now, who: Who, asked: AnnouncementIn, key: Key = None) -> announced.Accepted:
    """Speak a text and send it; when this answers it is durable.

    409 in quiet hours and when a village's day is full, with what could be done. The same Idempotency-Key
    with the same body is answered with what was made the first time, with another body it is 422.
    """
    draft = asked.draft(hub.settings.broadcast, now.now)
    made = hub.broadcast.announce(now.catalog, draft, _asking(who, asked, key))
    return shown_announcement.accepted(now, made, f"{ROUTER.prefix}/{made.id}")


@ROUTER.post("/preview")
def preview(hub: Hub, now: Now, who: Who, asked: AnnouncementIn) -> announced.PreviewOut:
    """Whom an announcement would reach, how it sounds, and what forbids it; nothing is announced."""
    draft = asked.draft(hub.settings.broadcast, now.now)
    found = hub.broadcast.examine(now.catalog, draft, _plea(who, asked))
    views = {view.device.id: view for view in hub.watch.devices()}
    chosen = [views[name] for name in found.speakers if name in views]
    reach = follow.reach(now.catalog, chosen, hub.speaking.rules())
    interrupts = follow.interrupted(hub.ledger, found.speakers, draft.priority)
    return shown_announcement.preview(now, found, reach, interrupts)


@ROUTER.get("")
def announcements(hub: Hub, now: Now, limit: Limit = 20) -> announced.AnnouncementList:
    """The newest announcements with what became of them."""
    found = follow.newest(hub.ledger, limit)
    said = [shown_announcement.announcement(now, item) for item in found]
    return announced.AnnouncementList(at=now.local(now.now), announcements=said)


@ROUTER.get("/{announcement}")
def one_announcement(hub: Hub, now: Now, announcement: DeviceId) -> announced.AnnouncementOut:
    """One announcement with what became of it at every speaker."""
    return shown_announcement.announcement(now, _found(hub, announcement))


@ROUTER.post("/{announcement}/cancel", status_code=202)
def cancel(hub: Hub, who: Who, announcement: DeviceId, asked: ReasonIn = _NO_REASON) -> announced.Cancelled:
    """Withdraw an announcement: what was not sent never is, speakers that play are told to stop."""
    if hub.broadcast.cancel(announcement, who.name, asked.why) is None:
        raise Refused(404, "not_found", {"announcement": announcement})
    return announced.Cancelled(id=announcement)


@ROUTER.post("/{announcement}/update", status_code=202)
def update(
    hub: Hub, now: Now, who: Who, announcement: DeviceId, asked: AnnouncementIn, key: Key = None
) -> announced.Accepted:
    """Announce something in place of an announcement: what sounds stops, what waits is forgotten."""
    draft = asked.draft(hub.settings.broadcast, now.now)
    made = hub.broadcast.update(now.catalog, announcement, draft, _asking(who, asked, key))
    if made is None:
        raise Refused(404, "not_found", {"announcement": announcement})
    return shown_announcement.accepted(now, made, f"{ROUTER.prefix}/{made.id}")


@ROUTER.post("/{announcement}/approve", status_code=202)
def approve(
    hub: Hub, now: Now, who: Who, announcement: DeviceId, asked: ReasonIn = _NO_REASON
) -> announced.AnnouncementOut:
    """Agree to an urgent announcement that somebody else wrote; it goes out at once."""
    return _decided(hub, now, who, announcement, agrees=True, note=asked.why)


@ROUTER.post("/{announcement}/refuse", status_code=202)
def refuse(
    hub: Hub, now: Now, who: Who, announcement: DeviceId, asked: ReasonIn = _NO_REASON
) -> announced.AnnouncementOut:
    """Refuse an urgent announcement that somebody else wrote; it will not sound."""
    return _decided(hub, now, who, announcement, agrees=False, note=asked.why)


@ROUTER.post("/{announcement}/review", status_code=202)
def review(
    hub: Hub, now: Now, who: Who, announcement: DeviceId, asked: FindingIn
) -> announced.AnnouncementOut:
    """Note what was found about an emergency that went out without a second person."""
    if hub.broadcast.review(announcement, who.name, asked.finding) is None:
        raise Refused(404, "not_found", {"announcement": announcement})
    return shown_announcement.announcement(now, _found(hub, announcement))


@ROUTER.get("/{announcement}/unreached")
def unreached(hub: Hub, now: Now, announcement: DeviceId) -> announced.MissedList:
    """Whom it did not reach and why, complete half a minute after it was sent."""
    return shown_announcement.unreached(now, _unreached(hub, now, announcement))


@ROUTER.get("/{announcement}/unreached.csv", response_class=Response)
def walking_list(hub: Hub, now: Now, request: Request, announcement: DeviceId) -> Response:
    """The same as a table to walk by, grid member by grid member (UTF-8 with BOM, for Excel)."""
    table = walking_table(language(request.cookies, hub), now, _unreached(hub, now, announcement))
    headers = {"Content-Disposition": f'attachment; filename="unreached-{announcement}.csv"'}
    return Response(table, media_type="text/csv; charset=utf-8", headers=headers)


@ROUTER.get("/{announcement}/unreached.html", response_class=HTMLResponse)
def printed_list(hub: Hub, now: Now, request: Request, announcement: DeviceId) -> HTMLResponse:
    """The same as a page to print."""
    found = _unreached(hub, now, announcement)
    return HTMLResponse(walking_page(language(request.cookies, hub), now, found))


def _plea(who: Account, asked: AnnouncementIn) -> Plea:
    return Plea(who.name, who.role, asked.why, bypasses=asked.bypass)


def _asking(who: Account, asked: AnnouncementIn, key: str | None) -> Asking:
    return Asking(_plea(who, asked), asked.heard, key or _NO_KEY, asked.digest())


def _found(hub: Context, announcement: str) -> follow.Followed:
    found = follow.one(hub.ledger, announcement)
    if found is None:
        raise Refused(404, "not_found", {"announcement": announcement})
    return found


def _unreached(hub: Context, now: Now, announcement: str) -> follow.UnreachedList:
    found = _found(hub, announcement)
    wait = hub.settings.broadcast.receipt_wait
    return follow.unreached(found, now.catalog, hub.watch.devices(), now.now, wait)


def _decided(
    hub: Context, now: Now, who: Account, announcement: str, *, agrees: bool, note: str
) -> announced.AnnouncementOut:
    if hub.broadcast.decide(now.catalog, announcement, who.name, agrees=agrees, note=note) is None:
        raise Refused(404, "not_found", {"announcement": announcement})
    return shown_announcement.announcement(now, _found(hub, announcement))
