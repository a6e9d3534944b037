"""One row of the registry: a device with its places and its owner as the cells people write. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from devices.contract.bodies import DeviceClass
from devices.contract.topics import ID_PATTERN
from hub.domain.area import Catalog, Device, Person, Place, PlaceKind
from hub.domain.bins import Geometry
from hub.domain.row_faults import BadRow, RowFault
from hub.domain.shape_table import BadShape, read_shape, write_shape

COLUMNS = (
    "device_id", "class", "name", "village_id", "village", "hamlet", "grid_id", "grid", "point", "owner",
    "phone", "lat", "lon", "model", "period_s", "key", "serial", "empty_mm", "full_mm", "blind_mm", "source",
    "retired_at", "offset_mm", "shape",
)  # fmt: skip
REQUIRED = ("device_id", "class", "name", "village_id", "village", "point", "lat", "lon")
NUMBERS = frozenset({"lat", "lon", "period_s", "empty_mm", "full_mm", "blind_mm", "offset_mm"})
# What only devices of one class have; every other cell may be anybody's.
_OF_ONE_CLASS: Mapping[str, DeviceClass] = {
    "source": DeviceClass.CAMERA,
    **dict.fromkeys(("empty_mm", "full_mm", "blind_mm", "offset_mm", "shape"), DeviceClass.BIN),
}
_IDS = ("device_id", "village_id", "grid_id")
_CODES = frozenset({*_IDS, "key", "serial", "phone"})
# A slash divides the ids of places and people that are made of these.
_WITHOUT_SLASH = frozenset({"hamlet", "phone"})
_LONGEST: Mapping[str, int] = {
    "name": 80, "village": 80, "grid": 80, "owner": 40, "phone": 23, "model": 80, "key": 64, "serial": 64,
    "source": 400, "shape": 200,
}  # fmt: skip
_LONGEST_PLACE_ID = 64
_DEFAULT_PERIOD_S = 3600
_LONGEST_PERIOD_S = 31 * 86400
_ID = re.compile(ID_PATTERN)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
# What Excel makes of a long number, and of an id that looks like a date, when it saves a table.
_ROUNDED = re.compile(r"\d(\.\d+)?e\+\d+", re.IGNORECASE | re.ASCII)
_DATE = re.compile(
    r"\d{1,4}/\d{1,2}(/\d{1,4})?|(\d{4}年)?\d{1,2}月(\d{1,2}日)?|\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{2}"
)


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says: a device, the places around it, largest first, and who answers for them."""

    device: Device
    places: tuple[Place, ...]
    owner: Person | None


def has_cell(device_class: str, name: str) -> bool:
    """Tell whether devices of a class have a cell at all: what measures a bin is no cell of a camera."""
    return _OF_ONE_CLASS.get(name, device_class) == device_class


def read_row(cells: Mapping[str, str], township: str) -> Row:
    """Read the cells of a row, named by COLUMNS; cells that are not there are empty.

    The owner answers for the grid, or for the point where there is no grid.

    Raises:
        BadRow: a cell cannot be right.
    """
    cells = {name: cells.get(name, "").strip() for name in COLUMNS}
    _check(cells)
    owner = Person(f"{cells['owner']}/{cells['phone']}", cells["owner"], cells["phone"])
    device = Device(
        id=cells["device_id"],
        device_class=_device_class(cells["class"]),
        name=cells["name"],
        point=_point_id(cells),
        lat=_number(cells, "lat", -90, 90),
        lon=_number(cells, "lon", -180, 180),
        model=cells["model"],
        period_s=_period_s(cells),
        key=cells["key"].lower(),
        source=cells["source"],
        geometry=_geometry(cells),
        serial=cells["serial"],
        retired_at=_retired_at(cells["retired_at"]),
    )
    said = owner if owner.name else None
    return Row(device, tuple(_places(cells, township, said)), said)


def write_row(catalog: Catalog, device: Device) -> dict[str, str]:
    """Say a device as cells; `read_row` gives the same device, places and owner again."""
    geometry = device.geometry
    return {
        "device_id": device.id,
        "class": device.device_class.value,
        "name": device.name,
        **write_place(catalog, device.point),
        "lat": plain_number(device.lat),
        "lon": plain_number(device.lon),
        "model": device.model,
        "period_s": str(device.period_s),
        "key": device.key,
        "serial": device.serial,
        "empty_mm": plain_number(geometry.empty_mm) if geometry else "",
        "full_mm": plain_number(geometry.full_mm) if geometry else "",
        "blind_mm": plain_number(geometry.blind_mm) if geometry else "",
        "offset_mm": plain_number(geometry.offset_mm) if geometry else "",
        "shape": write_shape(geometry.shape) if geometry else "",
        "source": device.source,
        "retired_at": device.retired_at.isoformat() if device.retired_at else "",
    }


def write_place(catalog: Catalog, point: str) -> dict[str, str]:
    """Say where a point is, and who answers for it, as cells."""
    around = {place.kind: place for place in catalog.around(point)}
    village, grid = around.get(PlaceKind.VILLAGE), around.get(PlaceKind.GRID)
    hamlet, last = around.get(PlaceKind.HAMLET), around.get(PlaceKind.POINT)
    owner = catalog.owner_at(point)
    return {
        "village_id": village.id if village else "",
        "village": village.name if village else "",
        "hamlet": hamlet.name if hamlet else "",
        "grid_id": grid.id if grid else "",
        "grid": grid.name if grid else "",
        "point": last.name if last else "",
        "owner": owner.name if owner else "",
        "phone": owner.phone if owner else "",
    }


def with_known_places(catalog: Catalog, cells: Mapping[str, str]) -> dict[str, str]:
    """Fill in the names and the owner that the registry has for the places a row names by id."""
    village = catalog.places.get(cells.get("village_id", ""))
    grid = catalog.places.get(cells.get("grid_id", ""))
    filled = {"village": village.name if village else "", "grid": grid.name if grid else ""}
    point = _point_id({name: cells.get(name, "") for name in COLUMNS})
    owner = catalog.owner_at(point if point in catalog.places else cells.get("grid_id", ""))
    filled |= {"owner": owner.name, "phone": owner.phone} if owner and not cells.get("owner") else {}
    return {**cells, **{name: text for name, text in filled.items() if not cells.get(name)}}


def plain_number(value: float) -> str:
    """Write a number so that reading it gives the same one, without a fraction where there is none."""
    return str(int(value)) if float(value).is_integer() else repr(value)


def is_number(text: str) -> bool:
    """Tell whether a cell is a plain decimal number, such as -5."""
    return _NUMBER.fullmatch(text) is not None


def _check(cells: Mapping[str, str]) -> None:
    for name in REQUIRED:
        if not cells[name]:
            raise BadRow(RowFault.EMPTY, name=name)
    for name, text in cells.items():
        _check_text(name, text)
    for name in _IDS:
        if cells[name]:
            _check_id(name, cells[name])
    if cells["phone"] and not cells["owner"]:
        raise BadRow(RowFault.PHONE_ALONE, text=cells["phone"])
    if len(_point_id(cells)) > _LONGEST_PLACE_ID:
        raise BadRow(RowFault.PLACE_TOO_LONG, text=cells["point"])


def _check_text(name: str, text: str) -> None:
    wrong = next((char for char in text if unicodedata.category(char) in {"Cc", "Cs"}), None)
    if wrong is not None:
        raise BadRow(RowFault.CHARACTER, name=name, code=ord(wrong))
    if len(text) > _LONGEST.get(name, len(text)):
        raise BadRow(RowFault.TOO_LONG, name=name, length=len(text), most=_LONGEST[name])
    spoilt = _spoilt(text) if name in _CODES else None
    if spoilt is not None:
        raise BadRow(spoilt, name=name, text=text)
    if name in _WITHOUT_SLASH and "/" in text:
        raise BadRow(RowFault.SLASH, name=name, text=text)


def _check_id(name: str, text: str) -> None:
    if not _ID.fullmatch(text):
        raise BadRow(RowFault.NO_ID, name=name, text=text)


def _spoilt(text: str) -> RowFault | None:
    """Say what a spreadsheet has done to an id; None where it shows nothing."""
    if _ROUNDED.fullmatch(text):
        return RowFault.ROUNDED
    return RowFault.DATED if _DATE.fullmatch(text) else None


def _device_class(text: str) -> DeviceClass:
    try:
        return DeviceClass(text)
    except ValueError as error:
        raise BadRow(RowFault.NO_CLASS, text=text, known=", ".join(DeviceClass)) from error


def _period_s(cells: Mapping[str, str]) -> int:
    if not cells["period_s"]:
        return _DEFAULT_PERIOD_S
    period_s = _number(cells, "period_s", 1, _LONGEST_PERIOD_S)
    if not period_s.is_integer():
        raise BadRow(RowFault.NO_SECONDS, text=cells["period_s"])
    return int(period_s)


def _geometry(cells: Mapping[str, str]) -> Geometry | None:
    if not any(cells[name] for name in ("empty_mm", "full_mm", "blind_mm", "offset_mm", "shape")):
        return None
    empty, full = _number(cells, "empty_mm", 1, 100_000), _number(cells, "full_mm", 0, 100_000)
    if empty <= full:
        raise BadRow(RowFault.UPSIDE_DOWN, empty=empty, full=full)
    blind = _number(cells, "blind_mm", 0, 100_000) if cells["blind_mm"] else 0.0
    offset = _number(cells, "offset_mm", -100_000, 100_000) if cells["offset_mm"] else 0.0
    try:
        return Geometry(empty, full, blind, offset, read_shape(cells["shape"]))
    except BadShape as error:
        raise BadRow(RowFault.SHAPE, why=error) from error


def _retired_at(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadRow(RowFault.NO_TIME, text=text) from error
    if at.tzinfo is None:
        raise BadRow(RowFault.NO_OFFSET, text=text)
    return at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)


def _places(cells: Mapping[str, str], township: str, owner: Person | None) -> Iterator[Place]:
    village, around = cells["village_id"], cells["village_id"]
    yield Place(village, PlaceKind.VILLAGE, cells["village"], township)
    answers = owner.id if owner else None
    if cells["grid_id"]:
        around = cells["grid_id"]
        yield Place(around, PlaceKind.GRID, cells["grid"] or around, village, answers)
        answers = None
    if cells["hamlet"]:
        yield Place(f"{around}:{cells['hamlet']}", PlaceKind.HAMLET, cells["hamlet"], around)
        around = f"{around}:{cells['hamlet']}"
    yield Place(f"{around}/{cells['point']}", PlaceKind.POINT, cells["point"], around, answers)


def _point_id(cells: Mapping[str, str]) -> str:
    hamlet = f":{cells['hamlet']}" if cells["hamlet"] else ""
    return f"{cells['grid_id'] or cells['village_id']}{hamlet}/{cells['point']}"


def _number(cells: Mapping[str, str], name: str, low: float, high: float) -> float:
    if not is_number(cells[name]):
        raise BadRow(RowFault.NO_NUMBER, name=name, text=cells[name])
    value = float(cells[name])
    if not low <= value <= high:
        raise BadRow(RowFault.OUTSIDE, name=name, value=value, low=low, high=high)
    return value
