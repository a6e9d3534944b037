"""Cuts streams of bytes into the frames that devices with a SIM card send over TCP and UDP. Pure.

A stream may come in pieces, several frames at once, or with garbage in between; what a frame says of its own
length and its check at the end tell it from garbage.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from devices.codecs.frame import CodecError
from devices.codecs.hj212 import answer, checksum, head_of

# No family has longer frames: HJ 212 counts its segment in four digits.
LONGEST_BYTES = 9999 + 12


@dataclass(frozen=True, slots=True)
class Cut:
    """What a buffer holds.

    `rest` is the beginning of a frame whose end has not come yet; `refused` says of each piece that began
    like a frame why it is none.
    """

    frames: tuple[bytes, ...]
    rest: bytes
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """How the frames of one family are told.

    `start`: their first bytes. `measure`: the length of the frame that begins here, None while too little of
    it has come, 0 where no frame begins. `flaw`: why a piece of that length is no frame, "" when it is one.
    `key`: by what its sender is known, "" where the frame does not say. `reply`: what the sender waits for.
    """

    start: bytes
    measure: Callable[[bytes], int | None]
    flaw: Callable[[bytes], str]
    key: Callable[[bytes], str]
    reply: Callable[[bytes], bytes]


def cut(family: Family, buffer: bytes, *, is_over: bool = False) -> Cut:
    """Take every whole frame out of a buffer, passing over what is none.

    A beginning whose end has not come may be garbage that only looks like one: a sound frame further on
    proves it. `is_over`: nothing more will come, so nothing is kept for later.
    """
    frames: list[bytes] = []
    refused: list[str] = []
    done, pending = 0, -1
    position = buffer.find(family.start)
    while position >= 0:
        size = family.measure(buffer[position : position + LONGEST_BYTES])
        end = position + 1
        if size is None or position + size > len(buffer):
            pending = position if pending < done else pending
        elif size:
            piece = buffer[position : position + size]
            flaw = family.flaw(piece)
            if flaw:
                refused.append(flaw)
            else:
                frames.append(piece)
                done = end = position + size
        position = buffer.find(family.start, end)
    if is_over:
        return Cut(tuple(frames), b"", tuple(refused))
    rest = buffer[pending:] if pending >= done else _begun(family.start, buffer[done:])
    return Cut(tuple(frames), rest, tuple(refused))


def _begun(start: bytes, tail: bytes) -> bytes:
    """Find at the end of a tail the first bytes of a start, whose others have not come yet."""
    sizes = range(len(start) - 1, 0, -1)
    return next((start[:size] for size in sizes if tail.endswith(start[:size])), b"")


_NOTHING = b""
_DINGTEK_START, _DINGTEK_END = b"\x80\x00", 0x81
_DINGTEK_HEAD, _DINGTEK_SHORTEST, _DINGTEK_LONGEST = 5, 8, 64
_DINGTEK_READINGS = frozenset({30, 38})
_BCD_IMEI_BYTES = 8


def _dingtek_size(begin: bytes) -> int | None:
    if len(begin) < _DINGTEK_HEAD:
        return None
    length = begin[4]
    return length if _DINGTEK_SHORTEST <= length <= _DINGTEK_LONGEST else 0


def _dingtek_flaw(piece: bytes) -> str:
    if piece[-1] != _DINGTEK_END:
        return f"a frame of {len(piece)} bytes ends with {piece[-1]:02x}, expected {_DINGTEK_END:02x}"
    if len(piece) in _DINGTEK_READINGS and not _dingtek_key(piece):
        return f"{_bcd_imei(piece)} is no IMEI"
    return ""


def _dingtek_key(piece: bytes) -> str:
    digits = _bcd_imei(piece)
    # Sixteen digits, the first of them a filler.
    return digits[1:] if len(piece) in _DINGTEK_READINGS and digits.isdecimal() and digits[0] == "1" else ""


def _bcd_imei(piece: bytes) -> str:
    return piece[-1 - _BCD_IMEI_BYTES : -1].hex()


_STATION_START = b"##"
_STATION_HEAD, _STATION_TAIL = 6, 6
_CRC_HEX = 4


def _station_size(begin: bytes) -> int | None:
    if len(begin) < _STATION_HEAD:
        return None
    digits = begin[2:_STATION_HEAD]
    return _STATION_HEAD + int(digits) + _STATION_TAIL if digits.isdigit() else 0


def _station_flaw(piece: bytes) -> str:
    segment, tail = piece[_STATION_HEAD:-_STATION_TAIL], piece[-_STATION_TAIL:]
    if not tail.endswith(b"\r\n"):
        return f"a frame of {len(piece)} bytes does not end with CR LF"
    expected = checksum(segment)
    if tail[:_CRC_HEX].upper() != b"%04X" % expected:
        return f"checksum {tail[:_CRC_HEX]!r}: expected {expected:04X}"
    return ""


def _station_key(piece: bytes) -> str:
    try:
        return head_of(piece).station
    except CodecError:
        return ""


def _station_reply(piece: bytes) -> bytes:
    try:
        head = head_of(piece)
    except CodecError:
        return _NOTHING
    return answer(head) if head.wants_answer else _NOTHING


_NB_START = b"\x02"
_NB_HEAD, _NB_UNCOUNTED, _NB_SHORTEST, _NB_LONGEST = 5, 5, 86, 1024
_NB_IMEI = slice(33, 48)
_NB_CONTENT_BYTES = slice(84, 86)


def _nb_size(begin: bytes) -> int | None:
    if len(begin) < _NB_HEAD:
        return None
    size = int.from_bytes(begin[3:5], "big") + _NB_UNCOUNTED
    return size if _NB_SHORTEST <= size <= _NB_LONGEST else 0


def _nb_flaw(piece: bytes) -> str:
    content = int.from_bytes(piece[_NB_CONTENT_BYTES], "big")
    if _NB_SHORTEST + content != len(piece):
        return f"a frame of {len(piece)} bytes says that it has {_NB_SHORTEST + content}"
    return "" if _nb_key(piece) else f"{piece[_NB_IMEI]!r} is no IMEI"


def _nb_key(piece: bytes) -> str:
    imei = piece[_NB_IMEI]
    return imei.decode() if imei.isdigit() else ""


def _no_reply(_piece: bytes) -> bytes:
    return _NOTHING


FAMILIES: Mapping[str, Family] = {
    "dingtek": Family(_DINGTEK_START, _dingtek_size, _dingtek_flaw, _dingtek_key, _no_reply),
    "hj212": Family(_STATION_START, _station_size, _station_flaw, _station_key, _station_reply),
    "milesight-nb": Family(_NB_START, _nb_size, _nb_flaw, _nb_key, _no_reply),
}
