"""What is known of the broker: what it says of itself, and when it could be heard."""

from collections.abc import Callable
from dataclasses import dataclass

from devices.mqtt.publication import Packet
from hub.books import Ledger
from hub.domain.broker_drops import DROPPED_TOPIC
from hub.domain.earshot import UPTIME_TOPIC
from hub.ports import Clock
from hub.services.broker_watch import BrokerWatch
from hub.services.earshot_watch import EarshotWatch
from hub.ticker import Job


@dataclass(frozen=True, slots=True)
class BrokerNews:
    """`drops`: messages that it threw away; `earshot`: when it could be heard."""

    drops: BrokerWatch
    earshot: EarshotWatch

    filters = (DROPPED_TOPIC, UPTIME_TOPIC)

    def take(self, packet: Packet) -> bool:
        """Note what the broker says of itself; False for what somebody else said. On the network thread."""
        if packet.topic == DROPPED_TOPIC:
            self.drops.take(packet.payload)
        elif packet.topic == UPTIME_TOPIC:
            self.earshot.take(packet.payload)
        else:
            return False
        return True

    def jobs(self, is_up: Callable[[], bool]) -> list[Job]:
        """What is written down by the clock; `is_up` tells whether the broker is connected."""
        return [
            Job("broker", 1, self.drops.record),
            Job("earshot", 1, lambda: self.earshot.look(is_up=is_up())),
        ]


def broker_news(ledger: Ledger, clock: Clock, received: Callable[[], int]) -> BrokerNews:
    """Build it; `received`: how many messages the journal has numbered."""
    return BrokerNews(BrokerWatch(ledger, clock), EarshotWatch(ledger, clock, received))
