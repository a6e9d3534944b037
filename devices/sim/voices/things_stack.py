"""An uplink as The Things Stack v3 publishes it: JSON as protobuf 3 writes it, zero and empty left out. Pure.

Field names: TheThingsIndustries/lorawan-stack-docs, data-formats/_index.md.
"""

import base64
import json

from devices.sim.voices.radio import BANDWIDTH_HZ, FREQUENCY_HZ, SPREADING_FACTOR, Uplink, written_time

_APPLICATION = "village"


def up(uplink: Uplink) -> tuple[str, bytes]:
    """Write topic and body of an uplink message; the same uplink again is the same bytes."""
    brand, _, model = uplink.profile.partition("-")
    at = written_time(uplink.at_ms)
    sent: dict[str, object] = {
        "session_key_id": base64.b64encode(f"session-{uplink.session}".encode()).decode(),
        "f_port": uplink.fport,
        "frm_payload": base64.b64encode(uplink.payload).decode(),
        "rx_metadata": [
            {
                "gateway_ids": {"gateway_id": f"eui-{gateway}", "eui": gateway.upper()},
                "rssi": rssi_dbm,
                "channel_rssi": rssi_dbm,
                "snr": snr_db,
            }
            for gateway, rssi_dbm, snr_db in uplink.receptions()
        ],
        "settings": {
            "data_rate": {"lora": {"bandwidth": BANDWIDTH_HZ, "spreading_factor": SPREADING_FACTOR}},
            "frequency": str(FREQUENCY_HZ),
        },
        "received_at": at,
        "version_ids": {"brand_id": brand, "model_id": model},
    }
    if uplink.fcnt:
        sent["f_cnt"] = uplink.fcnt
    body = {
        "end_device_ids": {
            "device_id": _device_id(uplink.eui),
            "application_ids": {"application_id": _APPLICATION},
            "dev_eui": uplink.eui.upper(),
            "dev_addr": uplink.session.upper(),
        },
        "received_at": at,
        "uplink_message": sent,
    }
    return topic_of(uplink.eui), json.dumps(body, separators=(",", ":")).encode()


def topic_of(eui: str) -> str:
    """Where the uplinks of a device are published."""
    return f"v3/{_APPLICATION}@ttn/devices/{_device_id(eui)}/up"


def _device_id(eui: str) -> str:
    return f"eui-{eui}"
