"""The registry: as a table people keep in a spreadsheet, device by device, and what was changed in it."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from devices.contract.topics import ID_PATTERN
from hub.api import registered
from hub.api.request import DeviceId, Hub, Limit, Now, RawBody, Who

ROUTER = APIRouter(prefix="/api/v1")


@ROUTER.get("/registry", response_class=Response)
def export_table(hub: Hub) -> Response:
    """The whole registry as the CSV file that can be imported again (UTF-8 with BOM, for Excel)."""
    headers = {"Content-Disposition": f'attachment; filename="registry-{hub.settings.site.id}.csv"'}
    return Response(hub.registry.export_csv(), media_type="text/csv; charset=utf-8", headers=headers)


@ROUTER.post("/registry")
def import_table(
    hub: Hub, who: Who, content: RawBody, *, dry_run: Annotated[bool, Query()] = False
) -> registered.Imported:
    """Add or replace places, owners and devices by a CSV file, the body itself; or say what it would do."""
    if dry_run:
        return registered.imported(hub.registry.preview(content), is_dry_run=True)
    return registered.imported(hub.registry.import_csv(content, who.name), is_dry_run=False)


@ROUTER.get("/registry/changes")
def change_log(
    hub: Hub,
    now: Now,
    limit: Limit = 100,
    device: Annotated[str | None, Query(pattern=ID_PATTERN)] = None,
    before: Annotated[int | None, Query(ge=1)] = None,
) -> registered.ChangeLog:
    """What was changed in the registry, by whom and when, newest first."""
    found = hub.registry.changes(limit, device, before)
    return registered.ChangeLog(at=now.local(now.now), changes=[registered.logged(now, one) for one in found])


@ROUTER.put("/devices/{device}")
def put(hub: Hub, who: Who, device: DeviceId, row: registered.RowIn) -> registered.Registered:
    """Add a device, or replace everything that is known of it."""
    hub.registry.put({"device_id": device, **row.cells()}, who.name)
    return registered.Registered(device=device)


@ROUTER.patch("/devices/{device}")
def edit(hub: Hub, who: Who, device: DeviceId, changed: registered.EditIn) -> registered.Registered:
    """Change what is known of a device."""
    hub.registry.edit(device, changed.cells(), who.name)
    return registered.Registered(device=device)


@ROUTER.post("/devices/{device}/move")
def move(hub: Hub, who: Who, device: DeviceId, place: registered.MoveIn) -> registered.Registered:
    """Put a device at another point, grid or village."""
    hub.registry.move(device, place.cells(), who.name)
    return registered.Registered(device=device)


@ROUTER.post("/devices/{device}/replace")
def replace(hub: Hub, who: Who, device: DeviceId, hardware: registered.ReplaceIn) -> registered.Registered:
    """Let other hardware take a device's place: its history stays, its message numbers begin anew."""
    hub.registry.replace(device, hardware.cells(), who.name)
    return registered.Registered(device=device)


@ROUTER.post("/devices/{device}/retire")
def retire(hub: Hub, who: Who, device: DeviceId) -> registered.Registered:
    """Take a device out of service: its history stays, what it still says is set aside (retired)."""
    hub.registry.retire(device, who.name)
    return registered.Registered(device=device)


@ROUTER.post("/devices/{device}/restore")
def restore(hub: Hub, who: Who, device: DeviceId) -> registered.Registered:
    """Put a retired device back into service."""
    hub.registry.restore(device, who.name)
    return registered.Registered(device=device)
