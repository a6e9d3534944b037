"""The pretend township: villages, grids, points and devices, their registry and map base. Pure and seeded."""

import csv
import io
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from devices.contract.bodies import DeviceClass
from devices.sim.chance import dice
from devices.sim.kinds import KINDS
from devices.sim.mapbase import Place, area_feature, line_feature, moved, place
from devices.sim.names import (
    COUNTY,
    GIVEN_NAMES,
    GRIDS,
    HAMLETS,
    POINTS,
    SURNAMES,
    TOWNSHIP,
    TOWNSHIPS,
    VILLAGES,
    PlaceName,
    within,
)  # fmt: skip
from devices.sim.terrain import Metres, inner_radius_m, terrain

REGISTRY_COLUMNS = (
    "device_id", "class", "name", "village_id", "village", "hamlet", "grid_id", "grid", "point",
    "owner", "phone", "lat", "lon", "model", "period_s", "key", "empty_mm", "full_mm", "source",
)  # fmt: skip
BIN_PERIOD_S = 5

_LORAWAN_EVERY = 20  # of so many bins one speaks LoRaWAN
_LORAWAN_MODELS = ("Milesight EM400-MUD", "Milesight EM310-UDL")
# Distance from the sensor to the bottom and to the full mark: 240 l, 660 l and 1100 l containers.
_BIN_SIZES_MM = ((950, 200), (1150, 250), (1250, 260))


@dataclass(frozen=True, slots=True)
class GridCell:
    """A grid (网格) and the grid member who answers for it. Phone numbers are fictional."""

    id: str
    name: str
    member: str
    phone: str


@dataclass(frozen=True, slots=True)
class Point:
    """A spot with devices (点位)."""

    name: PlaceName
    hamlet: str
    grid: GridCell
    place: Place


@dataclass(frozen=True, slots=True)
class Village:
    """One village; `boundary` is an open ring, counter-clockwise."""

    name: PlaceName
    centre: Place
    boundary: tuple[Place, ...]
    households: int
    grids: tuple[GridCell, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Device:
    """One device. `key`: its identity in a foreign network (devEUI), "" for none. Geometry: bins only.

    `period_s`: seconds between two signs of life, None where the township's figure for the class holds.
    """

    id: str
    device_class: DeviceClass
    name: str
    village: Village
    point: Point
    place: Place
    model: str
    key: str = ""
    empty_mm: int | None = None
    full_mm: int | None = None
    period_s: int | None = None


@dataclass(frozen=True, slots=True)
class Road:
    """A road between two villages."""

    name: PlaceName
    course: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Township:
    """Everything that stands. `bin_period_s`: seconds between two reports of a bin."""

    site: str
    name: PlaceName
    seed: int
    villages: tuple[Village, ...]
    devices: tuple[Device, ...]
    river: tuple[Place, ...]
    roads: tuple[Road, ...]
    bin_period_s: int = BIN_PERIOD_S

    def of(self, device_class: DeviceClass) -> tuple[Device, ...]:
        """List the devices of one class, by number."""
        return tuple(device for device in self.devices if device.device_class is device_class)

    def period_s(self, device_class: DeviceClass) -> int:
        """Seconds between two signs of life that the registry expects."""
        return KINDS[device_class].period_s or self.bin_period_s

    def registry_csv(self, camera_url: Callable[[str], str] = lambda _device: "") -> str:
        """Write the registry, one row for each device.

        Args:
            camera_url: gives the address of a camera's pictures for its device id.
        """
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(REGISTRY_COLUMNS)
        for device in self.devices:
            is_camera = device.device_class is DeviceClass.CAMERA
            writer.writerow(self._row(device, camera_url(device.id) if is_camera else ""))
        return out.getvalue()

    def _row(self, device: Device, source: str) -> tuple[object, ...]:
        village, point, grid = device.village, device.point, device.point.grid
        return (
            device.id, device.device_class.value, device.name, village.name.id, village.name.zh, point.hamlet,
            grid.id, grid.name, point.name.zh, grid.member, grid.phone, device.place.lat, device.place.lon,
            device.model, device.period_s or self.period_s(device.device_class), device.key,
            device.empty_mm, device.full_mm, source,
        )  # fmt: skip

    def geojson(self) -> dict[str, object]:
        """Draw the map base: features of kind village, river and road, named in Chinese and English."""
        villages = [
            area_feature(
                "village",
                village.name,
                village.boundary,
                {"households": village.households, "label": [village.centre.lon, village.centre.lat]},
            )
            for village in self.villages
        ]
        river = line_feature("river", PlaceName("大溪", "Daxi River", "daxi-river"), self.river)
        roads = [line_feature("road", road.name, road.course) for road in self.roads]
        return {"type": "FeatureCollection", "features": [*villages, river, *roads]}


def settle(
    seed: int, site: str, villages: int, counts: Mapping[DeviceClass, int], *, townships: int = 1
) -> Township:
    """Build a township with so many devices of each class, one class after the other.

    Several `townships` share the land like the slices of a cake, and their villages bear their names.

    Raises:
        ValueError: more villages or townships than there are names, or none.
    """
    if not 1 <= villages <= len(VILLAGES):
        raise ValueError(f"villages = {villages}: expected 1..{len(VILLAGES)}, as many as there are names")
    if not 1 <= townships <= len(TOWNSHIPS):
        raise ValueError(f"townships = {townships}: expected 1..{len(TOWNSHIPS)}")
    land = terrain(seed, villages)
    settled = tuple(
        _village(seed, number, centre, cell, _named(number, centre, townships))
        for number, (centre, cell) in enumerate(zip(land.centres, land.cells, strict=True))
    )
    devices = tuple(
        device
        for device_class, count in counts.items()
        for device in _devices(seed, device_class, count, settled)
    )
    roads = tuple(
        Road(_road_name(settled[a].name, settled[b].name), tuple(map(place, course)))
        for a, b, course in land.roads
    )
    name = TOWNSHIP if townships == 1 else COUNTY
    return Township(site, name, seed, settled, devices, tuple(map(place, land.river)), roads)


def _named(number: int, centre: Metres, townships: int) -> PlaceName:
    if townships == 1:
        return VILLAGES[number]
    share = (math.atan2(centre[1], centre[0]) / math.tau) % 1
    return within(TOWNSHIPS[int(share * townships) % townships], VILLAGES[number])


def _village(seed: int, number: int, centre: Metres, cell: tuple[Metres, ...], name: PlaceName) -> Village:
    chance = dice(seed, "village", number)
    grids = tuple(
        GridCell(
            f"{name.id}-g{cell_number}",
            f"{name.zh}{grid}",
            _person(chance),
            _phone(chance, number, cell_number),
        )
        for cell_number, grid in enumerate(GRIDS[: chance.randint(2, 3)], start=1)
    )
    hamlets = HAMLETS[: chance.randint(2, len(HAMLETS))]
    reach_m = inner_radius_m(centre, cell) * 0.8
    points = tuple(
        Point(
            point_name,
            hamlets[index % len(hamlets)],
            grids[index % len(grids)],
            place(_near(chance, centre, reach_m)),
        )
        for index, point_name in enumerate(POINTS[: chance.randint(8, len(POINTS))])
    )
    return Village(name, place(centre), tuple(map(place, cell)), chance.randint(120, 620), grids, points)


def _devices(seed: int, device_class: DeviceClass, count: int, villages: tuple[Village, ...]) -> list[Device]:
    chance = dice(seed, "devices", device_class)
    devices = []
    for number in range(1, count + 1):
        village = villages[(number - 1) % len(villages)]
        round_number = (number - 1) // len(villages)
        point = village.points[round_number % len(village.points)]
        again = round_number // len(village.points)
        empty_mm, full_mm = chance.choice(_BIN_SIZES_MM) if device_class is DeviceClass.BIN else (None, None)
        model, key = _make(device_class, number)
        devices.append(
            Device(
                id=f"{KINDS[device_class].short}-{number:03d}",
                device_class=device_class,
                name=f"{village.name.zh}{point.name.zh}{KINDS[device_class].zh}"
                + (f"{again + 1}号" if again else ""),
                village=village,
                point=point,
                place=moved(point.place, (chance.uniform(-8, 8), chance.uniform(-8, 8))),
                model=model,
                key=key,
                empty_mm=empty_mm,
                full_mm=full_mm,
            )
        )
    return devices


def _make(device_class: DeviceClass, number: int) -> tuple[str, str]:
    if device_class is DeviceClass.BIN and number % _LORAWAN_EVERY == 0:
        return _LORAWAN_MODELS[number // _LORAWAN_EVERY % len(_LORAWAN_MODELS)], f"24e124713d{number:06x}"
    return KINDS[device_class].model, ""


def _person(chance: Random) -> str:
    return chance.choice(SURNAMES) + chance.choice(GIVEN_NAMES)


def _phone(chance: Random, village: int, grid: int) -> str:
    return f"1{chance.choice((38, 39, 50, 58, 77, 86))}0000{village * 3 + grid:04d}"


def _near(chance: Random, centre: Metres, reach_m: float) -> Metres:
    angle, away = chance.uniform(0, math.tau), reach_m * math.sqrt(chance.uniform(0.05, 1))
    return centre[0] + away * math.cos(angle), centre[1] + away * math.sin(angle)


def _road_name(a: PlaceName, b: PlaceName) -> PlaceName:
    zh = f"{a.zh.removesuffix('村')}—{b.zh.removesuffix('村')}公路"
    return PlaceName(zh, f"{a.id.capitalize()}–{b.id.capitalize()} Road", f"{a.id}-{b.id}")
