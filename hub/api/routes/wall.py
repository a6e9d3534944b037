"""The wall (一屏知全域) as a page of the hub, where whoever starts it can draw it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hub.api.problems import Refused
from hub.api.request import Hub
from hub.api.routes.sessions import language
from hub.api.shared import Shared

ROUTER = APIRouter()


@ROUTER.get("/wall", response_class=HTMLResponse)
def wall(hub: Hub, request: Request) -> HTMLResponse:
    """The township on one screen; the page asks again by itself."""
    walls = getattr(request.app.state, "wall", {})
    drawn = walls.get(language(request.cookies, hub))
    if not isinstance(drawn, Shared):
        raise Refused(404, "not_found", {"wall": "time series go to a SQLite file"})
    return HTMLResponse(drawn.get())
