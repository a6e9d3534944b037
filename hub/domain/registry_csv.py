"""The registry as a spreadsheet: one row per device, places and owners named in it. Pure."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from devices.contract.bodies import DeviceClass
from devices.contract.topics import ID_PATTERN
from hub.domain.area import Device, Person, Place, PlaceKind
from hub.domain.bins import Geometry

COLUMNS = (
    "device_id", "class", "name", "village_id", "village", "hamlet", "grid_id", "grid", "point", "owner",
    "phone", "lat", "lon", "model", "period_s", "key", "empty_mm", "full_mm", "source",
)  # fmt: skip
_REQUIRED = ("device_id", "class", "name", "village_id", "village", "point", "lat", "lon")
_ID = re.compile(ID_PATTERN)
_DEFAULT_PERIOD_S = 3600
_LONGEST_PERIOD_S = 31 * 86400


@dataclass(frozen=True, slots=True)
class Flawed:
    """A row that cannot be taken: its line in the file (the header is line 1) and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Table:
    """What a table says; rows in `flawed` are in none of the other lists."""

    places: tuple[Place, ...]
    people: tuple[Person, ...]
    devices: tuple[Device, ...]
    flawed: tuple[Flawed, ...]


class BadTable(ValueError):
    """The file as a whole cannot be read as this table; the text says what was expected."""


def parse(content: bytes, township: str, township_name: str) -> Table:
    """Read a table in UTF-8 (with or without BOM) or GB 18030, the encodings spreadsheets save Chinese in.

    Raises:
        BadTable: undecodable, or a required column is missing.
    """
    reader = csv.DictReader(io.StringIO(_text(content), newline=""))
    missing = [name for name in _REQUIRED if name not in (reader.fieldnames or ())]
    if missing:
        raise BadTable(f"columns missing: {', '.join(missing)} (the first line must name the columns)")
    places: dict[str, Place] = {township: Place(township, PlaceKind.TOWNSHIP, township_name)}
    people: dict[str, Person] = {}
    devices: dict[str, Device] = {}
    flawed: list[Flawed] = []
    for row in reader:
        try:
            cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
            device = _device(cells, devices)
        except BadTable as error:
            flawed.append(Flawed(reader.line_num, str(error)))
            continue
        devices[device.id] = device
        owner = _person(cells)
        if owner is not None:
            people[owner.id] = owner
        places.update((place.id, place) for place in _places(cells, township, owner))
    return Table(tuple(places.values()), tuple(people.values()), tuple(devices.values()), tuple(flawed))


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadTable("the file is neither UTF-8 nor GB 18030 text (save it as CSV UTF-8)")


def _device(cells: Mapping[str, str], earlier: Mapping[str, Device]) -> Device:
    if cells["device_id"] in earlier:
        raise BadTable(f"device_id {cells['device_id']!r} stands in an earlier line too")
    for name in _REQUIRED:
        if not cells[name]:
            raise BadTable(f"{name} is empty")
    for name in ("device_id", "village_id"):
        _check_id(name, cells[name])
    if cells["grid_id"]:
        _check_id("grid_id", cells["grid_id"])
    try:
        device_class = DeviceClass(cells["class"])
    except ValueError as error:
        allowed = ", ".join(DeviceClass)
        raise BadTable(f"class {cells['class']!r} is none of {allowed}") from error
    return Device(
        id=cells["device_id"],
        device_class=device_class,
        name=cells["name"][:80],
        point=_point_id(cells),
        lat=_number(cells, "lat", -90, 90),
        lon=_number(cells, "lon", -180, 180),
        model=cells["model"][:80],
        period_s=int(_number(cells, "period_s", 1, _LONGEST_PERIOD_S))
        if cells["period_s"]
        else _DEFAULT_PERIOD_S,
        key=cells["key"].lower()[:64],
        source=cells["source"][:400],
        geometry=_geometry(cells),
    )


def _geometry(cells: Mapping[str, str]) -> Geometry | None:
    if not cells["empty_mm"] and not cells["full_mm"]:
        return None
    empty, full = _number(cells, "empty_mm", 1, 100_000), _number(cells, "full_mm", 0, 100_000)
    if empty <= full:
        raise BadTable(f"empty_mm {empty:g} must be larger than full_mm {full:g}")
    return Geometry(empty, full)


def _places(cells: Mapping[str, str], township: str, owner: Person | None) -> Iterator[Place]:
    village = cells["village_id"]
    yield Place(village, PlaceKind.VILLAGE, cells["village"], township)
    around = village
    if cells["hamlet"]:
        around = f"{village}/{cells['hamlet']}"
        yield Place(around, PlaceKind.HAMLET, cells["hamlet"], village)
    if cells["grid_id"]:
        yield Place(
            cells["grid_id"],
            PlaceKind.GRID,
            cells["grid"] or cells["grid_id"],
            village,
            owner.id if owner else None,
        )
        around = cells["grid_id"]
    is_only_owned_here = owner is not None and not cells["grid_id"]
    yield Place(
        _point_id(cells),
        PlaceKind.POINT,
        cells["point"],
        around,
        owner.id if owner and is_only_owned_here else None,
    )


def _person(cells: Mapping[str, str]) -> Person | None:
    if not cells["owner"]:
        return None
    return Person(f"{cells['owner']}/{cells['phone']}"[:64], cells["owner"], cells["phone"])


def _point_id(cells: Mapping[str, str]) -> str:
    return f"{cells['grid_id'] or cells['village_id']}/{cells['point']}"[:64]


def _check_id(name: str, text: str) -> None:
    if not _ID.fullmatch(text):
        raise BadTable(f"{name} {text!r}: expected 1 to 32 of a-z, 0-9 and -")


def _number(cells: Mapping[str, str], name: str, low: float, high: float) -> float:
    try:
        value = float(cells[name])
    except ValueError as error:
        raise BadTable(f"{name} {cells[name]!r} is not a number") from error
    if not low <= value <= high:
        raise BadTable(f"{name} {value:g} is outside {low:g}..{high:g}")
    return value
