"""ChirpStack v4 over MQTT: `application/{app}/device/{eui}/event/up`, JSON as protobuf 3 writes it.

Protobuf leaves out every field that is zero or empty, so an absent field means zero, not unknown.
"""

import base64
import binascii
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from devices.codecs.frame import Frame, Hints, Radio
from devices.contract.topics import BadMessage

FILTER = "application/+/device/+/event/up"
MAX_BYTES = 64 * 1024

_Number = Annotated[float, Field(allow_inf_nan=False)]
_Small = Annotated[int, Field(ge=0, le=2**32 - 1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", alias_generator=to_camel)


class _Device(_Part):
    dev_eui: Annotated[str, Field(pattern=r"^[0-9a-fA-F]{16}$")]
    device_profile_name: str = ""
    tags: dict[str, str] = {}


class _Reception(_Part):
    gateway_id: str = ""
    rssi: _Number = 0.0
    snr: _Number = 0.0


class _Lora(_Part):
    spreading_factor: _Small = 0


class _Modulation(_Part):
    lora: _Lora = _Lora()


class _Transmission(_Part):
    modulation: _Modulation = _Modulation()


class _Uplink(_Part):
    deduplication_id: Annotated[str, Field(min_length=1, max_length=80)]
    time: AwareDatetime
    device_info: _Device
    dev_addr: str = ""
    f_cnt: _Small = 0
    f_port: Annotated[int, Field(ge=0, le=255)] = 0
    data: str = ""
    rx_info: Annotated[tuple[_Reception, ...], Field(max_length=256)] = ()
    tx_info: _Transmission = _Transmission()


def read(topic: str, payload: bytes) -> Frame:
    """Read one uplink event.

    Raises:
        BadMessage: not such an event, or it speaks of another device than its topic; dead-letter it.
    """
    if len(payload) > MAX_BYTES:
        raise BadMessage(f"{topic}: {len(payload)} bytes, at most {MAX_BYTES} are allowed")
    try:
        uplink = _Uplink.model_validate_json(payload)
    except ValidationError as error:
        raise BadMessage(f"{topic}: {_first_problem(error)}") from error
    device = uplink.device_info.dev_eui.lower()
    of_topic = topic.split("/")[3].lower()
    if device != of_topic:
        raise BadMessage(f"device {device!r} spoke on the topic of {of_topic!r}")
    return Frame(
        network="chirpstack",
        device=device,
        payload=_content(topic, uplink.data),
        dedup=uplink.deduplication_id,
        fport=uplink.f_port,
        fcnt=uplink.f_cnt,
        session=uplink.dev_addr,
        received_ms=int(uplink.time.timestamp() * 1000),
        radio=_radio(uplink),
        hints=_hints(uplink.device_info),
    )


def _content(topic: str, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadMessage(f"{topic}: data is not base64 ({error})") from error


def _radio(uplink: _Uplink) -> Radio | None:
    if not uplink.rx_info:
        return None
    heard = sorted(uplink.rx_info, key=lambda reception: reception.snr, reverse=True)
    return Radio(
        rssi_dbm=heard[0].rssi,
        snr_db=heard[0].snr,
        spreading_factor=uplink.tx_info.modulation.lora.spreading_factor or None,
        gateways=tuple(reception.gateway_id for reception in heard),
    )


def _hints(device: _Device) -> Hints:
    tags = device.tags
    return Hints(
        brand=tags.get("brand", ""),
        model=tags.get("model", device.device_profile_name),
        profile=tags.get("profile", ""),
        tags=tags,
    )


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in problem["loc"]) or "body"
    return f"{where}: {problem['msg']}"
