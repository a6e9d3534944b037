"""Devices: what they say now, what they said, and claiming those that came unannounced."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from devices.contract.bodies import DeviceClass
from devices.contract.topics import ID_PATTERN
from hub.api import asked, models, shown
from hub.api.problems import Refused
from hub.api.request import DeviceId, Hub, Now
from hub.domain.area import Device
from hub.domain.bins import Geometry
from hub.domain.health import Presence
from hub.domain.instants import millis
from hub.series import SERIES

ROUTER = APIRouter(prefix="/api/v1")
_MOST_ROWS = 5_000
_LONGEST = timedelta(days=366)
_NS_PER_MS = 1_000_000
_LEVEL = "level"


@ROUTER.get("/devices")
def devices(
    hub: Hub,
    now: Now,
    device_class: Annotated[DeviceClass | None, Query(alias="class")] = None,
    village: Annotated[str | None, Query(pattern=ID_PATTERN)] = None,
    presence: Annotated[Presence | None, Query()] = None,
) -> models.DeviceList:
    """Registered devices by id, each figure with unit, quality and age."""
    wanted = [
        view
        for view in hub.watch.devices()
        if device_class in {None, view.device.device_class}
        and (village is None or (view.village is not None and view.village.id == village))
        and presence in {None, view.presence}
    ]
    return models.DeviceList(at=now.local(now.now), devices=[shown.device(now, view) for view in wanted])


@ROUTER.get("/devices/{device}")
def one_device(hub: Hub, now: Now, device: DeviceId) -> models.DeviceOut:
    """One registered device."""
    view = next((view for view in hub.watch.devices() if view.device.id == device), None)
    if view is None:
        raise Refused(404, "not_found", {"device": device})
    return shown.device(now, view)


@ROUTER.get("/devices/{device}/history")
def history(
    hub: Hub,
    now: Now,
    device: DeviceId,
    field: Annotated[str, Query(pattern=r"^[a-z][a-z0-9_]{0,31}$")],
    since: Annotated[datetime, Query()],
) -> models.History:
    """One field of one device since an instant (ISO 8601); `level` is the believed fill of a bin."""
    series, column = ("bin_level", "level_pct") if field == _LEVEL else ("reading", field)
    known = SERIES[series].fields
    if device not in now.catalog.devices:
        raise Refused(404, "not_found", {"device": device})
    if column not in known:
        raise Refused(422, "bad_request", {"field": sorted({*SERIES["reading"].fields, _LEVEL})})
    if since.tzinfo is None or not now.now - _LONGEST <= since < now.now:
        expected = f"an instant of the last {_LONGEST.days} days with its offset"
        raise Refused(422, "bad_request", {"where": "query.since", "expected": expected})
    rows = hub.series.history(
        series,
        column,
        device=device,
        since_ns=millis(since) * _NS_PER_MS,
        until_ns=millis(now.now) * _NS_PER_MS,
    )
    points = [
        models.HistoryPoint(at=now.local(_instant(row["at_ns"])), value=value)
        for row in rows
        if (value := row["value"]) is not None
    ]
    return models.History(
        device=device,
        field=field,
        unit=known[column].unit,
        since=now.local(since),
        until=now.local(now.now),
        is_cut=len(rows) >= _MOST_ROWS,
        points=points,
    )


@ROUTER.get("/strangers")
def strangers(hub: Hub, now: Now) -> models.StrangerList:
    """Devices that spoke and are not registered (待认领); their messages are kept."""
    found = [shown.stranger(now, unknown) for unknown in hub.watch.strangers()]
    return models.StrangerList(at=now.local(now.now), strangers=found)


@ROUTER.post("/devices/{device}/claim", status_code=201)
def claim(hub: Hub, now: Now, device: DeviceId, claimed: asked.ClaimIn) -> models.Claimed:
    """Register a device that waits unclaimed; what it said meanwhile has its effect now."""
    if device in now.catalog.devices:
        raise Refused(409, "already_registered", {"device": device})
    if device not in {unknown.device for unknown in hub.watch.strangers()}:
        raise Refused(404, "not_found", {"device": device})
    if claimed.point not in now.catalog.places:
        raise Refused(422, "unknown_place", {"point": claimed.point})
    messages = hub.registry.claim(_device(device, claimed), hub.ingest)
    return models.Claimed(device=device, messages=messages)


def _device(device: str, claimed: asked.ClaimIn) -> Device:
    shape = claimed.geometry
    if shape is not None and shape.empty_mm <= shape.full_mm:
        expected = "empty_mm larger than full_mm"
        raise Refused(422, "bad_request", {"where": "body.geometry", "expected": expected})
    return Device(
        id=device,
        device_class=claimed.device_class,
        name=claimed.name,
        point=claimed.point,
        lat=claimed.lat,
        lon=claimed.lon,
        model=claimed.model,
        period_s=claimed.period_s,
        key=claimed.key.lower(),
        geometry=Geometry(shape.empty_mm, shape.full_mm) if shape else None,
    )


def _instant(at_ns: object) -> datetime:
    return datetime.fromtimestamp(int(str(at_ns)) / 1e9, UTC)
