"""Every topic of the contract: who speaks there, how it is delivered, which bodies it carries. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from devices.contract.bodies import (
    Ack,
    Announce,
    Birth,
    Cancel,
    HubStatus,
    HubTime,
    LitterFinding,
    Snapshot,
    SpeakerState,
    Status,
    Telemetry,
    Upto,
    ViewEvent,
)
from devices.contract.fields import Body
from devices.contract.topics import ROOT


class Direction(StrEnum):
    """Who speaks: the device (up) or the hub (down)."""

    UP = "up"
    DOWN = "down"


BodyType: TypeAlias = type[Body] | type[Snapshot]


@dataclass(frozen=True, slots=True)
class Channel:
    """One kind of topic. `address`: the topic with its variable levels in braces; `qos`: 0 or 1."""

    name: str
    address: str
    direction: Direction
    qos: int
    retained: bool
    bodies: tuple[BodyType, ...]
    says: str


_DEVICE = f"{ROOT}/{{site}}/d/{{device}}"
_GROUP = f"{ROOT}/{{site}}/g/{{group}}"
_HUB = f"{ROOT}/{{site}}/hub"
_UP, _DOWN = Direction.UP, Direction.DOWN
_KEPT, _PASSING = True, False

CHANNELS = (
    Channel("birth", f"{_DEVICE}/birth", _UP, 1, _KEPT, (Birth,), "A device presents itself."),
    Channel(
        "status",
        f"{_DEVICE}/status",
        _UP,
        1,
        _KEPT,
        (Status,),
        "A device is there or gone; its Will is here.",
    ),
    Channel("tele", f"{_DEVICE}/tele", _UP, 1, _PASSING, (Telemetry,), "Readings, one sample or a batch."),
    Channel(
        "event-litter",
        f"{_DEVICE}/event/litter",
        _UP,
        1,
        _PASSING,
        (LitterFinding,),
        "A litter pile appears, changes or goes.",
    ),
    Channel(
        "event-view",
        f"{_DEVICE}/event/view",
        _UP,
        1,
        _PASSING,
        (ViewEvent,),
        "A camera's view fails or recovers.",
    ),
    Channel("state", f"{_DEVICE}/state", _UP, 1, _KEPT, (SpeakerState,), "What a speaker is doing."),
    Channel("snap", f"{_DEVICE}/snap", _UP, 0, _PASSING, (Snapshot,), "A camera's last picture."),
    Channel(
        "ack", f"{_DEVICE}/ack/{{command}}", _UP, 1, _PASSING, (Ack,), "How far a device is with a command."
    ),
    Channel(
        "cmd-announce", f"{_DEVICE}/cmd/announce", _DOWN, 1, _PASSING, (Announce,), "Play an announcement."
    ),
    Channel(
        "cmd-cancel",
        f"{_DEVICE}/cmd/cancel",
        _DOWN,
        1,
        _PASSING,
        (Cancel,),
        "Stop or forget an announcement.",
    ),
    Channel(
        "group-announce",
        f"{_GROUP}/cmd/announce",
        _DOWN,
        1,
        _PASSING,
        (Announce,),
        "A group plays an announcement.",
    ),
    Channel(
        "group-cancel",
        f"{_GROUP}/cmd/cancel",
        _DOWN,
        1,
        _PASSING,
        (Cancel,),
        "A group stops or forgets an announcement.",
    ),
    Channel(
        "upto", f"{_DEVICE}/upto", _DOWN, 1, _PASSING, (Upto,), "What is safe; the device may forget it."
    ),
    Channel(
        "hub-status",
        f"{_HUB}/status",
        _DOWN,
        1,
        _KEPT,
        (HubStatus,),
        "The hub is there or gone; its Will is here.",
    ),
    Channel(
        "hub-time", f"{_HUB}/time", _DOWN, 0, _PASSING, (HubTime,), "The time, for devices without a clock."
    ),
)
