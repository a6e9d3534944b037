"""Every topic of the contract: who speaks there, how it is delivered, which bodies it carries. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from devices.contract.bodies import (
    Birth,
    HubStatus,
    HubTime,
    LitterFinding,
    SecurityEvent,
    Snapshot,
    SpeakerState,
    Status,
    Telemetry,
    Upto,
    ViewEvent,
)
from devices.contract.commands import COMMANDS
from devices.contract.fields import Body
from devices.contract.receipts import Ack
from devices.contract.setup import CameraSetup
from devices.contract.talk import Piece
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

_SAYS = {
    "announce": "Play an announcement.",
    "update": "Play an announcement in place of another.",
    "talk": "Play what somebody says into a microphone now.",
    "cancel": "Stop or forget an announcement.",
    "test": "Play a short clip quietly and say whether it was heard.",
    "schedule": "The whole programme to play by itself.",
    "rules": "Quiet hours, loudest volumes, longest sound.",
    "keys": "The keys of the hub from now on.",
}
_ORDERS = tuple(
    Channel(f"{to}-{name}", f"{root}/cmd/{name}", _DOWN, 1, _PASSING, (body,), f"{whom}: {_SAYS[name]}")
    for to, root, whom in (("cmd", _DEVICE, "A device"), ("group", _GROUP, "A group"))
    for name, body in COMMANDS.items()
)

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
    Channel(
        "event-security",
        f"{_DEVICE}/event/security",
        _UP,
        1,
        _PASSING,
        (SecurityEvent,),
        "A speaker was given an order it must not obey.",
    ),
    Channel("state", f"{_DEVICE}/state", _UP, 1, _KEPT, (SpeakerState,), "What a speaker is doing."),
    Channel("snap", f"{_DEVICE}/snap", _UP, 0, _PASSING, (Snapshot,), "A camera's last picture."),
    Channel(
        "ack", f"{_DEVICE}/ack/{{command}}", _UP, 1, _PASSING, (Ack,), "How far a device is with a command."
    ),
    *_ORDERS,
    Channel(
        "group-sound", f"{_GROUP}/sound", _DOWN, 1, _PASSING, (Piece,), "What is said live, piece by piece."
    ),
    Channel(
        "upto", f"{_DEVICE}/upto", _DOWN, 1, _PASSING, (Upto,), "What is safe; the device may forget it."
    ),
    Channel(
        "setup",
        f"{_DEVICE}/setup",
        _DOWN,
        1,
        _KEPT,
        (CameraSetup,),
        "A camera's zones, ground, masks, marked piles, and what people judged.",
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
