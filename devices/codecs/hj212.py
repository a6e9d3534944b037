"""HJ 212, the text protocol of Chinese environmental stations: ##, length, segment, checksum, CR LF.

From HJ 212-2017 clause 6 (frame, checksum) and HJ 524/HJ 525 (codes of pollutants).
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache

from devices.codecs.fields import Reading
from devices.codecs.frame import CodecError, Decoded, Parameter
from devices.contract.quantities import Quality

_FRAME = re.compile(rb"##(\d{4})(.*)([0-9A-Fa-f]{4})\r\n", re.DOTALL)
_LONGEST_BYTES = 9999 + 12
_ITEM = re.compile(r"([A-Za-z0-9]+)-(Rtd|Avg)=([^,;&]*)")
_SURFACE_WATER, _AIR, _WASTE_WATER = "21", "22", "32"

_WATER: Mapping[str, tuple[str, float]] = {
    "w00000": ("flow_ls", 1),
    "w01001": ("ph", 1),
    "w01003": ("turbidity_ntu", 1),
    "w01009": ("do_mgl", 1),
    "w01010": ("water_temp_c", 1),
    "w01012": ("suspended_mgl", 1),
    "w01014": ("conductivity_uscm", 1),
    "w01018": ("cod_mgl", 1),
    "w01019": ("codmn_mgl", 1),
    "w21001": ("tn_mgl", 1),
    "w21003": ("nh3n_mgl", 1),
    "w21011": ("tp_mgl", 1),
}
# System of the segment (ST) -> code -> quantity and its factor; pressure comes in kPa.
_CODES: Mapping[str, Mapping[str, tuple[str, float]]] = {
    _SURFACE_WATER: _WATER,
    _WASTE_WATER: _WATER,
    _AIR: {
        "a01001": ("temperature_c", 1),
        "a01002": ("humidity_pct", 1),
        "a01006": ("pressure_hpa", 10),
        "a01007": ("wind_ms", 1),
        "a01008": ("wind_direction_deg", 1),
        "a05024": ("o3_ugm3", 1),
        "a21004": ("no2_ugm3", 1),
        "a21005": ("co_mgm3", 1),
        "a21026": ("so2_ugm3", 1),
        "a34001": ("tsp_ugm3", 1),
        "a34002": ("pm10_ugm3", 1),
        "a34004": ("pm2_5_ugm3", 1),
        "LA": ("noise_db", 1),
    },
}
_BEIJING = timezone(timedelta(hours=8))
_NORMAL = "N"
_QUALITY_OF = {"Rtd": Quality.GOOD, "Avg": Quality.DERIVED}


def decode(payload: bytes, _fport: int | None, parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame; every pollutant that is no quantity of ours is kept as a detail under its code.

    A figure whose flag is not N (normal) is doubted, an average is derived. Times in the segment are Beijing
    time.

    Args:
        payload: from ## to CR LF.
        parameters: `crc`: "lenient" takes a frame with a wrong checksum, all of it doubted.

    Raises:
        CodecError: no such frame, another length than it says, or a wrong checksum.
    """
    segment, is_doubtful = _segment(payload, lenient=parameters.get("crc") == "lenient")
    reading = Reading()
    head, _, content = segment.partition("CP=&&")
    _keep_head(head, reading)
    flags = dict(re.findall(r"([A-Za-z0-9]+)-Flag=([A-Za-z])", content))
    codes = _CODES.get(str(reading.raw.get("ST")), {})
    for code, kind, text in _ITEM.findall(content):
        is_doubted = is_doubtful or flags.get(code, _NORMAL) != _NORMAL
        quality = Quality.SUSPECT if is_doubted else _QUALITY_OF[kind]
        _keep_figure(f"{code}-{kind}", text, codes.get(code), quality, reading)
    if is_doubtful:
        reading.warnings.append("the checksum is wrong, every value is doubted")
    return reading.decoded()


@dataclass(frozen=True, slots=True)
class Head:
    """Who sent a frame and what it wants.

    `station` is its MN, `number` its QN (a time), "" where it has none; the frames of one long message share
    it and differ in `part` (PNO). `kind` is its CN. `measured_ms`: milliseconds UTC, of the segment's Beijing
    time.
    """

    station: str
    number: str
    kind: str
    part: str
    password: str
    system: str
    flag: int
    measured_ms: int | None

    @property
    def wants_answer(self) -> bool:
        """Tell whether the station repeats the frame until it is answered (bit 0 of Flag)."""
        return bool(self.flag & 1)


def head_of(frame: bytes) -> Head:
    """Read who sent a frame, from ## to CR LF, whatever its checksum.

    Raises:
        CodecError: no such frame.
    """
    segment, _ = _segment(frame, lenient=True)
    before, _, content = segment.partition("CP=&&")
    said = dict(part.partition("=")[::2] for part in before.split(";"))
    flag = said.get("Flag", "")
    measured = re.search(r"DataTime=(\d{14})", content)
    return Head(
        station=said.get("MN", ""),
        number=said.get("QN", ""),
        kind=said.get("CN", ""),
        part=said.get("PNO", ""),
        password=said.get("PW", ""),
        system=said.get("ST", ""),
        flag=int(flag) if re.fullmatch(r"[0-9]{1,3}", flag) else 0,
        measured_ms=_beijing_ms(measured.group(1)) if measured else None,
    )


def answer(head: Head) -> bytes:
    """Write the frame that says the data have arrived (CN 9014, HJ 212-2017 clause 6.6.2)."""
    # The upper bits of Flag are the version of the standard; an answer asks for none itself.
    whom = f"PW={head.password};MN={head.station};Flag={head.flag & ~3}"
    segment = f"QN={head.number};ST=91;CN=9014;{whom};CP=&&&&".encode("ascii", "replace")
    return b"##%04d%s%04X\r\n" % (len(segment), segment, checksum(segment))


def checksum(segment: bytes) -> int:
    """Compute the frame's CRC 16 (HJ 212-2017 annex A)."""
    register = 0xFFFF
    for byte in segment:
        # Only the upper byte of the register meets the new one: this is no Modbus CRC.
        register = _shifted((register >> 8) ^ byte)
    return register


@lru_cache(maxsize=2**16)
def _shifted(register: int) -> int:
    for _ in range(8):
        register = (register >> 1) ^ 0xA001 if register & 1 else register >> 1
    return register


def _segment(payload: bytes, *, lenient: bool) -> tuple[str, bool]:
    frame = _FRAME.fullmatch(payload) if len(payload) <= _LONGEST_BYTES else None
    if frame is None:
        raise CodecError(f"{payload[:12]!r}, {len(payload)} bytes: expected ##, length, segment, CRC, CR LF")
    length, segment, crc = frame.groups()
    if int(length) != len(segment):
        raise CodecError(f"the segment has {len(segment)} bytes, the frame says {int(length)}")
    expected = checksum(segment)
    is_wrong = int(crc, 16) != expected
    if is_wrong and not lenient:
        raise CodecError(f"checksum {crc.decode()}: expected {expected:04X}")
    return segment.decode("gb18030", "replace"), is_wrong


def _keep_head(head: str, reading: Reading) -> None:
    for part in head.split(";"):
        name, equals, text = part.partition("=")
        # The password is nobody's business.
        if equals and name in {"QN", "ST", "CN", "MN", "Flag"}:
            reading.raw[name] = text


def _keep_figure(
    name: str, text: str, quantity: tuple[str, float] | None, quality: Quality, reading: Reading
) -> None:
    value = _number(text)
    if quantity is None:
        reading.raw[name] = text if value is None else value
    elif value is None:
        reading.leave_out(quantity[0], Quality.BAD)
    else:
        reading.put(quantity[0], round(value * quantity[1], 8), quality)


def _beijing_ms(text: str) -> int | None:
    try:
        at = datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=_BEIJING)
    except ValueError:
        return None
    return int(at.timestamp() * 1000) if at.timestamp() >= 0 else None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
