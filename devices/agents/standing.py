"""Orders that hold until the next of their kind: the programme, the house rules, the hub's keys."""

import logging
from dataclasses import dataclass
from typing import TypeAlias
from zoneinfo import ZoneInfo

from devices.agents.diary import Adopted, Diary
from devices.agents.house import House
from devices.agents.keyring import Keyring
from devices.agents.programme import Programme
from devices.contract.commands import HouseRules, Schedule, TrustedKeys
from devices.contract.topics import BadMessage
from devices.contract.wire import decode
from devices.mqtt.publication import Packet

log = logging.getLogger(__name__)
StandingOrder: TypeAlias = Schedule | HouseRules | TrustedKeys
_NAMES: dict[type[StandingOrder], str] = {Schedule: "schedule", HouseRules: "rules", TrustedKeys: "keys"}


class Unusable(ValueError):
    """A standing order that cannot hold; the one before goes on. The text says why."""


@dataclass(slots=True)
class Standing:
    """What holds now; each is written down as it was signed."""

    diary: Diary
    keyring: Keyring
    house: House | None = None
    programme: Programme | None = None

    def open(self) -> None:
        """Take up what was adopted before.

        Keys named since do not hold when the speaker was set up with others afterwards.
        """
        for name in _NAMES.values():
            adopted = self.diary.adopted(name)
            if adopted is None or (name == "keys" and adopted.mark != self.keyring.mark):
                continue
            try:
                body = decode(adopted.topic, adopted.payload).body
                if isinstance(body, Schedule | HouseRules | TrustedKeys):
                    self._hold(body)
            except (BadMessage, Unusable) as error:
                # What it is about is in the text; a trace would say nothing more.
                log.error("a standing order of an earlier run cannot hold: %s", error)  # noqa: TRY400

    def adopt(self, packet: Packet, order: StandingOrder) -> None:
        """Let an order hold from now on.

        Raises:
            Unusable: nothing changed.
            SpoolFailed: it was not kept; stop.
        """
        self._hold(order)
        # Not kept, it still holds, until the speaker ends with the disk's error.
        adopted = Adopted(packet.topic, packet.payload, self.keyring.mark)
        self.diary.adopt(order, _NAMES[type(order)], adopted)

    def _hold(self, order: StandingOrder) -> None:
        try:
            match order:
                case Schedule():
                    self.programme = Programme.of(order)
                case HouseRules():
                    self.house = House(order, ZoneInfo(order.zone))
                case TrustedKeys():
                    self.keyring.replace(order.trusted)
        except (ValueError, KeyError, OSError) as error:  # of ZoneInfo, and of what is no key
            raise Unusable(f"{_NAMES[type(order)]}: {error}") from error
