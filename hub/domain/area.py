"""The area and who answers for it: township > village > grid > hamlet > point > device. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from devices.contract.bodies import DeviceClass
from hub.domain.bins import Geometry


class PlaceKind(StrEnum):
    """The levels of the area, largest first."""

    TOWNSHIP = "township"
    VILLAGE = "village"
    GRID = "grid"
    HAMLET = "hamlet"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Place:
    """One place.

    `owner` is the person who answers for it (网格员 for a grid), `parent` the place around it.
    """

    id: str
    kind: PlaceKind
    name: str
    parent: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who answers for places."""

    id: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Device:
    """One registered device.

    `key` is the identity it has elsewhere (a LoRaWAN devEUI), `source` a camera's URL, `serial` is printed on
    its case. `retired_at` (aware UTC): taken out of service; its history stays, what it says is set aside.
    """

    id: str
    device_class: DeviceClass
    name: str
    point: str
    lat: float
    lon: float
    model: str = ""
    period_s: int = 3600
    key: str = ""
    source: str = ""
    geometry: Geometry | None = None
    serial: str = ""
    retired_at: datetime | None = None


@dataclass(frozen=True)
class Catalog:
    """The whole registry at one moment, with the questions everybody asks of it; `devices` are in service."""

    places: Mapping[str, Place]
    people: Mapping[str, Person]
    devices: Mapping[str, Device]
    retired: Mapping[str, Device]

    @classmethod
    def of(cls, places: Iterable[Place], people: Iterable[Person], devices: Iterable[Device]) -> "Catalog":
        """Index places, people and devices by id; of several with one id the last counts."""
        by_id = {device.id: device for device in devices}
        return cls(
            {place.id: place for place in places},
            {person.id: person for person in people},
            {name: device for name, device in by_id.items() if device.retired_at is None},
            {name: device for name, device in by_id.items() if device.retired_at is not None},
        )

    @cached_property
    def by_key(self) -> Mapping[str, Device]:
        """Devices by the identity they have elsewhere; a key is the retired one's until another has it."""
        return {device.key.lower(): device for device in self.all_devices() if device.key}

    def all_devices(self) -> tuple[Device, ...]:
        """List the retired devices, then those in service."""
        return (*self.retired.values(), *self.devices.values())

    def find(self, device: str) -> Device | None:
        """One device, retired or not."""
        return self.devices.get(device) or self.retired.get(device)

    def is_registered(self, device: str) -> bool:
        """Tell whether a device is in the registry, retired or not: it is no stranger."""
        return device in self.devices or device in self.retired

    def of_class(self, device_class: DeviceClass) -> tuple[Device, ...]:
        """List the devices of one class, by id."""
        return self._by_class.get(device_class, ())

    def around(self, place: str | None) -> tuple[Place, ...]:
        """List a place and everything around it, smallest first; unknown places end the list."""
        chain: list[Place] = []
        while place is not None and (found := self.places.get(place)) is not None and found not in chain:
            chain.append(found)
            place = found.parent
        return tuple(chain)

    def village_of(self, device: Device) -> Place | None:
        """The village a device stands in."""
        return self._nearest(device.point, PlaceKind.VILLAGE)

    def village_id(self, device: Device) -> str:
        """The id of the village a device stands in, "none" where there is none: a tag is never empty."""
        village = self.village_of(device)
        return village.id if village else "none"

    def grid_of(self, device: Device) -> Place | None:
        """The grid cell (网格) a device stands in."""
        return self._nearest(device.point, PlaceKind.GRID)

    def villages(self) -> tuple[Place, ...]:
        """List the villages, by id."""
        return self._villages

    def owner_of(self, device: Device) -> Person | None:
        """Who answers for a device: the owner of the smallest place around it that has one."""
        return self.owner_at(device.point)

    def owner_at(self, place_id: str) -> Person | None:
        """Who answers for a place: its owner, or that of the smallest place around it that has one."""
        if place_id not in self._owners:
            owners = (place.owner for place in self.around(place_id) if place.owner is not None)
            self._owners[place_id] = next((self.people[name] for name in owners if name in self.people), None)
        return self._owners[place_id]

    def _nearest(self, place_id: str, kind: PlaceKind) -> Place | None:
        asked = place_id, kind
        if asked not in self._nearest_found:
            around = self.around(place_id)
            self._nearest_found[asked] = next((place for place in around if place.kind is kind), None)
        return self._nearest_found[asked]

    # A catalog never changes, and every device is asked for its village and its owner again and again.

    @cached_property
    def _by_class(self) -> Mapping[DeviceClass, tuple[Device, ...]]:
        found: dict[DeviceClass, list[Device]] = {}
        for _, device in sorted(self.devices.items()):
            found.setdefault(device.device_class, []).append(device)
        return {device_class: tuple(devices) for device_class, devices in found.items()}

    @cached_property
    def _villages(self) -> tuple[Place, ...]:
        found = (place for place in self.places.values() if place.kind is PlaceKind.VILLAGE)
        return tuple(sorted(found, key=lambda place: place.id))

    @cached_property
    def _owners(self) -> dict[str, Person | None]:
        return {}

    @cached_property
    def _nearest_found(self) -> dict[tuple[str, PlaceKind], Place | None]:
        return {}
