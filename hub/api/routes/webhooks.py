"""Uplinks that network servers post, and the secrets with which they may."""

from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.responses import JSONResponse, Response

from devices.listeners import NotTaken
from hub.api import webhooks
from hub.api.problems import Refused, busy
from hub.api.request import Hub, Now, RawBody, Who
from hub.domain.webhooks import Source

ROUTER = APIRouter(prefix="/api/v1")
_BEARER = "bearer "


@ROUTER.post("/uplinks/{source}", response_model=webhooks.Taken)
def take(
    hub: Hub,
    body: RawBody,
    source: Source,
    event: Annotated[str, Query(pattern=r"^[a-z]{1,16}$")] = "up",
    device: Annotated[str, Query(pattern=r"^[A-Za-z0-9._:-]{1,64}$")] = "",
    authorization: Annotated[str, Header(max_length=200)] = "",
) -> Response:
    """Take one message; 200 when it is on disk, 503 with Retry-After when it must be sent again.

    `Authorization: Bearer SECRET` with the source's own secret. ChirpStack adds `event` by itself; plain JSON
    (source `json`) names its `device`.
    """
    if not (
        authorization.lower().startswith(_BEARER)
        and hub.webhooks.may_post(source, authorization[len(_BEARER) :].strip())
    ):
        raise Refused(401, "wrong_secret", {"source": source})
    if source is Source.JSON and not device:
        raise Refused(422, "bad_request", {"where": "query.device", "expected": "whose message it is"})
    try:
        hub.webhooks.take(source, event, device, body)
    except NotTaken as error:
        return busy("no_room", str(error))
    return JSONResponse(webhooks.Taken().model_dump())


@ROUTER.get("/webhooks")
def all_webhooks(hub: Hub, now: Now) -> webhooks.WebhookList:
    """The sources that may post; their secrets were shown once and are not known here."""
    found = {webhook.source: webhook for webhook in hub.webhooks.all()}
    return webhooks.WebhookList(
        at=now.local(now.now), webhooks=[webhooks.shown(now, source, found.get(source)) for source in Source]
    )


@ROUTER.post("/webhooks/{source}", status_code=201)
def issue(hub: Hub, who: Who, source: Source) -> webhooks.Issued:
    """Make a secret for a source, shown this once; the one before opens nothing any more."""
    secret = hub.webhooks.issue(source, who.name)
    return webhooks.issued(hub.settings.http.public_url, source, secret)


@ROUTER.delete("/webhooks/{source}", status_code=204)
def revoke(hub: Hub, who: Who, source: Source) -> Response:
    """Let a source post no more."""
    hub.webhooks.revoke(source, who.name)
    return Response(status_code=204)
