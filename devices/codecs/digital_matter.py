"""Digital Matter trackers (Oyster, Oyster3, Yabby): place, heading, speed, battery. Little-endian, fPort 1.

Layout from the vendor's integration guide.
"""

from collections.abc import Mapping

from devices.codecs.fields import Detail, Items, Number, Reading, width
from devices.codecs.frame import CodecError, Decoded, Parameter
from devices.contract.quantities import Quality

_POSITION_FPORT = 1
_FIX_FAILED = 2
_ITEMS: Items = (
    Number("lat", "i", 1e-7),
    Number("lon", "i", 1e-7),
    # The lowest bit: on a trip; the next: no fix, the place is an old one; the others the heading.
    Detail("trip_fix_heading"),
    Detail("speed_kmh"),
    Number("battery_v", "B", 0.025),
)


def decode(payload: bytes, fport: int | None, _parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one position; statistics and settings on other ports are kept as a detail.

    Args:
        payload: the frame without LoRaWAN headers.
        fport: LoRaWAN port; None is read as that of positions.

    Raises:
        CodecError: another length.
    """
    if fport not in {None, _POSITION_FPORT}:
        return Decoded({}, raw={"statistics": payload.hex()})
    if len(payload) != width(_ITEMS):
        raise CodecError(f"{len(payload)} bytes: expected {width(_ITEMS)}")
    reading = Reading()
    reading.take(_ITEMS, "<", payload)
    if payload[8] & _FIX_FAILED:
        reading.quality |= dict.fromkeys(("lat", "lon"), Quality.STALE)
    return reading.decoded()
