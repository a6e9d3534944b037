"""Notes when the hub can hear the broker, and whether the broker began anew meanwhile."""

import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from hub.books import Ledger
from hub.domain.earshot import Earshot
from hub.domain.instants import instant, millis
from hub.ports import Clock

log = logging.getLogger(__name__)
# mosquitto says "86400 seconds".
_UPTIME = re.compile(rb"(\d{1,12}) seconds")
# What a crash may leave unknown of how long the hub heard; it is added to the time it was deaf.
_KEPT_EVERY = timedelta(minutes=1)
# So many are worked on in a tenth of a second: more than that wait for a hub that is behind.
_MOST_WAITING = 1_000


class EarshotWatch:
    """Remembers over restarts when nothing could be heard; `now` may be asked by any thread.

    `came_up` and `take` run on the network thread, `look` on the ticker's. `received` tells how many messages
    the journal has numbered.
    """

    def __init__(self, ledger: Ledger, clock: Clock, received: Callable[[], int]) -> None:
        self._ledger = ledger
        self._clock = clock
        self._received = received
        self._connected: tuple[int, datetime | None] = (0, None)
        self._known_connections = 0
        self._told: tuple[int, datetime] | None = None
        self._earshot = Earshot()
        self._kept: Earshot | None = None

    def now(self) -> Earshot:
        """When the hub could hear, as of the last look."""
        return self._earshot

    def load(self) -> None:
        """Read what an earlier run knew; since it heard last the hub was deaf.

        Raises:
            StoreDown: the ledger cannot be read.
        """
        with self._ledger.read() as tx:
            self._kept = tx.earshot.read()
        self._earshot = self._kept.lost(self._now())

    def came_up(self) -> None:
        """Note a connection, before anything is heard through it."""
        number, _ = self._connected
        self._connected = number + 1, self._now()

    def take(self, payload: bytes) -> None:
        """Note how long the broker says that it runs; anything else says nothing."""
        said = _UPTIME.fullmatch(payload)
        if said is not None:
            self._told = int(said[1]), self._now()

    def look(self, *, is_up: bool) -> None:
        """See how it is, and keep it when that changed; call it each second.

        `is_up`: the broker is connected.

        Raises:
            StoreDown: it is kept the next time.
        """
        now, before = self._now(), self._earshot
        after = self._looked(before, now, is_up=is_up)
        self._earshot = after
        if after.times != before.times:
            _say(before, after)
        if self._is_to_be_kept(after, now):
            with self._ledger.write() as tx:
                tx.earshot.keep(after)
            self._kept = after

    def _looked(self, earshot: Earshot, now: datetime, *, is_up: bool) -> Earshot:
        connections, connected_at = self._connected
        if connections != self._known_connections and connected_at is not None:
            # A loss that was over before anybody looked is one, too.
            earshot = earshot.lost(connected_at).found(connected_at)
            self._known_connections = connections
        if self._told is not None and self._told[0] != earshot.uptime_s:
            earshot = earshot.told(*self._told)
        if not is_up:
            return earshot.lost(now)
        if earshot.unsettled_since(now) is not None and self._is_behind():
            earshot = earshot.behind(now)
        return earshot.heard(now)

    def _is_behind(self) -> bool:
        with self._ledger.read() as tx:
            return self._received() - tx.intake.cursor() > _MOST_WAITING

    def _is_to_be_kept(self, earshot: Earshot, now: datetime) -> bool:
        kept = self._kept
        if kept is None or kept.times != earshot.times:
            return True
        return kept.heard_at is None or now - kept.heard_at >= _KEPT_EVERY

    def _now(self) -> datetime:
        # Messages are dated to the millisecond, and none heard through a connection may seem to come before
        # it.
        return instant(millis(self._clock.now()))


def _say(before: Earshot, after: Earshot) -> None:
    newest = after.times[-1]
    if newest.anew_at is not None and not (before.times and before.times[-1].anew_at is not None):
        log.info("the broker began anew; devices have until %s to come back", newest.counts_at)
