"""How a bin of the demo's township speaks: our own telemetry, or a product's bytes by ChirpStack. Pure."""

from devices.contract.bodies import Telemetry
from devices.sim.bins import Reading
from devices.sim.township import Device
from devices.sim.voices import chirpstack
from devices.sim.voices.layouts import write
from devices.sim.voices.products import LAYOUTS, profile_of
from devices.sim.voices.radio import Uplink


def telemetry(reading: Reading, boot: int, seq: int, at_ms: int) -> Telemetry:
    """Say a reading in our own words."""
    return Telemetry(
        boot=boot, seq=seq, at_ms=at_ms, values=dict(reading.values), quality=dict(reading.quality)
    )


def chirpstack_up(device: Device, reading: Reading, frame: int, at_ms: int) -> tuple[str, bytes]:
    """Wrap a reading as the network server publishes it.

    Args:
        device: a LoRaWAN bin; its `key` is the devEUI, its `model` the product as people write it.
        reading: what was measured.
        frame: the frame counter.
        at_ms: milliseconds UTC.

    Raises:
        KeyError: nothing is known of that model's bytes.
    """
    profile = profile_of(device.model)
    layout = LAYOUTS[profile]
    payload = write(layout, reading.values, reading.quality)
    return chirpstack.up(Uplink(device.key, device.name, profile, layout.fport or 0, frame, payload, at_ms))
