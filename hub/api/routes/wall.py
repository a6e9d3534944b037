"""The wall (一屏知全域) as a page of the hub, where whoever starts it can draw it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hub.api.problems import Refused
from hub.api.shared import Shared

ROUTER = APIRouter()


@ROUTER.get("/wall", response_class=HTMLResponse)
def wall(request: Request) -> HTMLResponse:
    """The township on one screen; the page asks again by itself."""
    drawn = getattr(request.app.state, "wall", None)
    if not isinstance(drawn, Shared):
        raise Refused(404, "not_found", {"wall": "time series go to a SQLite file"})
    return HTMLResponse(drawn.get())
