"""Public warnings (应急信息, CAP 1.2): taken from others, listed, and our own given to others."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from devices.contract.topics import ID_PATTERN
from devices.listeners import NotTaken
from hub.api import cap
from hub.api.problems import Refused, busy, problem
from hub.api.request import DeviceId, Hub, Limit, Now, RawBody
from hub.cap_words import FATES
from hub.context import Context
from hub.domain.cap.feed_pages import CAP_TYPE
from hub.domain.cap.record import Fate, Record

ROUTER = APIRouter(prefix="/api/v1")
AlertId = Annotated[str, Path(pattern=ID_PATTERN)]
_HTTP = "http"
# What is refused for what it is; everything else was taken.
_STATUS = {
    Fate.INVALID: 422,
    Fate.UNKNOWN_SENDER: 403,
    Fate.UNSIGNED: 403,
    Fate.BAD_SIGNATURE: 403,
    Fate.CONFLICT: 409,
}


@ROUTER.post("/cap", status_code=202, response_model=cap.CapAlertOut)
def take(hub: Hub, now: Now, paper: RawBody) -> Response | cap.CapAlertOut:
    """Take a CAP 1.2 message; when this answers it is kept, with what became of it.

    422 lists everything that is wrong with it, 403 says why its sender is not believed, 409 that the same
    identifier came before with other content. The very same message again is answered with what was made of
    it the first time; 503 with Retry-After must be sent again.
    """
    try:
        record = hub.warnings.desk.take(paper, _HTTP)
    except NotTaken as error:
        return busy("no_room", str(error))
    shown = cap.alert(now, record)
    if record.fate.is_refused:
        return problem(_STATUS[record.fate], "cap_refused", detail=shown, words=FATES[record.fate])
    return shown


@ROUTER.get("/cap")
def alerts(hub: Hub, now: Now, limit: Limit = 50) -> cap.CapAlertList:
    """The newest messages that came, refused ones among them, with what became of each."""
    found = [cap.alert(now, record) for record in hub.warnings.desk.newest(limit)]
    return cap.CapAlertList(at=now.local(now.now), alerts=found)


@ROUTER.get("/cap/feeds")
def feeds(hub: Hub, now: Now) -> cap.CapFeedList:
    """The ways by which messages come, and how each stands."""
    found = [cap.feed(now, standing) for standing in hub.warnings.inlets.standings()]
    return cap.CapFeedList(at=now.local(now.now), feeds=found)


@ROUTER.get("/cap/atom", response_class=Response)
def atom(hub: Hub) -> Response:
    """Our own urgent announcements and emergencies that hold now, as an Atom feed of CAP messages."""
    return Response(hub.warnings.publishing.feed(), media_type="application/atom+xml")


@ROUTER.get("/cap/{alert}")
def one_alert(hub: Hub, now: Now, alert: AlertId) -> cap.CapAlertOut:
    """One message that came."""
    return cap.alert(now, _found(hub, alert)[0])


@ROUTER.get("/cap/{alert}/paper", response_class=Response)
def paper(hub: Hub, alert: AlertId) -> Response:
    """The same, byte for byte as it came; to be kept, not to be opened by a browser."""
    headers = {"Content-Disposition": f'attachment; filename="{alert}.xml"'}
    return Response(_found(hub, alert)[1], media_type="application/octet-stream", headers=headers)


@ROUTER.get("/announcements/{announcement}/cap", response_class=Response)
def announcement(hub: Hub, announcement: DeviceId) -> Response:
    """An urgent announcement or emergency as CAP 1.2; 404 while it waits for approval."""
    found = hub.warnings.publishing.one(announcement)
    if found is None:
        raise Refused(404, "not_found", {"announcement": announcement})
    return Response(found, media_type=CAP_TYPE)


def _found(hub: Context, alert: str) -> tuple[Record, bytes]:
    found = hub.warnings.desk.one(alert)
    if found is None:
        raise Refused(404, "not_found", {"alert": alert})
    return found
