"""Topics of the wire contract: an address in the township, written as an MQTT topic and read back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from devices.contract.faults import Fault

ROOT = "vh1"
# The group that every speaker is in, so that one order can silence all of them.
EVERYBODY = "everybody"
ID_PATTERN = r"^[a-z0-9-]{1,32}$"
_ID = re.compile(r"[a-z0-9-]{1,32}")


class BadMessage(ValueError):
    """Bytes or a topic that the contract does not allow; keep the raw message and say the reason.

    Args:
        reason: what is wrong, where, and what was expected.
        fault: the same as a code.
        device: who sent it, where that is known although the message cannot be read.
        gateways: who heard it on the air, as in `wire.Message`.
    """

    def __init__(self, reason: str, fault: Fault, device: str = "", gateways: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.fault = fault
        self.device = device
        self.gateways = gateways


class Kind(StrEnum):
    """What a message is, as the topic says it."""

    BIRTH = "birth"
    STATUS = "status"
    TELE = "tele"
    EVENT = "event"
    STATE = "state"
    SNAP = "snap"
    CMD = "cmd"
    SOUND = "sound"
    ACK = "ack"
    UPTO = "upto"
    SETUP = "setup"
    TIME = "time"


class Scope(StrEnum):
    """Whom the topic belongs to: one device, a group of devices, or the hub itself."""

    DEVICE = "d"
    GROUP = "g"
    HUB = "hub"


NAMED_KINDS = frozenset({Kind.EVENT, Kind.CMD, Kind.ACK})
_KINDS: Mapping[Scope, frozenset[Kind]] = {
    Scope.DEVICE: frozenset(Kind) - {Kind.TIME, Kind.SOUND},
    Scope.GROUP: frozenset({Kind.CMD, Kind.SOUND}),
    Scope.HUB: frozenset({Kind.STATUS, Kind.TIME}),
}
_WHO = {
    Scope.DEVICE: "a device's kinds",
    Scope.GROUP: "a group's kinds (commands and live sound)",
    Scope.HUB: "the hub's kinds",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message belongs.

    `target` is a device or group id, or "hub"; `name` is the event type, the command name or the id of the
    acknowledged command, and "" for kinds that have none.
    """

    site: str
    scope: Scope
    target: str
    kind: Kind
    name: str = ""

    def topic(self) -> str:
        """Write the address as an MQTT topic."""
        if self.scope is Scope.HUB:
            return f"{ROOT}/{self.site}/hub/{self.kind}"
        tail = f"/{self.name}" if self.kind in NAMED_KINDS else ""
        return f"{ROOT}/{self.site}/{self.scope}/{self.target}/{self.kind}{tail}"


def device_address(site: str, device: str, kind: Kind, name: str = "") -> Address:
    """Address one device's topic."""
    return Address(site, Scope.DEVICE, device, kind, name)


def hub_status_topic(site: str) -> str:
    """Where a hub says that it is there."""
    return Address(site, Scope.HUB, "hub", Kind.STATUS).topic()


def uplink_filters(site: str) -> tuple[str, ...]:
    """List the subscriptions by which the hub hears every native device of a site, commands excluded."""
    root = f"{ROOT}/{site}/d/+"
    plain = tuple(f"{root}/{kind}" for kind in (Kind.BIRTH, Kind.STATUS, Kind.TELE, Kind.STATE, Kind.SNAP))
    return (*plain, f"{root}/{Kind.EVENT}/+", f"{root}/{Kind.ACK}/+")


def order_filters(site: str) -> tuple[str, ...]:
    """List the subscriptions by which whoever gives orders hears that somebody else gives them."""
    root = f"{ROOT}/{site}"
    of_both = tuple(f"{root}/{scope}/+/{Kind.CMD}/+" for scope in (Scope.DEVICE, Scope.GROUP))
    return (*of_both, f"{root}/{Scope.GROUP}/+/{Kind.SOUND}")


# A device repeats its topics: of 2.7 µs that reading one takes, 0.1 are left. The topics of 50,000 devices
# take 18 MiB (tracemalloc); what is no topic of the contract is not kept.
@lru_cache(maxsize=65_536)
def parse_topic(topic: str) -> Address:
    """Read an MQTT topic.

    Raises:
        BadMessage: the topic is none of the contract; the text says which level is wrong.
    """
    tail: list[str] = []
    match topic.split("/"):
        case ["vh1", site, Scope.HUB, kind_text]:
            address = Address(site, Scope.HUB, "hub", _kind(kind_text, topic))
        case ["vh1", site, Scope.DEVICE | Scope.GROUP as scope_text, target, kind_text, *tail]:
            _check_id("device or group", target, topic)
            address = Address(site, Scope(scope_text), target, _kind(kind_text, topic))
        case _:
            raise BadMessage(
                f"topic {topic[:120]!r}: expected {ROOT}/<site>/d|g|hub/... and a kind", Fault.TOPIC
            )
    _check_id("site", site, topic)
    return _addressed(topic, address, tail)


def _addressed(topic: str, address: Address, tail: list[str]) -> Address:
    if address.kind not in _KINDS[address.scope]:
        raise BadMessage(
            f"topic {topic[:120]!r}: {address.kind} is not among {_WHO[address.scope]}", Fault.TOPIC
        )
    if address.kind not in NAMED_KINDS:
        if tail:
            raise BadMessage(f"topic {topic[:120]!r}: nothing may follow {address.kind}", Fault.TOPIC)
        return address
    if len(tail) != 1:
        raise BadMessage(
            f"topic {topic[:120]!r}: {address.kind} needs exactly one name after it", Fault.TOPIC
        )
    _check_id("name", tail[0], topic)
    return Address(address.site, address.scope, address.target, address.kind, tail[0])


def _kind(text: str, topic: str) -> Kind:
    try:
        return Kind(text)
    except ValueError as error:
        raise BadMessage(f"topic {topic[:120]!r}: unknown kind {text[:40]!r}", Fault.TOPIC) from error


def _check_id(what: str, text: str, topic: str) -> None:
    if not _ID.fullmatch(text):
        raise BadMessage(f"topic {topic[:120]!r}: {what} {text[:40]!r} must match {ID_PATTERN}", Fault.TOPIC)
