"""Actility ThingPark: JSON whose payload is hexadecimal; `mqtt/things/{eui}/uplink`, or by HTTP.

Layout from Actility's "LRC-AS tunnel interface" guide.
"""

from typing import Annotated

from pydantic import AwareDatetime, Field

from devices.codecs.frame import Frame, Hints, Radio
from devices.contract.bodies import Sample
from devices.contract.faults import Fault
from devices.contract.topics import BadMessage
from devices.envelopes.json_uplink import (
    Count,
    Eui,
    Figure,
    Part,
    Port,
    best_radio,
    expect_speaker,
    hexadecimal,
    milliseconds,
    parse,
)  # fmt: skip
from devices.envelopes.notice import Happening, Notice

FILTER = "mqtt/things/+/uplink"


class _Reception(Part):
    lrrid: Annotated[str, Field(alias="Lrrid")] = ""
    rssi: Annotated[Figure, Field(alias="LrrRSSI")] = 0.0
    snr: Annotated[Figure, Field(alias="LrrSNR")] = 0.0


class _Receptions(Part):
    lrr: Annotated[tuple[_Reception, ...], Field(alias="Lrr", max_length=256)] = ()


class _Model(Part):
    maker: Annotated[str, Field(alias="pId", max_length=80)] = ""
    model: Annotated[str, Field(alias="mId", max_length=80)] = ""


class _Driver(Part):
    model: Annotated[_Model, Field(alias="mod")] = _Model()


class _Uplink(Part):
    time: Annotated[AwareDatetime, Field(alias="Time")]
    eui: Annotated[Eui, Field(alias="DevEUI")]
    fport: Annotated[Port, Field(alias="FPort")] = 0
    fcnt: Annotated[Count, Field(alias="FCntUp")] = 0
    address: Annotated[str, Field(alias="DevAddr", max_length=40)] = ""
    payload: Annotated[str, Field(alias="payload_hex")] = ""
    factor: Annotated[Count, Field(alias="SpFact")] = 0
    receptions: Annotated[_Receptions, Field(alias="Lrrs")] = _Receptions()
    driver: Annotated[_Driver, Field(alias="DriverCfg")] = _Driver()


class _Place(Part):
    time: Annotated[AwareDatetime, Field(alias="Time")]
    eui: Annotated[Eui, Field(alias="DevEUI")]
    lat: Annotated[Figure, Field(alias="DevLAT", ge=-90, le=90)]
    lon: Annotated[Figure, Field(alias="DevLON", ge=-180, le=180)]


class _About(Part):
    eui: Annotated[Eui, Field(alias="DevEUI")]


class _Body(Part):
    uplink: Annotated[_Uplink | None, Field(alias="DevEUI_uplink")] = None
    place: Annotated[_Place | None, Field(alias="DevEUI_location")] = None
    sent: Annotated[_About | None, Field(alias="DevEUI_downlink_Sent")] = None
    note: Annotated[_About | None, Field(alias="DevEUI_notification")] = None


def read(topic: str, payload: bytes) -> Frame | Notice:
    """Read one message.

    Raises:
        BadMessage: not such a message, or it speaks of another device than its topic; dead-letter it.
    """
    heard = read_body(topic, payload)
    expect_speaker(heard.device, topic.split("/")[2].lower())
    return heard


def read_body(topic: str, payload: bytes) -> Frame | Notice:
    """Read one message whose topic does not say the device.

    Raises:
        BadMessage: not such a message; dead-letter it.
    """
    body = parse(_Body, topic, payload)
    if body.uplink is not None:
        return _frame(topic, body.uplink)
    if body.place is not None:
        at_ms = milliseconds(body.place.time)
        sample = Sample(at_ms=at_ms, values={"lat": body.place.lat, "lon": body.place.lon})
        device = body.place.eui.lower()
        return Notice("thingpark", device, Happening.MEASURED, at_ms=at_ms, samples=(sample,))
    about = body.sent or body.note
    if about is None:
        raise BadMessage(
            f"{topic[:120]}: expected DevEUI_uplink, _location, _downlink_Sent or _notification", Fault.BODY
        )
    return Notice("thingpark", about.eui.lower(), Happening.TOLD, says="the network server sent a note")


def _frame(topic: str, uplink: _Uplink) -> Frame:
    device = uplink.eui.lower()
    return Frame(
        network="thingpark",
        device=device,
        payload=hexadecimal(topic, uplink.payload),
        dedup=f"{device}/{uplink.address}/{uplink.fcnt}/{uplink.time.isoformat()}",
        fport=uplink.fport,
        fcnt=uplink.fcnt,
        session=uplink.address,
        received_ms=milliseconds(uplink.time),
        radio=_radio(uplink),
        hints=Hints(brand=uplink.driver.model.maker, model=uplink.driver.model.model),
    )


def _radio(uplink: _Uplink) -> Radio | None:
    receptions = ((each.lrrid, each.rssi, each.snr) for each in uplink.receptions.lrr)
    return best_radio(receptions, uplink.factor)
