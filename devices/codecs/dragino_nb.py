"""Dragino NB-IoT distance sensors (NDDS20, NDDS75): one binary message over UDP, TCP or MQTT. Big-endian.

Layout from the vendor's manuals (wiki.dragino.com, NDDS20 and NDDS75).
"""

from collections.abc import Mapping

from devices.codecs.fields import Detail, Items, Number, Reading, width
from devices.codecs.frame import CodecError, Decoded, Parameter
from devices.contract.quantities import Quality

_HEAD: Items = (
    Detail("id", "8s"),
    Detail("firmware", "H"),
    Number("battery_v", "H", 0.001),
    Detail("csq"),
    Detail("mode"),
    Detail("interrupt"),
)
_RECORD: Items = (Number("distance_mm", "H", sentinels={0: Quality.BAD}), Detail("measured_at_s", "I"))


def decode(payload: bytes, _fport: int | None, _parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one message: its head and its first record, the newest; older records are counted, not kept.

    Args:
        payload: the whole message.

    Raises:
        CodecError: shorter than head and one record.
    """
    shortest = width(_HEAD) + width(_RECORD)
    if len(payload) < shortest:
        raise CodecError(f"{len(payload)} bytes: expected at least {shortest}")
    reading = Reading()
    reading.take(_HEAD, ">", payload)
    reading.take(_RECORD, ">", payload[width(_HEAD) :])
    older, left = divmod(len(payload) - shortest, width(_RECORD))
    reading.raw["older_records"] = older
    if left:
        reading.warnings.append(f"the last record is cut off ({left} of {width(_RECORD)} bytes)")
    return reading.decoded()
