"""The Things Stack v3 over MQTT: `v3/{app}@{tenant}/devices/{device}/up`, JSON as protobuf 3 writes it.

Protobuf leaves out every field that is zero or empty, so an absent field means zero, not unknown.
"""

from typing import Annotated

from pydantic import AwareDatetime, Field

from devices.codecs.frame import Frame, Hints, Radio
from devices.envelopes.json_uplink import (
    Count,
    Eui,
    Figure,
    Part,
    Port,
    best_radio,
    content,
    expect_speaker,
    milliseconds,
    parse,
)

FILTER = "v3/+/devices/+/up"


class Ids(Part):
    """Which device a message is about."""

    device_id: str
    dev_eui: Eui
    dev_addr: str = ""


class _GatewayIds(Part):
    gateway_id: str = ""
    eui: str = ""


class _Reception(Part):
    gateway_ids: _GatewayIds = _GatewayIds()
    rssi: Figure = 0.0
    snr: Figure = 0.0


class _Lora(Part):
    spreading_factor: Count = 0


class _DataRate(Part):
    lora: _Lora = _Lora()


class _Settings(Part):
    data_rate: _DataRate = _DataRate()


class _Version(Part):
    brand_id: str = ""
    model_id: str = ""


class _Transmission(Part):
    session_key_id: str = ""
    f_port: Port = 0
    f_cnt: Count = 0
    frm_payload: str = ""
    rx_metadata: Annotated[tuple[_Reception, ...], Field(max_length=256, fail_fast=True)] = ()
    settings: _Settings = _Settings()
    version_ids: _Version = _Version()


class Uplink(Part):
    """One uplink message."""

    end_device_ids: Ids
    received_at: AwareDatetime
    uplink_message: _Transmission
    simulated: bool = False


def read(topic: str, payload: bytes) -> Frame:
    """Read one uplink message.

    Raises:
        BadMessage: not such a message, or it speaks of another device than its topic; dead-letter it.
    """
    uplink = parse(Uplink, topic, payload)
    expect_speaker(uplink.end_device_ids.device_id, topic.split("/")[3])
    return frame(topic, uplink)


def frame(topic: str, uplink: Uplink) -> Frame:
    """Say what an uplink holds.

    Raises:
        BadMessage: its data are not base64.
    """
    ids, sent = uplink.end_device_ids, uplink.uplink_message
    device = ids.dev_eui.lower()
    session = sent.session_key_id or ids.dev_addr
    return Frame(
        network="things-stack",
        device=device,
        payload=content(topic, sent.frm_payload),
        dedup=f"{device}/{session}/{sent.f_cnt}",
        fport=sent.f_port,
        fcnt=sent.f_cnt,
        session=session,
        received_ms=milliseconds(uplink.received_at),
        radio=_radio(sent),
        hints=Hints(brand=sent.version_ids.brand_id, model=sent.version_ids.model_id),
        simulated=uplink.simulated,
    )


def _radio(sent: _Transmission) -> Radio | None:
    # The id is whatever its owner chose, the EUI stands on its case.
    receptions = (
        (each.gateway_ids.eui or each.gateway_ids.gateway_id, each.rssi, each.snr)
        for each in sent.rx_metadata
    )
    return best_radio(receptions, sent.settings.data_rate.lora.spreading_factor)
