"""An uplink as ChirpStack v4 publishes it: JSON as protobuf 3 writes it, zero and empty left out. Pure.

Field names: chirpstack/chirpstack api/proto/integration/integration.proto.
"""

import base64
import json
import uuid

from devices.sim.voices.radio import BANDWIDTH_HZ, FREQUENCY_HZ, SPREADING_FACTOR, Uplink, written_time

APPLICATION_ID = "5b0d3a52-6f0e-4c0a-9a55-0d2f7be0c1a1"


def up(uplink: Uplink) -> tuple[str, bytes]:
    """Write topic and body of the event "up"; the same uplink again is the same bytes."""
    body: dict[str, object] = {
        "deduplicationId": str(uuid.UUID(int=uplink.chance.getrandbits(128), version=4)),
        "time": written_time(uplink.at_ms),
        "deviceInfo": {
            "tenantName": "ChirpStack",
            "applicationId": APPLICATION_ID,
            "applicationName": "village",
            "deviceProfileName": uplink.profile,
            "deviceName": uplink.name,
            "devEui": uplink.eui,
            "tags": {"profile": uplink.profile},
        },
        "devAddr": uplink.session,
        "adr": True,
        "dr": 5,
        "fPort": uplink.fport,
        "data": base64.b64encode(uplink.payload).decode(),
        "rxInfo": [
            {"gatewayId": gateway, "rssi": rssi_dbm, "snr": snr_db, "crcStatus": "CRC_OK"}
            for gateway, rssi_dbm, snr_db in uplink.receptions()
        ],
        "txInfo": {
            "frequency": FREQUENCY_HZ,
            "modulation": {
                "lora": {
                    "bandwidth": BANDWIDTH_HZ,
                    "spreadingFactor": SPREADING_FACTOR,
                    "codeRate": "CR_4_5",
                }
            },
        },
        "regionConfigId": "cn470_10",
    }
    if uplink.fcnt:
        body["fCnt"] = uplink.fcnt
    return topic_of(uplink.eui), json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def topic_of(eui: str) -> str:
    """Where the uplinks of a device are published."""
    return f"application/{APPLICATION_ID}/device/{eui}/event/up"
