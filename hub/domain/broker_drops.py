"""What the broker itself threw away, by the counter it publishes. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

# mosquitto counts what its limits of queues and windows made it drop, for all its clients together.
DROPPED_TOPIC = "$SYS/broker/publish/messages/dropped"
# A loss is said for so long after the last one.
SAID_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BrokerDrops:
    """Messages dropped since the hub first heard the counter.

    `counter` is what the broker said last, None before it said anything; `recent` were dropped since
    `since`, without a day's pause in between; `last_at` is when the counter last rose.
    """

    counter: int | None = None
    total: int = 0
    recent: int = 0
    since: datetime | None = None
    last_at: datetime | None = None

    def heard(self, counter: int, at: datetime) -> "BrokerDrops":
        """Take what the broker says now; it counts from 0 again after its own restart."""
        if self.counter is None:
            return replace(self, counter=counter)
        risen = counter - self.counter if counter >= self.counter else counter
        if not risen:
            return replace(self, counter=counter)
        goes_on = self.is_recent(at)
        return BrokerDrops(
            counter,
            self.total + risen,
            self.recent + risen if goes_on else risen,
            self.since if goes_on else at,
            at,
        )

    def is_recent(self, now: datetime) -> bool:
        """Tell whether the last loss is so fresh that somebody should hear of it."""
        return self.last_at is not None and now - self.last_at < SAID_FOR
