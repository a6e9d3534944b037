"""The registry book: places, people and devices as rows."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select

from devices.contract.bodies import DeviceClass
from hub.adapters.ledger.schema import DEVICE, PERSON, PLACE, REGISTRY_CHANGE
from hub.adapters.ledger.upsert import upsert
from hub.domain.area import Catalog, Device, Person, Place, PlaceKind
from hub.domain.bins import Geometry
from hub.domain.instants import instant, millis
from hub.domain.registry_changes import Act, Change, LoggedChange
from hub.domain.shape_table import read_shape, write_shape


class SqlRegistry:
    """Fulfils `hub.books.registry.RegistryBook`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def catalog(self) -> Catalog:
        """Read all three tables; a township has thousands of rows, not millions."""
        rows = self._connection.execute
        return Catalog.of(
            [Place(r.id, PlaceKind(r.kind), r.name, r.parent, r.owner) for r in rows(select(PLACE))],
            [Person(r.id, r.name, r.phone) for r in rows(select(PERSON))],
            [_device(r) for r in rows(select(DEVICE))],
        )

    def put(self, places: Iterable[Place], people: Iterable[Person], devices: Iterable[Device]) -> None:
        """Add or replace by id, owners and parents first."""
        upsert(self._connection, PERSON, [{"id": p.id, "name": p.name, "phone": p.phone} for p in people])
        for kind in PlaceKind:
            upsert(self._connection, PLACE, [_place_row(place) for place in places if place.kind is kind])
        upsert(self._connection, DEVICE, [_device_row(device) for device in devices])

    def note(self, changes: Iterable[Change], by: str, at: datetime) -> None:
        """Add to what was changed."""
        rows = [
            {
                "at_ms": millis(at),
                "by": by,
                "device": change.device,
                "act": change.act.value,
                "before": json.dumps(dict(change.before), ensure_ascii=False),
                "after": json.dumps(dict(change.after), ensure_ascii=False),
            }
            for change in changes
        ]
        if rows:
            self._connection.execute(insert(REGISTRY_CHANGE), rows)

    def changes(
        self, limit: int, device: str | None = None, before: int | None = None
    ) -> Sequence[LoggedChange]:
        """Newest first."""
        query = select(REGISTRY_CHANGE).order_by(REGISTRY_CHANGE.c.id.desc()).limit(limit)
        if device is not None:
            query = query.where(REGISTRY_CHANGE.c.device == device)
        if before is not None:
            query = query.where(REGISTRY_CHANGE.c.id < before)
        return [_change(row) for row in self._connection.execute(query)]


def _change(row: Row[tuple[object, ...]]) -> LoggedChange:
    change = Change(row.device, Act(row.act), json.loads(row.before), json.loads(row.after))
    return LoggedChange(row.id, instant(row.at_ms), row.by, change)


def _place_row(place: Place) -> dict[str, object]:
    return {
        "id": place.id,
        "kind": place.kind.value,
        "name": place.name,
        "parent": place.parent,
        "owner": place.owner,
    }


def _device_row(device: Device) -> dict[str, object]:
    geometry = device.geometry
    return {
        "id": device.id,
        "device_class": device.device_class.value,
        "name": device.name,
        "point": device.point,
        "lat": device.lat,
        "lon": device.lon,
        "model": device.model,
        "period_s": device.period_s,
        "key": device.key,
        "source": device.source,
        "empty_mm": geometry.empty_mm if geometry else None,
        "full_mm": geometry.full_mm if geometry else None,
        "blind_mm": geometry.blind_mm if geometry else None,
        "offset_mm": geometry.offset_mm if geometry else None,
        "shape": write_shape(geometry.shape) if geometry else None,
        "serial": device.serial,
        "retired_ms": None if device.retired_at is None else millis(device.retired_at),
    }


def _geometry(row: Row[tuple[object, ...]]) -> Geometry | None:
    if row.empty_mm is None:
        return None
    shape = read_shape(row.shape or "")
    return Geometry(row.empty_mm, row.full_mm, row.blind_mm, row.offset_mm or 0.0, shape)


def _device(row: Row[tuple[object, ...]]) -> Device:
    return Device(
        row.id,
        DeviceClass(row.device_class),
        row.name,
        row.point,
        row.lat,
        row.lon,
        model=row.model,
        period_s=row.period_s,
        key=row.key,
        source=row.source,
        geometry=_geometry(row),
        serial=row.serial,
        retired_at=None if row.retired_ms is None else instant(row.retired_ms),
    )
