"""`village-hub decode`: say what one message means, as the hub would read it."""

from deploy.errors import CannotRun
from devices.codecs.frame import CodecError
from devices.codecs.table import decode_frame
from devices.contract.bodies import Sign, Snapshot
from devices.contract.topics import BadMessage
from devices.contract.wire import decode
from devices.envelopes.notice import Notice
from devices.envelopes.table import is_uplink, read_uplink
from devices.profiles.catalog import BadProfile, choose, load


class NotReadable(CannotRun):
    """The message breaks its format; the text says where and what was expected."""


def explain(topic: str, payload: bytes, profile: str = "") -> dict[str, object]:
    """Read a message of our own contract, or an uplink of a network server.

    Args:
        topic: the MQTT topic.
        payload: its bytes.
        profile: the product's profile; "" takes the one the network server hints at.

    Raises:
        NotReadable: neither can be made of it.
    """
    try:
        return _uplink(topic, payload, profile) if is_uplink(topic) else _native(topic, payload)
    except (BadMessage, BadProfile, CodecError) as error:
        raise NotReadable(str(error)) from error


def _native(topic: str, payload: bytes) -> dict[str, object]:
    message = decode(topic, payload)
    address = message.address
    said: dict[str, object] = {"site": address.site, address.scope.name.lower(): address.target}
    said |= (
        {"kind": address.kind.value, "name": address.name} if address.name else {"kind": address.kind.value}
    )
    match message.body:
        case Snapshot(jpeg=jpeg):
            return said | {"jpeg_bytes": len(jpeg)}
        case Sign():  # only foreign messages are made into one
            return said
        case body:
            return said | body.model_dump(mode="json", exclude_none=True)


def _uplink(topic: str, payload: bytes, wanted: str) -> dict[str, object]:
    frame = read_uplink(topic, payload)
    if isinstance(frame, Notice):
        return _notice(frame)
    profiles = load()
    profile = choose(profiles, wanted, frame.hints)
    if profile is None:
        known = ", ".join(sorted(profiles))
        raise NotReadable(
            f"{frame.device}: which product it is cannot be told; name one with --profile: {known}"
        )
    decoded = decode_frame(frame, profile)
    return {
        "network": frame.network,
        "device": frame.device,
        "profile": profile.name,
        "bytes": frame.payload.hex(),
        "values": dict(decoded.values),
        "quality": {name: quality.value for name, quality in decoded.quality.items()},
        "warnings": list(decoded.warnings),
    }


def _notice(notice: Notice) -> dict[str, object]:
    return {
        "network": notice.network,
        "device": notice.device,
        "happening": notice.happening.value,
        "says": notice.says,
        "samples": [sample.model_dump(mode="json", exclude_none=True) for sample in notice.samples],
    }
