"""The events of ChirpStack v4: `application/{app}/device/{eui}/event/{event}`; uplinks have their own module.

Protobuf leaves out every field that is zero or empty, so an absent field means zero, not unknown.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, TypeAlias

from pydantic import AwareDatetime, ConfigDict, Field
from pydantic.alias_generators import to_camel

from devices.codecs.frame import Frame
from devices.contract.bodies import Sample
from devices.contract.faults import Fault
from devices.contract.topics import BadMessage
from devices.envelopes import chirpstack
from devices.envelopes.chirpstack import Device, hints
from devices.envelopes.json_uplink import Figure, Part, expect_speaker, milliseconds, parse
from devices.envelopes.notice import Happening, Notice

FILTER = "application/+/device/+/event/+"


class _Location(Part):
    latitude: Annotated[Figure, Field(ge=-90, le=90)] = 0.0
    longitude: Annotated[Figure, Field(ge=-180, le=180)] = 0.0


class Event(Part):
    """Any event; each kind fills some of the fields."""

    model_config = ConfigDict(alias_generator=to_camel)

    time: AwareDatetime
    device_info: Device
    deduplication_id: Annotated[str, Field(max_length=80)] = ""
    downlink_id: Annotated[int, Field(ge=0)] = 0
    queue_item_id: Annotated[str, Field(max_length=80)] = ""
    acknowledged: bool = False
    margin: int = 0
    external_power_source: bool = False
    battery_level_unavailable: bool = False
    battery_level: Annotated[Figure, Field(ge=0, le=100)] = 0.0
    location: _Location = _Location()
    code: Annotated[str, Field(max_length=80)] = ""
    description: Annotated[str, Field(max_length=500)] = ""


_Told: TypeAlias = tuple[Happening, tuple[Sample, ...], str]


def read(topic: str, payload: bytes) -> Frame | Notice:
    """Read one event.

    A join, a status and an answer to a confirmed downlink come from the device itself; that a gateway took a
    downlink, and what the server logs, do not.

    Raises:
        BadMessage: not such an event, or it speaks of another device than its topic; dead-letter it.
    """
    levels = topic.split("/")
    if levels[5] == "up":
        return chirpstack.read(topic, payload)
    event = parse(Event, topic, payload)
    device = event.device_info.dev_eui.lower()
    expect_speaker(device, levels[3].lower())
    return notice(topic, levels[5], event)


def notice(topic: str, name: str, event: Event) -> Notice:
    """Say what an event of that name means.

    Raises:
        BadMessage: ChirpStack has no such event.
    """
    tell = _EVENTS.get(name)
    if tell is None:
        raise BadMessage(
            f"{topic[:120]}: event {name[:40]!r}: expected up or one of {', '.join(_EVENTS)}", Fault.TOPIC
        )
    happening, samples, says = tell(event)
    own_id = event.deduplication_id or event.queue_item_id
    return Notice(
        network="chirpstack",
        device=event.device_info.dev_eui.lower(),
        happening=happening,
        dedup=f"{name}/{own_id}" if own_id else "",
        at_ms=milliseconds(event.time),
        samples=samples,
        says=says,
        hints=hints(event.device_info),
    )


def _status(event: Event) -> _Told:
    if event.external_power_source or event.battery_level_unavailable:
        return Happening.SPOKE, (), "runs on external power" if event.external_power_source else ""
    sample = Sample(at_ms=milliseconds(event.time), values={"battery_pct": event.battery_level})
    return Happening.MEASURED, (sample,), ""


def _location(event: Event) -> _Told:
    place = {"lat": event.location.latitude, "lon": event.location.longitude}
    return Happening.MEASURED, (Sample(at_ms=milliseconds(event.time), values=place),), ""


def _ack(event: Event) -> _Told:
    if event.acknowledged:
        return Happening.SPOKE, (), "acknowledged a downlink"
    return Happening.TOLD, (), "did not acknowledge a downlink"


_EVENTS: Mapping[str, Callable[[Event], _Told]] = {
    "join": lambda _event: (Happening.SPOKE, (), "joined the network"),
    "status": _status,
    "ack": _ack,
    "txack": lambda _event: (Happening.TOLD, (), "a gateway took a downlink"),
    "log": lambda event: (Happening.TOLD, (), f"{event.code}: {event.description}"),
    "location": _location,
    "integration": lambda _event: (Happening.TOLD, (), "an integration spoke"),
}
