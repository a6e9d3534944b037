"""`village-hub profile test`: say what a message means to a profile, before anybody relies on it."""

from pathlib import Path

from deploy.errors import CannotRun
from devices.codecs import json_map
from devices.codecs.frame import CodecError, Decoded, Frame, Profile
from devices.codecs.json_rules import JsonMap
from devices.codecs.table import decode_frame
from devices.envelopes.table import matches
from devices.profiles.catalog import BadProfile, read


class NotUsable(CannotRun):
    """The profile or the message is wrong; the text says where."""


def try_out(file: Path, message: bytes, topic: str = "", fport: int | None = None) -> dict[str, object]:
    """Read a message as a profile says.

    Args:
        file: the profile, a TOML file.
        message: JSON for a jsonmap profile, else the frame in hexadecimal.
        topic: where a JSON message came; "" stands for the profile's own filter.
        fport: the LoRaWAN port of a frame; None takes the profile's.

    Raises:
        NotUsable: no such file, a wrong profile, or a message it cannot read.
    """
    try:
        profile = read(file.name, file.read_text("utf-8"))
        if profile.json_map is not None:
            return _mapped(profile.json_map, topic or profile.json_map.topic, message)
        return _decoded(profile, message, fport)
    except OSError as error:
        raise NotUsable(f"{file}: {error.strerror}") from error
    except (BadProfile, CodecError) as error:
        raise NotUsable(str(error)) from error


def _mapped(rules: JsonMap, topic: str, message: bytes) -> dict[str, object]:
    if not matches(rules.topic, topic):
        raise NotUsable(f"topic {topic!r} is not among those of the profile: {rules.topic!r}")
    mapped = json_map.read(rules, topic, message)
    return {"device": mapped.device, "at_ms": mapped.at_ms, **_plain(mapped.decoded)}


def _decoded(profile: Profile, message: bytes, fport: int | None) -> dict[str, object]:
    try:
        content = bytes.fromhex(message.decode("ascii"))
    except ValueError as error:
        raise NotUsable(f"the frame is not hexadecimal: {error}") from error
    frame = Frame("test", "", content, "", fport=profile.fport if fport is None else fport)
    decoded = decode_frame(frame, profile)
    return {**_plain(decoded), "raw": dict(decoded.raw)}


def _plain(decoded: Decoded) -> dict[str, object]:
    return {
        "values": dict(decoded.values),
        "quality": {name: quality.value for name, quality in decoded.quality.items()},
        "warnings": list(decoded.warnings),
    }
