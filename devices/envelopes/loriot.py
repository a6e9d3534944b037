"""LORIOT network servers: JSON whose data are hexadecimal; `loriot/uplink/{eui}` over MQTT, or by HTTP.

Layout from LORIOT's description of its application output (cmd "rx" and, with all gateways, "gw").
"""

from typing import Annotated, Literal

from pydantic import Field

from devices.codecs.frame import Frame, Radio
from devices.contract.quantities import Value
from devices.envelopes.json_uplink import (
    Count,
    Eui,
    Figure,
    Part,
    Port,
    best_radio,
    expect_speaker,
    hexadecimal,
    parse,
)  # fmt: skip

# Whoever sets LORIOT up types the topic in; this is how we know it again.
FILTER = "loriot/uplink/+"
# LoRaWAN 1.0.4, DevStatusAns: 0 is external power, 255 unknown.
_BATTERY_FULL = 254


class _Reception(Part):
    gweui: str = ""
    rssi: Figure = 0.0
    snr: Figure = 0.0


class Uplink(Part):
    """One uplink, as LORIOT writes it."""

    cmd: Literal["rx", "gw"]
    eui: Annotated[Eui, Field(alias="EUI")]
    ts: Annotated[int, Field(ge=0, le=253_402_300_799_999)]
    fcnt: Count = 0
    port: Port = 0
    data: str = ""
    bat: Annotated[int, Field(ge=0, le=255)] = 255
    dr: Annotated[str, Field(max_length=40)] = ""
    rssi: Figure | None = None
    snr: Figure | None = None
    gws: Annotated[tuple[_Reception, ...], Field(max_length=256)] = ()


def read(topic: str, payload: bytes) -> Frame:
    """Read one uplink.

    Raises:
        BadMessage: not such a message, or it speaks of another device than its topic; dead-letter it.
    """
    uplink = parse(Uplink, topic, payload)
    device = uplink.eui.lower()
    expect_speaker(device, topic.rpartition("/")[2].lower())
    return frame(topic, uplink)


def frame(topic: str, uplink: Uplink) -> Frame:
    """Say what an uplink holds; its plain form and the one with all gateways are the same transmission.

    Raises:
        BadMessage: its data are not hexadecimal.
    """
    device = uplink.eui.lower()
    return Frame(
        network="loriot",
        device=device,
        payload=hexadecimal(topic, uplink.data),
        dedup=f"{device}/{uplink.fcnt}/{uplink.port}/{uplink.data}",
        fport=uplink.port,
        fcnt=uplink.fcnt,
        received_ms=uplink.ts,
        radio=_radio(uplink),
        reported=_battery(uplink.bat),
    )


def _battery(bat: int) -> dict[str, Value]:
    return {"battery_pct": round(bat * 100 / _BATTERY_FULL, 1)} if 0 < bat <= _BATTERY_FULL else {}


def _radio(uplink: Uplink) -> Radio | None:
    rate = uplink.dr.partition(" ")[0].removeprefix("SF")
    receptions = [(each.gweui, each.rssi, each.snr) for each in uplink.gws]
    if not receptions and uplink.rssi is not None and uplink.snr is not None:
        receptions = [("", uplink.rssi, uplink.snr)]
    return best_radio(receptions, int(rate) if rate.isdecimal() else 0)
