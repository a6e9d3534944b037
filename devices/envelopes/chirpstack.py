"""ChirpStack v4 over MQTT: `application/{app}/device/{eui}/event/up`, JSON as protobuf 3 writes it.

Protobuf leaves out every field that is zero or empty, so an absent field means zero, not unknown.
"""

from typing import Annotated

from pydantic import AwareDatetime, ConfigDict, Field
from pydantic.alias_generators import to_camel

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


class _Part(Part):
    model_config = ConfigDict(alias_generator=to_camel)


class Device(_Part):
    """Which device an event is about."""

    dev_eui: Eui
    device_profile_name: str = ""
    tags: Annotated[dict[str, str], Field(default_factory=dict)]


class _Reception(_Part):
    gateway_id: str = ""
    rssi: Figure = 0.0
    snr: Figure = 0.0


class _Lora(_Part):
    spreading_factor: Count = 0


class _Modulation(_Part):
    lora: _Lora = _Lora()


class _Transmission(_Part):
    modulation: _Modulation = _Modulation()


class Uplink(_Part):
    """One uplink event."""

    deduplication_id: Annotated[str, Field(min_length=1, max_length=80)]
    time: AwareDatetime
    device_info: Device
    dev_addr: str = ""
    f_cnt: Count = 0
    f_port: Port = 0
    data: str = ""
    rx_info: Annotated[tuple[_Reception, ...], Field(max_length=256, fail_fast=True)] = ()
    tx_info: _Transmission = _Transmission()


def read(topic: str, payload: bytes) -> Frame:
    """Read one uplink event.

    Raises:
        BadMessage: not such an event, or it speaks of another device than its topic; dead-letter it.
    """
    uplink = parse(Uplink, topic, payload)
    device = uplink.device_info.dev_eui.lower()
    expect_speaker(device, topic.split("/")[3].lower())
    return frame(topic, uplink)


def frame(topic: str, uplink: Uplink) -> Frame:
    """Say what an uplink holds.

    Raises:
        BadMessage: its data are not base64.
    """
    return Frame(
        network="chirpstack",
        device=uplink.device_info.dev_eui.lower(),
        payload=content(topic, uplink.data),
        dedup=uplink.deduplication_id,
        fport=uplink.f_port,
        fcnt=uplink.f_cnt,
        session=uplink.dev_addr,
        received_ms=milliseconds(uplink.time),
        radio=_radio(uplink),
        hints=hints(uplink.device_info),
    )


def _radio(uplink: Uplink) -> Radio | None:
    receptions = ((each.gateway_id, each.rssi, each.snr) for each in uplink.rx_info)
    return best_radio(receptions, uplink.tx_info.modulation.lora.spreading_factor)


def hints(device: Device) -> Hints:
    """Say which product it is, as far as whoever set the server up wrote it down."""
    tags = device.tags
    return Hints(
        brand=tags.get("brand", ""),
        model=tags.get("model", device.device_profile_name),
        profile=tags.get("profile", ""),
        tags=tags,
    )
