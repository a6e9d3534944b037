"""The registry as a file of a spreadsheet: one row per device, read and written without loss. Pure."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hub.domain.area import Catalog, Device, Person, Place, PlaceKind
from hub.domain.registry_row import COLUMNS, NUMBERS, REQUIRED, Row, is_number, read_row, write_row
from hub.domain.row_faults import BadRow, RowFault

_SEPARATORS = (",", ";", "\t")
# What is only about the device itself: where a table lacks such a column, the value stays as it is.
_OWN = (
    "model", "period_s", "key", "serial", "empty_mm", "full_mm", "blind_mm", "offset_mm", "shape", "source",
    "retired_at",
)  # fmt: skip
# A cell that begins so is a formula to a spreadsheet (OWASP ASVS 5, 1.2.10); apostrophes before it are kept.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠]")
_ESCAPED = re.compile(r"'+[=+\-@＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Flawed:
    """A row that cannot be taken: its line in the file (the header is line 1) and what is wrong."""

    line: int
    fault: BadRow

    @property
    def why(self) -> str:
        """What is wrong, as a sentence."""
        return str(self.fault)


@dataclass(frozen=True, slots=True)
class Table:
    """What a table says; rows in `flawed` are in none of the other lists.

    `unknown_columns`: those that nobody knows; they were not read.
    """

    places: tuple[Place, ...]
    people: tuple[Person, ...]
    devices: tuple[Device, ...]
    flawed: tuple[Flawed, ...]
    unknown_columns: tuple[str, ...] = ()


class BadTable(ValueError):
    """The file as a whole cannot be read as this table; the text says what was expected."""


def parse(content: bytes, township: str, township_name: str, known: Catalog) -> Table:
    """Read a table in UTF-8 (with or without BOM) or GB 18030, its cells separated by `,`, `;` or tabs.

    Args:
        content: the file.
        township: id of the place around all villages.
        township_name: what people call it.
        known: the registry as it is; ids that a spreadsheet spoilt are recognised by it.

    Raises:
        BadTable: undecodable, or a required column is missing or there twice.
    """
    header, rows = _rows(_text(content))
    gathered = _Gathered.of(township, township_name, known, [cells.get("device_id", "") for _, cells in rows])
    flawed: list[Flawed] = []
    for line, cells in rows:
        try:
            gathered.take(_completed(cells, header, known))
        except BadRow as error:
            flawed.append(Flawed(line, error))
    return gathered.table(tuple(flawed), tuple(name for name in header if name not in COLUMNS))


def one_row(cells: Mapping[str, str], township: str, township_name: str, known: Catalog) -> Table:
    """Read a single row, held against the registry as those of a file are.

    Raises:
        BadRow: it cannot be taken.
    """
    gathered = _Gathered.of(township, township_name, known, [cells.get("device_id", "")])
    gathered.take(cells)
    return gathered.table()


def written(catalog: Catalog) -> bytes:
    """Write every device, retired ones too, as the table that `parse` reads; UTF-8 with BOM, for Excel."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for device in sorted(catalog.all_devices(), key=lambda device: device.id):
        cells = write_row(catalog, device)
        writer.writerow([_escaped(name, cells[name]) for name in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def merged(known: Catalog, table: Table) -> Catalog:
    """The registry as it would be with a table taken."""
    return Catalog.of(
        {**known.places, **{place.id: place for place in table.places}}.values(),
        {**known.people, **{person.id: person for person in table.people}}.values(),
        (*known.all_devices(), *table.devices),
    )


@dataclass(slots=True)
class _Gathered:
    """What the rows so far have said; `keys`: which device has each key, those of the registry included."""

    township: str
    known: Catalog
    places: dict[str, Place]
    keys: dict[str, str]
    people: dict[str, Person] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)

    @classmethod
    def of(cls, township: str, name: str, known: Catalog, named: Sequence[str]) -> "_Gathered":
        others = (device for device in known.devices.values() if device.id not in set(named))
        keys = {device.key: device.id for device in others if device.key}
        return cls(township, known, {township: Place(township, PlaceKind.TOWNSHIP, name)}, keys)

    def take(self, cells: Mapping[str, str]) -> None:
        """Add one row, wholly or not at all.

        Raises:
            BadRow: it cannot be right, or contradicts an earlier one.
        """
        row = read_row(cells, self.township)
        self._check_device(row)
        agreed = [self._agreed(place) for place in row.places]
        device = row.device
        self.devices[device.id] = device
        if device.key and device.retired_at is None:
            self.keys[device.key] = device.id
        if row.owner is not None:
            self.people[row.owner.id] = row.owner
        self.places.update((place.id, place) for place in agreed)

    def table(self, flawed: tuple[Flawed, ...] = (), unknown_columns: tuple[str, ...] = ()) -> Table:
        """What was gathered."""
        places, people, devices = self.places.values(), self.people.values(), self.devices.values()
        return Table(tuple(places), tuple(people), tuple(devices), flawed, unknown_columns)

    def _check_device(self, row: Row) -> None:
        device = row.device
        if device.id in self.devices:
            raise BadRow(RowFault.TWICE, text=device.id)
        holder = self.keys.get(device.key, device.id)
        if holder != device.id and device.retired_at is None:
            raise BadRow(RowFault.KEY_TAKEN, text=device.key, holder=holder)
        village = row.places[0].id
        for name, text, there in (
            ("device_id", device.id, {known.id for known in self.known.all_devices()}),
            ("village_id", village, self.known.places),
            ("key", device.key, self.known.by_key),
        ):
            before = _with_zeros(text, there)
            if before:
                raise BadRow(RowFault.ZEROS_LOST, name=name, text=text, before=before)

    def _agreed(self, place: Place) -> Place:
        """Hold a place against what an earlier row said of it; an owner may be named in one of them only."""
        before = self.places.get(place.id)
        if before is None:
            return place
        owner = before.owner if place.owner is None else place.owner
        if replace(place, owner=None) != replace(before, owner=None):
            raise BadRow(
                RowFault.PLACE_DIFFERS,
                kind=place.kind,
                place=place.id,
                called=place.name,
                parent=place.parent,
                before=before.name,
                around=before.parent,
            )
        if before.owner not in {None, owner}:
            owners = {"owner": owner, "before": before.owner}
            raise BadRow(RowFault.OWNER_DIFFERS, kind=place.kind, place=place.id, **owners)
        return replace(place, owner=owner)


def _with_zeros(text: str, known: Mapping[str, object] | set[str]) -> str:
    """Find a known id that differs by zeros in front only; "" where there is none."""
    if not text.isdecimal() or text in known:
        return ""
    longer = (text.zfill(length) for length in range(len(text) + 1, 33))
    return next((candidate for candidate in longer if candidate in known), "")


def _completed(cells: Mapping[str, str], header: Sequence[str], known: Catalog) -> Mapping[str, str]:
    """Fill in what the table has no column for, from what is known of the device."""
    if None in cells:
        raise BadRow(RowFault.MORE_CELLS, count=len(header))
    device = known.find(cells.get("device_id", "").strip())
    before = write_row(known, device) if device else {}
    kept = {name: before.get(name, "") for name in _OWN if name not in header}
    return {**kept, **cells}


def _rows(text: str) -> tuple[Sequence[str], list[tuple[int, dict[str, str]]]]:
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=lambda mark: len(_names(first, mark).intersection(COLUMNS)))
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        header = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = header
        rows = list(_cells(reader))
    except csv.Error as error:
        raise BadTable(f"line {reader.line_num} cannot be read as a table: {error}") from error
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise BadTable(f"columns missing: {', '.join(missing)} (the first line must name the columns)")
    twice = sorted({name for name in header if header.count(name) > 1 and name in COLUMNS})
    if twice:
        raise BadTable(f"columns there twice: {', '.join(twice)}")
    return header, rows


def _names(line: str, separator: str) -> set[str]:
    return {name.strip().strip('"') for name in line.split(separator)}


def _cells(reader: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    for row in reader:
        yield reader.line_num, {name: _unescaped(text) for name, text in row.items()}


def _escaped(name: str, text: str) -> str:
    return text if name in NUMBERS else harmless(text)


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    is_formula = _FORMULA.match(text) is not None and not is_number(text)
    return f"'{text}" if is_formula else text


def _unescaped(cell: str | list[str] | None) -> str:
    if not isinstance(cell, str):
        return ""
    return cell[1:] if _ESCAPED.match(cell) else cell


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadTable("the file is neither UTF-8 nor GB 18030 text (save it as CSV UTF-8)")
