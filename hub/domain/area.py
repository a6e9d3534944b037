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
        chosen = (device for device in self.devices.values() if device.device_class is device_class)
        return tuple(sorted(chosen, key=lambda device: device.id))

    def around(self, place: str | None) -> tuple[Place, ...]:
        """List a place and everything around it, smallest first; unknown places end the list."""
        chain: list[Place] = []
        while place is not None and (found := self.places.get(place)) is not None and found not in chain:
            chain.append(found)
            place = found.parent
        return tuple(chain)

    def village_of(self, device: Device) -> Place | None:
        """The village a device stands in."""
        return self._nearest(device, PlaceKind.VILLAGE)

    def village_id(self, device: Device) -> str:
        """The id of the village a device stands in, "none" where there is none: a tag is never empty."""
        known = self._village_ids.get(device.id)
        if known is None:
            village = self.village_of(device)
            known = self._village_ids[device.id] = village.id if village else "none"
        return known

    @cached_property
    def _village_ids(self) -> dict[str, str]:
        return {}

    def grid_of(self, device: Device) -> Place | None:
        """The grid cell (网格) a device stands in."""
        return self._nearest(device, PlaceKind.GRID)

    def villages(self) -> tuple[Place, ...]:
        """List the villages, by id."""
        found = (place for place in self.places.values() if place.kind is PlaceKind.VILLAGE)
        return tuple(sorted(found, key=lambda place: place.id))

    def owner_of(self, device: Device) -> Person | None:
        """Who answers for a device: the owner of the smallest place around it that has one."""
        return self.owner_at(device.point)

    def owner_at(self, place_id: str) -> Person | None:
        """Who answers for a place: its owner, or that of the smallest place around it that has one."""
        for place in self.around(place_id):
            if place.owner is not None and place.owner in self.people:
                return self.people[place.owner]
        return None

    def _nearest(self, device: Device, kind: PlaceKind) -> Place | None:
        return next((place for place in self.around(device.point) if place.kind is kind), None)
