"""Frames that devices send to a listener of ours: `tcp/{family}/{key}` and `udp/{family}/{key}`.

Pure. The listener makes the topic; the key is what the frame says of its sender (IMEI, station number).
"""

from devices.codecs.frame import CodecError, Frame, Hints
from devices.codecs.hj212 import head_of
from devices.contract.faults import Fault
from devices.contract.topics import BadMessage

DINGTEK, HJ212, MILESIGHT_NB = "dingtek", "hj212", "milesight-nb"
_FAMILIES = (DINGTEK, HJ212, MILESIGHT_NB)
FILTERS = tuple(f"{way}/{family}/+" for way in ("tcp", "udp") for family in _FAMILIES)
_AIR = "22"


def read(topic: str, payload: bytes) -> Frame:
    """Read one frame.

    Raises:
        BadMessage: an HJ 212 frame that is none; dead-letter it.
    """
    way, family, key = topic.split("/")
    if family != HJ212:
        return Frame(network=f"{way}/{family}", device=key.lower(), payload=payload, dedup="")
    try:
        head = head_of(payload)
    except CodecError as error:
        raise BadMessage(f"{topic[:120]}: {error}", Fault.FRAME) from error
    return Frame(
        network=f"{way}/{family}",
        device=key.lower(),
        payload=payload,
        dedup=f"{head.station}/{head.number}/{head.kind}/{head.part}" if head.number else "",
        device_ms=head.measured_ms,
        hints=Hints(profile="hj212-air" if head.system == _AIR else "hj212-water"),
    )
