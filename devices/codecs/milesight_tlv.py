"""Milesight LoRaWAN sensors: [channel][type][little-endian content], repeated, on fPort 85.

The channels of each model are in devices.codecs.milesight_channels.
"""

from collections.abc import Mapping

from devices.codecs.fields import Fork, Items, Reading, expect_fport, figure, one_of, width
from devices.codecs.frame import Decoded, Parameter
from devices.codecs.milesight_channels import MODELS, Channels

FPORT = 85
_HEAD_BYTES = 2


def decode(payload: bytes, fport: int | None, parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame; what stands before an unknown or cut-off channel is kept, with a warning.

    Args:
        payload: the frame without LoRaWAN headers.
        fport: LoRaWAN port; None where the network has none.
        parameters: `model`, one of MODELS; `fport` where the installer changed the device's port.

    Raises:
        CodecError: another port, an unknown model, or not a single readable channel.
    """
    channels = MODELS[one_of(parameters, "model", MODELS)]
    expect_fport(fport, int(figure(parameters, "fport", FPORT)))
    return read(payload, channels).decoded()


def read(payload: bytes, channels: Channels) -> Reading:
    """Walk over the channels until the end or the first that cannot be read, which leaves a warning."""
    reading = Reading()
    position = 0
    while position < len(payload) and not reading.warnings:
        position = _read_channel(payload, position, channels, reading)
    return reading


def _read_channel(payload: bytes, position: int, channels: Channels, reading: Reading) -> int:
    head = payload[position : position + _HEAD_BYTES]
    items = channels.get((head[0], head[1])) if len(head) == _HEAD_BYTES else None
    if items is None:
        reading.warnings.append(f"byte {position}: unknown channel {head.hex()}, the rest is not read")
        return position
    content = payload[position + _HEAD_BYTES :]
    items = _forked(items, content)
    if len(content) < width(items):
        reading.warnings.append(
            f"byte {position}: channel {head.hex()} is cut off ({len(content)} of {width(items)} bytes)"
        )
        return position
    reading.take(items, "<", content)
    return position + _HEAD_BYTES + width(items)


def _forked(items: Items, content: bytes) -> Items:
    fork = items[-1]
    if not isinstance(fork, Fork) or len(content) < width(items):
        return items
    return items + fork.ways.get(content[width(items) - 1], ())
