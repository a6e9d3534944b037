"""Milesight LoRaWAN sensors: [channel][type][little-endian content], repeated, on fPort 85 as delivered.

The channels of each model are in devices.codecs.milesight_channels.
"""

from collections.abc import Mapping

from devices.codecs.fields import expect_fport, figure, one_of
from devices.codecs.frame import Decoded, Parameter
from devices.codecs.milesight_channels import MODELS
from devices.codecs.tlv import walk


def decode(payload: bytes, fport: int | None, parameters: Mapping[str, Parameter]) -> Decoded:
    """Read one frame; what stands before an unknown or cut-off channel is kept, with a warning.

    Args:
        payload: the frame without LoRaWAN headers.
        fport: LoRaWAN port; installers change it, so any will do unless the profile names one.
        parameters: `model`, one of MODELS; `fport`, the only port to take.

    Raises:
        CodecError: another port than the named one, an unknown model, or not a single readable channel.
    """
    channels = MODELS[one_of(parameters, "model", MODELS)]
    if "fport" in parameters:
        expect_fport(fport, int(figure(parameters, "fport", 0)))
    return walk(payload, "<", 2, lambda head: channels.get((head[0], head[1]))).decoded()
