"""What an environmental station sends over TCP (HJ 212-2017 clause 6; codes of HJ 524 and HJ 525). Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from devices.codecs.hj212 import checksum
from devices.contract.quantities import Quality, Value

_BEIJING = timezone(timedelta(hours=8))
# Bits 2 and 3 say HJ 212-2017, bit 0 that the frame is repeated until it is answered.
_FLAG = 5
_PASSWORD = "123456"  # noqa: S105  # the standard's own example; it keeps nobody out
_AIR, _SURFACE_WATER = "22", "21"
# Quantity -> code and how many of the code's units one of ours is: pressure goes out in kPa.
_AIR_CODES: Mapping[str, tuple[str, float]] = {
    "pm2_5_ugm3": ("a34004", 1),
    "pm10_ugm3": ("a34002", 1),
    "temperature_c": ("a01001", 1),
    "humidity_pct": ("a01002", 1),
    "pressure_hpa": ("a01006", 0.1),
    "wind_ms": ("a01007", 1),
    "wind_direction_deg": ("a01008", 1),
    "noise_db": ("LA", 1),
}
_WATER_CODES: Mapping[str, tuple[str, float]] = {
    "ph": ("w01001", 1),
    "do_mgl": ("w01009", 1),
    "water_temp_c": ("w01010", 1),
    "conductivity_uscm": ("w01014", 1),
    "turbidity_ntu": ("w01003", 1),
    "codmn_mgl": ("w01019", 1),
    "nh3n_mgl": ("w21003", 1),
    "tp_mgl": ("w21011", 1),
}
CODES: Mapping[str, tuple[str, Mapping[str, tuple[str, float]]]] = {
    "hj212-air": (_AIR, _AIR_CODES),
    "hj212-water": (_SURFACE_WATER, _WATER_CODES),
}
# D: the station itself doubts the figure (HJ 212-2017, table 8: faulty).
_GOOD, _FAULTY = "N", "D"


def frame(
    profile: str, station: str, values: Mapping[str, Value], quality: Mapping[str, Quality], at_ms: int
) -> bytes:
    """Write a frame of live data (CN 2011), measured at a time of the station's clock, milliseconds UTC.

    Raises:
        KeyError: no such profile.
    """
    system, codes = CODES[profile]
    at = datetime.fromtimestamp(at_ms / 1000, _BEIJING)
    figures = "".join(
        f";{code}-Rtd={round(value * factor, 6):.10g},{code}-Flag={_flag(quality.get(name))}"
        for name, (code, factor) in codes.items()
        if (value := values.get(name)) is not None
    )
    number = f"{at:%Y%m%d%H%M%S}{at_ms % 1000:03d}"
    head = f"QN={number};ST={system};CN=2011;PW={_PASSWORD};MN={station};Flag={_FLAG}"
    segment = f"{head};CP=&&DataTime={at:%Y%m%d%H%M%S}{figures}&&".encode()
    return b"##%04d%s%04X\r\n" % (len(segment), segment, checksum(segment))


def _flag(quality: Quality | None) -> str:
    return _GOOD if quality in {None, Quality.GOOD} else _FAULTY
