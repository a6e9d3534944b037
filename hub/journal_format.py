"""How the journal looks in a file: a segment header, then framed records. Pure: bytes in, values out.

All numbers are little-endian. A record carries a marker, its length and a CRC, so that after damage the
next intact record is found again.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

VERSION = 1
_MAGIC = b"VHJOURN\x00"
_HEADER = struct.Struct("<8sH32sQ")  # magic, version, hub id, number of the first record
_CRC = struct.Struct("<I")
HEADER_BYTES = _HEADER.size + _CRC.size
_MARK = b"\xa5VR\x5a"
_FRAME = struct.Struct("<4sII")  # mark, length of what follows, its CRC
_FIXED = struct.Struct("<QQBH")  # number, received ms, flags, length of the topic
_RETAINED, _DUP, _QOS_SHIFT = 1, 2, 2
MAX_RECORD_BYTES = 2 * 1024 * 1024


class BadSegment(ValueError):
    """A file that is no segment of this journal; leave it alone and say so."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as it was received; `received_ms` is the hub's wall clock, milliseconds UTC."""

    topic: str
    payload: bytes
    received_ms: int
    qos: int = 1
    is_retained: bool = False
    is_dup: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """An entry and its number in the journal (1 is the first ever)."""

    seq: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that are no intact record: `start`..`end` (exclusive) in the file."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A record and the file offset just behind it."""

    record: Record
    end: int


def header(hub_id: str, first_seq: int) -> bytes:
    """Write a segment's header; `hub_id` is at most 32 bytes of ASCII."""
    plain = _HEADER.pack(_MAGIC, VERSION, hub_id.encode("ascii"), first_seq)
    return plain + _CRC.pack(zlib.crc32(plain))


def first_seq(data: bytes, hub_id: str) -> int:
    """Read a segment's header and return the number of its first record.

    Raises:
        BadSegment: not a segment, damaged header, another hub's, or a later version of the software wrote it.
    """
    if len(data) < HEADER_BYTES:
        raise BadSegment(f"{len(data)} bytes are no segment header (expected {HEADER_BYTES})")
    magic, version, written_by, first = _HEADER.unpack_from(data)
    if magic != _MAGIC or _CRC.unpack_from(data, _HEADER.size)[0] != zlib.crc32(data[: _HEADER.size]):
        raise BadSegment("damaged or foreign segment header")
    if version != VERSION:
        raise BadSegment(f"segment version {version}, this software reads version {VERSION}")
    owner = written_by.rstrip(b"\0").decode("ascii", "replace")
    if owner != hub_id:
        raise BadSegment(f"segment belongs to hub {owner!r}, this is {hub_id!r}")
    return int(first)


def frame(record: Record) -> bytes:
    """Write one record."""
    entry = record.entry
    topic = entry.topic.encode("utf-8", "surrogatepass")
    flags = entry.qos << _QOS_SHIFT | _RETAINED * entry.is_retained | _DUP * entry.is_dup
    content = _FIXED.pack(record.seq, entry.received_ms, flags, len(topic)) + topic + entry.payload
    return _FRAME.pack(_MARK, len(content), zlib.crc32(content)) + content


def records(data: bytes, start: int, *, is_last: bool = True) -> Iterator[Placed | Damage]:
    """Read records from an offset on, skipping what is damaged.

    `is_last`: these bytes are all there will ever be; if not, an unfinished record at the end is no
    damage yet.
    """
    offset = start
    while offset < len(data):
        placed = _record_at(data, offset)
        if placed is not None:
            yield placed
            offset = placed.end
            continue
        resumed = _next_intact(data, offset + 1)
        if resumed is None and not is_last:
            return
        end = len(data) if resumed is None else resumed
        yield Damage(offset, end)
        offset = end


def _next_intact(data: bytes, offset: int) -> int | None:
    while (found := data.find(_MARK, offset)) >= 0:
        if _record_at(data, found) is not None:
            return found
        offset = found + 1
    return None


def _record_at(data: bytes, offset: int) -> Placed | None:
    if len(data) < offset + _FRAME.size:
        return None
    mark, length, crc = _FRAME.unpack_from(data, offset)
    begin = offset + _FRAME.size
    end = begin + length
    if mark != _MARK or not _FIXED.size <= length <= MAX_RECORD_BYTES or end > len(data):
        return None
    content = memoryview(data)[begin:end]
    if zlib.crc32(content) != crc:
        return None
    seq, received_ms, flags, topic_bytes = _FIXED.unpack_from(content)
    if _FIXED.size + topic_bytes > length:
        return None
    topic = bytes(content[_FIXED.size : _FIXED.size + topic_bytes]).decode("utf-8", "surrogatepass")
    entry = Entry(
        topic,
        bytes(content[_FIXED.size + topic_bytes :]),
        received_ms,
        qos=flags >> _QOS_SHIFT,
        is_retained=bool(flags & _RETAINED),
        is_dup=bool(flags & _DUP),
    )
    return Placed(Record(seq, entry), end)
