"""The registry book: places, people and devices as rows."""

from collections.abc import Iterable

from sqlalchemy import Connection, Row, select

from devices.contract.bodies import DeviceClass
from hub.adapters.ledger.schema import DEVICE, PERSON, PLACE
from hub.adapters.ledger.upsert import upsert
from hub.domain.area import Catalog, Device, Person, Place, PlaceKind
from hub.domain.bins import Geometry


class SqlRegistry:
    """Fulfils `hub.books.RegistryBook`."""

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
    }


def _device(row: Row[tuple[object, ...]]) -> Device:
    geometry = None if row.empty_mm is None else Geometry(row.empty_mm, row.full_mm, row.blind_mm)
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
        geometry=geometry,
    )
