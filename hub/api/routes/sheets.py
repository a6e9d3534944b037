"""Pages for technicians: the QR sheet of a village, and the page of a device that its code leads to."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse

from devices.contract.topics import ID_PATTERN
from hub.api.problems import Refused
from hub.api.request import DeviceId, Hub, Now
from hub.api.routes.sessions import language
from hub.api.sheets import Sheet, device_page, sheet_page
from hub.domain.area import PlaceKind

ROUTER = APIRouter()


@ROUTER.get("/sheets/{village}", response_class=HTMLResponse)
def sheet(
    hub: Hub, now: Now, request: Request, village: Annotated[str, Path(pattern=ID_PATTERN)]
) -> HTMLResponse:
    """The devices of a village with QR codes, to be printed and taken along."""
    place = now.catalog.places.get(village)
    if place is None or place.kind is not PlaceKind.VILLAGE:
        raise Refused(404, "not_found", {"village": village})
    made = Sheet(now.catalog, place, hub.settings.http.public_url.rstrip("/"))
    return HTMLResponse(sheet_page(language(request.cookies, hub), made))


@ROUTER.get("/devices/{device}", response_class=HTMLResponse)
def page_of_device(hub: Hub, now: Now, request: Request, device: DeviceId) -> HTMLResponse:
    """One device for somebody who stands before it: what it is, and what it said when."""
    view = next((view for view in hub.watch.devices() if view.device.id == device), None)
    if view is None:
        raise Refused(404, "not_found", {"device": device})
    return HTMLResponse(device_page(language(request.cookies, hub), now, view))
