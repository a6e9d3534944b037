"""Who may write and read which topics, as mosquitto's acl_file. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from devices.contract.topics import ROOT, Kind, Scope
from devices.envelopes.table import ENVELOPES

_UP = (
    Kind.BIRTH.value,
    Kind.STATUS.value,
    Kind.TELE.value,
    f"{Kind.EVENT.value}/#",
    Kind.STATE.value,
    Kind.SNAP.value,
    f"{Kind.ACK.value}/#",
)
_DOWN = (f"{Kind.CMD.value}/#", Kind.UPTO.value, Kind.SETUP.value)
_OF_GROUPS = (f"{Kind.CMD.value}/#", Kind.SOUND.value)


HOME_ASSISTANT = "home-assistant"


@dataclass(frozen=True, slots=True)
class Gateway:
    """A client that speaks for devices other than itself: a vision worker, a LoRa gateway, a simulator."""

    user: str
    devices: tuple[str, ...]


def acl(
    site: str,
    hub_user: str,
    gateways: Sequence[Gateway],
    network_servers: Sequence[str] = (),
    foreign: Sequence[str] = tuple(ENVELOPES),
    home_assistant_prefix: str = "",
) -> str:
    """Write the acl_file of one site.

    Every other user is one device: its user name is its id, and it reaches its own topics only.

    Args:
        site: the site's id.
        hub_user: who hears everything and gives commands.
        gateways: clients that may speak for the devices they list.
        network_servers: users such as "chirpstack" that bring the uplinks of foreign networks.
        foreign: on which topics these publish.
        home_assistant_prefix: below which the hub publishes for the user "home-assistant"; "" for none.
    """
    root = f"{ROOT}/{site}"
    lines = [f"user {hub_user}"]
    # A product may come while the broker runs, with topics of its own.
    lines += ["topic read #", "topic read $SYS/#"]
    lines += [f"topic write {root}/{Scope.DEVICE}/+/{kind}" for kind in _DOWN]
    lines += [f"topic write {root}/{Scope.GROUP}/+/{kind}" for kind in _OF_GROUPS]
    lines += [f"topic write {root}/{Scope.HUB}/{kind}" for kind in (Kind.STATUS, Kind.TIME)]
    if home_assistant_prefix:
        lines.append(f"topic write {home_assistant_prefix}/#")
        lines += ["", f"user {HOME_ASSISTANT}"]
        lines += [f"topic read {topic}" for topic in (f"{home_assistant_prefix}/#", f"{root}/hub/status")]
    for gateway in gateways:
        lines += ["", f"user {gateway.user}"]
        for device in gateway.devices:
            lines += [f"topic {line}" for line in _device_lines(root, device)]
    for user in network_servers:
        lines += ["", f"user {user}", *(f"topic write {topic}" for topic in foreign)]
    # Patterns hold for every user, %u being the user's own name.
    lines += ["", *(f"pattern {line}" for line in _device_lines(root, "%u"))]
    lines.append("pattern write json/%u")
    lines += [f"pattern read {root}/{Scope.GROUP}/+/{kind}" for kind in _OF_GROUPS]
    lines.append(f"pattern read {root}/{Scope.HUB}/+")
    return "\n".join(lines) + "\n"


def _device_lines(root: str, device: str) -> list[str]:
    place = f"{root}/{Scope.DEVICE}/{device}"
    return [f"write {place}/{kind}" for kind in _UP] + [f"read {place}/{kind}" for kind in _DOWN]
