"""One LoRaWAN uplink as it leaves a pretend device, before a network server puts it into words. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from devices.sim.chance import dice

# Nobody registers it: it stands for gateways of the neighbouring township.
STRANGE_GATEWAY = "24e124fffef54092"
FREQUENCY_HZ, BANDWIDTH_HZ, SPREADING_FACTOR = 486_300_000, 125_000, 9


@dataclass(frozen=True, slots=True)
class Uplink:
    """What was sent, and who heard it.

    Attributes:
        eui: the device's, 16 hexadecimal digits, lower case.
        name: what the network server's operator called it.
        profile: the product, by the name of its profile, such as "milesight-em310-udl".
        fport: the LoRaWAN port.
        fcnt: the frame counter, which begins with 0 after each join.
        payload: the device's own bytes.
        at_ms: when the network server took it, milliseconds UTC.
        gateways: EUIs of the gateways that heard it, best first; never empty.
        joins: how often the device has joined the network so far.
    """

    eui: str
    name: str
    profile: str
    fport: int
    fcnt: int
    payload: bytes
    at_ms: int
    gateways: tuple[str, ...] = (STRANGE_GATEWAY,)
    joins: int = 1

    @property
    def chance(self) -> Random:
        """The dice of this transmission: all its copies are the same one."""
        return dice("radio", self.eui, self.fcnt, self.at_ms)

    @property
    def session(self) -> str:
        """The network address it was given when it joined last."""
        return f"{self.joins & 0xFF:02x}{int(self.eui, 16) & 0xFFFFFF:06x}"

    def receptions(self) -> list[tuple[str, int, float]]:
        """Gateway, RSSI (dBm) and SNR (dB) of each that heard it, best first."""
        chance = self.chance
        heard = [(chance.randint(-118, -84), round(chance.uniform(-12, 9), 1)) for _ in self.gateways]
        best_first = sorted(heard, key=lambda reception: reception[1], reverse=True)
        return [(gateway, *each) for gateway, each in zip(self.gateways, best_first, strict=True)]


def written_time(at_ms: int) -> str:
    """Write a time as network servers do (RFC 3339, UTC)."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="microseconds")
