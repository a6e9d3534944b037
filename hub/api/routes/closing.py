"""The page on a grid member's phone (整改拍照): opened by a pass, it says at once what a photo proves."""

from datetime import datetime
from pathlib import Path as File
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from hub.api import matters
from hub.api.claimed import Claimed
from hub.api.closing_page import closing_page, over_page
from hub.api.problems import Refused
from hub.api.request import Hub, Now, RawBody
from hub.api.routes.sessions import language
from hub.context import Context
from hub.domain.instants import millis
from hub.domain.passes import LIFETIME
from hub.domain.photos.record import Sender
from hub.services.photo_passes import Opened

ROUTER = APIRouter()
Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{20,64}$")]
_SCRIPT = (File(__file__).parent.parent / "closing.js").read_text("utf-8")


@ROUTER.get("/closing/{token}", response_class=HTMLResponse)
def page(hub: Hub, now: Now, request: Request, token: Token) -> HTMLResponse:
    """The page of one matter for whoever holds its pass."""
    chosen = language(request.cookies, hub)
    opened = hub.photo_passes.opened(token)
    if opened is None:
        return HTMLResponse(over_page(chosen), 403)
    return HTMLResponse(closing_page(chosen, now, opened, _picture(hub, now.now, opened)))


@ROUTER.post("/closing/{token}/photos", response_model=matters.PhotoTaken)
def send_photo(hub: Hub, now: Now, token: Token, said: Claimed, content: RawBody) -> JSONResponse:
    """Send a closing photo by a pass; see `POST /api/v1/tickets/{ticket}/photos`."""
    opened = hub.photo_passes.opened(token)
    if opened is None:
        raise Refused(403, "photo_pass_over")
    made = hub.photos.take(opened.ticket.id, content, said.claim(), Sender("", opened.kept.person))
    answer = matters.taken(now, made)
    return JSONResponse(answer.model_dump(mode="json"), 201 if made.is_new else 200)


@ROUTER.get("/phone/closing.js", response_class=Response)
def script() -> Response:
    """The script of the page."""
    return Response(_SCRIPT, media_type="text/javascript", headers={"Cache-Control": "max-age=3600"})


def _picture(hub: Context, now: datetime, opened: Opened) -> str:
    """The address of the newest picture of before, "" where there is none."""
    before = [item.sha256 for item in opened.ticket.evidence if item.role in {"before", "at"}]
    if not before:
        return ""
    path = f"/signed/media/{before[-1]}"
    return f"{path}?{hub.passes.query(path, millis(now + LIFETIME) // 1000)}"
