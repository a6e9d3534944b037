"""What a message would come to by one product's profile, without any effect."""

from dataclasses import dataclass

from devices.codecs import json_map
from devices.codecs.frame import CodecError, Decoded, Frame, Profile
from devices.codecs.table import decode_frame
from devices.envelopes import vendor_json
from devices.envelopes.table import is_uplink, matches, read_uplink


@dataclass(frozen=True, slots=True)
class Trial:
    """Whose message it is ("" for bare bytes), when it was measured (milliseconds UTC), and what it says."""

    device: str
    at_ms: int | None
    decoded: Decoded


def attempt(profile: Profile, topic: str, payload: bytes, fport: int | None = None) -> Trial:
    """Read a message as a profile says.

    Args:
        profile: the product.
        topic: where the message came; "" for a jsonmap product's own filter, or for a device's bare bytes.
        payload: JSON, a network server's message, or the bare bytes.
        fport: the LoRaWAN port of bare bytes; None takes the profile's.

    Raises:
        CodecError: the profile cannot read it; the text says why.
        BadMessage: the network server's message breaks its format.
    """
    if profile.json_map is not None:
        published = vendor_json.published(topic) or topic or profile.json_map.topic
        if not matches(profile.json_map.topic, published):
            raise CodecError(f"topic {topic!r} is not among those of the profile: {profile.json_map.topic!r}")
        mapped = json_map.read(profile.json_map, published, payload)
        return Trial(mapped.device, mapped.at_ms, mapped.decoded)
    frame = _frame(profile, topic, payload, fport)
    return Trial(frame.device, frame.device_ms or frame.received_ms, decode_frame(frame, profile))


def _frame(profile: Profile, topic: str, payload: bytes, fport: int | None) -> Frame:
    if not topic:
        return Frame("trial", "", payload, "", fport=profile.fport if fport is None else fport)
    heard = read_uplink(topic, payload) if is_uplink(topic) else None
    if not isinstance(heard, Frame):
        raise CodecError(f"topic {topic[:120]!r}: no frame of a device's own bytes")
    return heard
