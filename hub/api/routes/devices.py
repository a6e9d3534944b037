"""Devices: what they say now, what they said, and claiming those that came unannounced."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Query

from devices.contract.bodies import DeviceClass
from devices.contract.topics import ID_PATTERN
from hub.api import asked, models, proposals, shown
from hub.api.problems import Refused
from hub.api.request import DeviceId, Hub, Now, Who
from hub.context import Context
from hub.domain.area import PlaceKind
from hub.domain.health import Presence
from hub.domain.instants import millis
from hub.ports import Row
from hub.series import NUMERIC, SERIES
from hub.services.foretelling import BinForecast
from hub.services.learning import learn
from hub.services.watch import DeviceView

ROUTER = APIRouter(prefix="/api/v1")
_MOST_ROWS = 5_000
_LONGEST = timedelta(days=366)
_NS_PER_MS = 1_000_000
_NS_PER_S = 1_000_000_000
# What is asked under a name of its own; what the clock writes down again and again is told when it changes.
_LEVEL = "level"
_STANDING = ("presence", "look", "view_fault", "collection", "emptied_at_ms")
# As many points as a wide screen has columns; below two days a device that reports every minute fits raw.
_MOST_MEANS, _MEANS_FROM = 1_000, timedelta(days=2)
_FIVE_MINUTES_S = 300


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
    found = [shown.device(now, view, _foretold(hub, view)) for view in wanted]
    return models.DeviceList(at=now.local(now.now), devices=found)


@ROUTER.get("/devices/{device}")
def one_device(hub: Hub, now: Now, device: DeviceId) -> models.DeviceOut:
    """One registered device."""
    view = next((view for view in hub.watch.devices() if view.device.id == device), None)
    if view is None:
        raise Refused(404, "not_found", {"device": device})
    return shown.device(now, view, _foretold(hub, view))


@ROUTER.get("/devices/{device}/history")
def history(
    hub: Hub,
    now: Now,
    device: DeviceId,
    field: Annotated[str, Query(pattern=r"^[a-z][a-z0-9_]{0,31}$")],
    since: Annotated[datetime, Query()],
) -> models.History:
    """One field of one device since an instant (ISO 8601); `level` is the believed fill of a bin.

    Of more than two days, numbers come as means: at most some 1,000, so that a chart of weeks is quick.
    Of how a device stood (`presence`, `look`, `view_fault`, `collection`, `emptied_at_ms`) each change comes.
    """
    series, column = _asked(field)
    known = SERIES[series].fields
    if device not in now.catalog.devices:
        raise Refused(404, "not_found", {"device": device})
    if column not in known:
        raise Refused(422, "bad_request", {"field": sorted({*SERIES["reading"].fields, _LEVEL, *_STANDING})})
    if since.tzinfo is None or not now.now - _LONGEST <= since < now.now:
        expected = f"an instant of the last {_LONGEST.days} days with its offset"
        raise Refused(422, "bad_request", {"where": "query.since", "expected": expected})
    since_ns, until_ns = (millis(at) * _NS_PER_MS for at in (since, now.now))
    is_measured = field not in _STANDING and known[column].type in NUMERIC
    every_s = _mean_of_s(now.now - since) if is_measured else None
    if every_s is None:
        rows = hub.series.history(series, column, device=device, since_ns=since_ns, until_ns=until_ns)
    else:
        every_ns = every_s * _NS_PER_S
        since_ns -= since_ns % every_ns
        window = {"since_ns": since_ns, "until_ns": until_ns, "every_ns": every_ns}
        rows = hub.series.means(series, column, device=device, **window)
    points = [
        models.HistoryPoint(at=now.local(_instant(row["at_ns"])), value=value)
        for row in (_changes(rows) if field in _STANDING else rows)
        if (value := row["value"]) is not None
    ]
    return models.History(
        device=device,
        field=field,
        unit=known[column].unit,
        since=now.local(since),
        until=now.local(now.now),
        every_s=every_s,
        is_cut=len(rows) >= _MOST_ROWS,
        points=points,
    )


def _asked(field: str) -> tuple[str, str]:
    """The series and its column that a field stands for."""
    if field in _STANDING:
        return "device", field
    return ("bin_level", "level_pct") if field == _LEVEL else ("reading", field)


def _changes(rows: Sequence[Row]) -> list[Row]:
    """The rows whose value is another than that of the row before."""
    return [*rows[:1], *(row for last, row in pairwise(rows) if last["value"] != row["value"])]


def _mean_of_s(span: timedelta) -> int | None:
    """How much time one value of a chart of this span stands for, s; None: each value for itself."""
    if span <= _MEANS_FROM:
        return None
    return math.ceil(span.total_seconds() / _MOST_MEANS / _FIVE_MINUTES_S) * _FIVE_MINUTES_S


@ROUTER.get("/strangers")
def strangers(hub: Hub, now: Now) -> models.StrangerList:
    """Devices that spoke and are not registered (待认领); their messages are kept."""
    found = [shown.stranger(now, unknown) for unknown in hub.watch.strangers()]
    return models.StrangerList(at=now.local(now.now), strangers=found)


@ROUTER.get("/devices/{device}/proposals")
def proposed(hub: Hub, device: DeviceId) -> proposals.ProposalList:
    """The products that an unclaimed or unreadable device could be, by its newest messages (learn mode)."""
    learned = learn(hub.ledger, hub.products.products, device)
    if not learned.messages:
        raise Refused(404, "not_found", {"device": device})
    return proposals.shown(device, learned)


@ROUTER.post("/devices/{device}/claim", status_code=201)
def claim(hub: Hub, now: Now, who: Who, device: DeviceId, claimed: asked.ClaimIn) -> models.Claimed:
    """Register a device that waits unclaimed; what it said meanwhile has its effect now."""
    if now.catalog.is_registered(device):
        raise Refused(409, "already_registered", {"device": device})
    if device not in {unknown.device for unknown in hub.watch.strangers()}:
        raise Refused(404, "not_found", {"device": device})
    point = now.catalog.places.get(claimed.point)
    if point is None or point.kind is not PlaceKind.POINT:
        raise Refused(422, "unknown_place", {"point": claimed.point})
    cells = {**claimed.cells(), "device_id": device}
    cells["key"] = cells["key"] or hub.products.key_of(device)
    messages = hub.registry.claim(point.id, cells, who.name)
    return models.Claimed(device=device, messages=messages)


def _foretold(hub: Context, view: DeviceView) -> BinForecast | None:
    return hub.foretelling.of(view.device.id, view.emptied_at)


def _instant(at_ns: object) -> datetime:
    return datetime.fromtimestamp(int(str(at_ns)) / 1e9, UTC)
