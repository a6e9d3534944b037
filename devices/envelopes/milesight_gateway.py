"""The network server inside Milesight gateways: `/milesight/uplink/{eui}`, flat JSON over MQTT.

The installer types the topic into the gateway; this one, the vendor's own example, is how we know it again.
"""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import Field

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

FILTER = "/milesight/uplink/+"


class _Reception(Part):
    mac: str = ""
    rssi: Figure = 0.0
    snr: Annotated[Figure, Field(alias="loRaSNR")] = 0.0


class _DataRate(Part):
    spreading_factor: Annotated[Count, Field(alias="spreadFactor")] = 0


class _Transmission(Part):
    data_rate: Annotated[_DataRate, Field(alias="dataRate")] = _DataRate()


class Uplink(Part):
    """One uplink message."""

    dev_eui: Annotated[Eui, Field(alias="devEUI")]
    data: str = ""
    device_name: Annotated[str, Field(alias="deviceName")] = ""
    fcnt: Annotated[Count, Field(alias="fCnt")] = 0
    fport: Annotated[Port, Field(alias="fPort")] = 0
    time: str = ""
    receptions: Annotated[tuple[_Reception, ...], Field(alias="rxInfo", max_length=256, fail_fast=True)] = ()
    transmission: Annotated[_Transmission, Field(alias="txInfo")] = _Transmission()


def read(topic: str, payload: bytes) -> Frame:
    """Read one uplink message; a time that cannot be read, which these gateways can send, is left out.

    Raises:
        BadMessage: not such a message, or it speaks of another device than its topic; dead-letter it.
    """
    uplink = parse(Uplink, topic, payload)
    expect_speaker(uplink.dev_eui.lower(), topic.split("/")[3].lower())
    return frame(topic, uplink)


def frame(topic: str, uplink: Uplink) -> Frame:
    """Say what an uplink holds.

    Raises:
        BadMessage: its data are not base64.
    """
    device = uplink.dev_eui.lower()
    return Frame(
        network="milesight-gateway",
        device=device,
        payload=content(topic, uplink.data),
        dedup=f"{device}/{uplink.fcnt}/{uplink.time or uplink.data}",
        fport=uplink.fport,
        fcnt=uplink.fcnt,
        received_ms=_received_ms(uplink.time),
        radio=_radio(uplink),
        hints=Hints(brand="Milesight", model=uplink.device_name),
    )


def _received_ms(text: str) -> int | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return milliseconds(at if at.tzinfo else at.replace(tzinfo=UTC))


def _radio(uplink: Uplink) -> Radio | None:
    receptions = ((each.mac, each.rssi, each.snr) for each in uplink.receptions)
    return best_radio(receptions, uplink.transmission.data_rate.spreading_factor)
