"""How a pretend bin's reading travels: as our own telemetry, or in a ChirpStack v4 uplink. Pure."""

import base64
import json
import struct
import uuid
from datetime import UTC, datetime
from random import Random

from devices.contract.bodies import Telemetry
from devices.sim.bins import Reading
from devices.sim.township import Device

APPLICATION_ID = "5b0d3a52-6f0e-4c0a-9a55-0d2f7be0c1a1"
_MILESIGHT_PORT = 85
_DISTANCE_AND_POSITION = {
    "Milesight EM310-UDL": (b"\x03\x82", b"\x04\x00"),
    "Milesight EM400-MUD": (b"\x04\x82", b"\x05\x00"),
}


def telemetry(reading: Reading, boot: int, seq: int, at_ms: int) -> Telemetry:
    """Say a reading in our own words."""
    return Telemetry(
        boot=boot, seq=seq, at_ms=at_ms, values=dict(reading.values), quality=dict(reading.quality)
    )


def milesight_bytes(model: str, reading: Reading) -> bytes:
    """Write a reading as the vendor's TLV: channel, type, little-endian value.

    Layouts: vendor readme files em-series/em310-udl and em400-mud of Milesight-IoT/SensorDecoders.

    Raises:
        KeyError: no layout is known for that model.
    """
    distance, position = _DISTANCE_AND_POSITION[model]
    values = reading.values
    tlv = b"\x01\x75" + struct.pack("<B", round(values["battery_pct"]))
    if model == "Milesight EM400-MUD":
        tlv += b"\x03\x67" + struct.pack("<h", round(values["temperature_c"] * 10))
    if "distance_mm" in values:
        tlv += distance + struct.pack("<H", round(values["distance_mm"]))
    return tlv + position + (b"\x01" if values["tilted"] else b"\x00")


def chirpstack_up(
    device: Device, reading: Reading, frame: int, at_ms: int, chance: Random
) -> tuple[str, bytes]:
    """Wrap a reading as the network server publishes it.

    Args:
        device: a LoRaWAN bin; its `key` is the devEUI.
        reading: what was measured.
        frame: the frame counter; proto3 JSON leaves 0 out.
        at_ms: milliseconds UTC.
        chance: gives the deduplication id and the radio figures.
    """
    body: dict[str, object] = {
        "deduplicationId": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        "time": datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="microseconds"),
        "deviceInfo": {
            "tenantName": "ChirpStack",
            "applicationId": APPLICATION_ID,
            "applicationName": "village-bins",
            "deviceProfileName": device.model,
            "deviceName": device.name,
            "devEui": device.key,
            "tags": {"model": device.model.removeprefix("Milesight ").lower()},
        },
        "adr": True,
        "dr": 5,
        "fPort": _MILESIGHT_PORT,
        "data": base64.b64encode(milesight_bytes(device.model, reading)).decode(),
        "rxInfo": [
            {
                "gatewayId": "24e124fffef54092",
                "rssi": chance.randint(-118, -84),
                "snr": round(chance.uniform(-12, 9), 1),
                "crcStatus": "CRC_OK",
            }
        ],
        "txInfo": {
            "frequency": 486_300_000,
            "modulation": {"lora": {"bandwidth": 125_000, "spreadingFactor": 9, "codeRate": "CR_4_5"}},
        },
        "regionConfigId": "cn470_10",
    }
    if frame:
        body["fCnt"] = frame
    topic = f"application/{APPLICATION_ID}/device/{device.key}/event/up"
    return topic, json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
