"""When and where a picture says it was taken: the few tags of EXIF that we need. Pure.

TIFF 6.0, section 2, and EXIF 2.32 (CIPA DC-008). A writer may have written anything: what makes no sense is
as good as absent, and nothing here raises.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Literal, TypeAlias

_ORDERS: dict[bytes, Literal["little", "big"]] = {b"II": "little", b"MM": "big"}
_MAGIC = 42
_HEADER_BYTES, _ENTRY_BYTES, _INLINE_BYTES = 8, 12, 4
_MOST_ENTRIES = 512
# Types by number, with the bytes of one value: BYTE, ASCII, SHORT, LONG, RATIONAL.
_WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8}
_ASCII, _SHORT, _LONG, _RATIONAL = 2, 3, 4, 5
_MOST_VALUE_BYTES = 64

_EXIF_BLOCK, _GPS_BLOCK = 0x8769, 0x8825
_TAKEN, _TAKEN_OFFSET = 0x9003, 0x9011
_LAT_REF, _LAT, _LON_REF, _LON = 1, 2, 3, 4
# Outside of them a clock was never set; and every zone has such a time.
_YEARS = range(1990, 2101)
_MAX_LAT, _MAX_LON = 90.0, 180.0
_SIGNS = {"N": 1, "S": -1, "E": 1, "W": -1}
_SIXTIETHS = (1.0, 60.0, 3600.0)

Block: TypeAlias = dict[int, tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class Exif:
    """What it says: aware time of taking, and WGS-84 degrees (lat, lon); None where it says nothing."""

    taken_at: datetime | None = None
    position: tuple[float, float] | None = None


def read_exif(block: bytes, zone: tzinfo) -> Exif:
    """Read a TIFF block; `zone`: where a time was taken that names no offset of its own."""
    order = _ORDERS.get(block[:2])
    if order is None or len(block) < _HEADER_BYTES or int.from_bytes(block[2:4], order) != _MAGIC:
        return Exif()
    tiff = _Tiff(block, order)
    first = tiff.directory(int.from_bytes(block[4:8], order))
    return Exif(
        _taken(tiff.pointed(first, _EXIF_BLOCK), zone), _position(tiff, tiff.pointed(first, _GPS_BLOCK))
    )


@dataclass(frozen=True, slots=True)
class _Tiff:
    content: bytes
    order: Literal["little", "big"]

    def directory(self, at: int) -> Block:
        """The entries of one directory: tag -> (type, bytes of the values)."""
        count = self._number(at, 2)
        if not count or count > _MOST_ENTRIES:
            return {}
        found: Block = {}
        for index in range(count):
            entry = at + 2 + index * _ENTRY_BYTES
            kind = self._number(entry + 2, 2)
            size = _WIDTHS.get(kind, 0) * self._number(entry + 4, 4)
            if 0 < size <= _MOST_VALUE_BYTES:
                where = entry + 8 if size <= _INLINE_BYTES else self._number(entry + 8, 4)
                found.setdefault(self._number(entry, 2), (kind, self.content[where : where + size]))
        return found

    def pointed(self, directory: Block, tag: int) -> Block:
        """The directory that an entry points to; an empty one where there is none."""
        kind, value = directory.get(tag, (0, b""))
        return self.directory(int.from_bytes(value, self.order)) if kind == _LONG else {}

    def rationals(self, entry: tuple[int, bytes]) -> tuple[float, ...]:
        """The values of an entry of fractions; none where one of them is no number."""
        kind, value = entry
        numbers = [int.from_bytes(value[at : at + 4], self.order) for at in range(0, len(value), 4)]
        pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
        if kind != _RATIONAL or not all(below for _, below in pairs):
            return ()
        return tuple(above / below for above, below in pairs)

    def _number(self, at: int, size: int) -> int:
        return int.from_bytes(self.content[at : at + size], self.order)


def _taken(block: Block, zone: tzinfo) -> datetime | None:
    try:
        naive = datetime.strptime(_text(block, _TAKEN), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  its zone follows
    except ValueError:
        return None
    if naive.year not in _YEARS:
        return None
    return naive.replace(tzinfo=_offset(_text(block, _TAKEN_OFFSET)) or zone).astimezone(UTC)


def _offset(text: str) -> tzinfo | None:
    try:
        return datetime.strptime(text, "%z").tzinfo
    except ValueError:
        return None


def _position(tiff: _Tiff, block: Block) -> tuple[float, float] | None:
    nothing = (0, b"")
    lat = _degrees(tiff.rationals(block.get(_LAT, nothing)), _text(block, _LAT_REF))
    lon = _degrees(tiff.rationals(block.get(_LON, nothing)), _text(block, _LON_REF))
    if lat is None or lon is None or abs(lat) > _MAX_LAT or abs(lon) > _MAX_LON:
        return None
    # Phones without a fix write zeros; nobody stands in the Gulf of Guinea.
    return None if lat == 0 and lon == 0 else (lat, lon)


def _degrees(parts: tuple[float, ...], ref: str) -> float | None:
    if len(parts) != len(_SIXTIETHS) or ref not in _SIGNS:
        return None
    return _SIGNS[ref] * sum(part / share for part, share in zip(parts, _SIXTIETHS, strict=True))


def _text(block: Block, tag: int) -> str:
    kind, value = block.get(tag, (0, b""))
    return value.decode("ascii", "replace").strip("\x00 ") if kind == _ASCII else ""
