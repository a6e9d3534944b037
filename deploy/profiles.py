"""`village-hub profile test`: say what a message means to a profile, before anybody relies on it."""

from pathlib import Path

from deploy.errors import CannotRun
from devices.codecs.frame import CodecError, Decoded
from devices.profiles.catalog import BadProfile, read
from devices.profiles.trial import attempt


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
            tried = attempt(profile, topic, message)
            return {"device": tried.device, "at_ms": tried.at_ms, **_plain(tried.decoded)}
        decoded = attempt(profile, "", _content(message), fport).decoded
        return {**_plain(decoded), "raw": dict(decoded.raw)}
    except OSError as error:
        raise NotUsable(f"{file}: {error.strerror}") from error
    except (BadProfile, CodecError) as error:
        raise NotUsable(str(error)) from error


def _content(message: bytes) -> bytes:
    try:
        return bytes.fromhex(message.decode("ascii"))
    except ValueError as error:
        raise NotUsable(f"the frame is not hexadecimal: {error}") from error


def _plain(decoded: Decoded) -> dict[str, object]:
    return {
        "values": dict(decoded.values),
        "quality": {name: quality.value for name, quality in decoded.quality.items()},
        "warnings": list(decoded.warnings),
    }
