"""What a foreign network says of a device in other ways than a frame of the device's own bytes. Pure."""

from dataclasses import dataclass, field
from enum import StrEnum

from devices.codecs.frame import Hints
from devices.contract.bodies import Sample


class Happening(StrEnum):
    """What kind of news it is."""

    MEASURED = "measured"
    SPOKE = "spoke"
    TOLD = "told"
    CAME = "came"
    WENT = "went"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Notice:
    """One piece of news.

    `device` is the key by which the network knows it, lower case. `happening`: it measured `samples`, it
    spoke (joined, acknowledged) and so is alive, the network told something about it without having heard
    it, it came to or went from its connection, it said what only its product's profile can read. `at_ms`:
    when, by the network's clock, milliseconds UTC. `dedup` is the network's own id of the news, "" where it
    has none. `says` is a line for people.
    """

    network: str
    device: str
    happening: Happening
    dedup: str = ""
    at_ms: int | None = None
    samples: tuple[Sample, ...] = ()
    says: str = ""
    hints: Hints = field(default_factory=Hints)
