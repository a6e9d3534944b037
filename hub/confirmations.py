"""Telling devices what is safe (`upto`): the newest word counts, and telling never holds ingest up."""

import logging
from collections.abc import Mapping

from devices.contract.bodies import Upto
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message
from devices.mqtt import LinkDown
from hub.ports import Bus, Clock

log = logging.getLogger(__name__)
# A word costs the hub as much as half a message; a device that keeps what is not yet safe can wait a second.
_EVERY_S = 1.0
_MOST_TOGETHER = 500


class Confirmations:
    """Words that are still to be said, the one that waits longest first. Use from one thread."""

    def __init__(self, site: str, clock: Clock) -> None:
        self._site = site
        self._clock = clock
        self._waiting: dict[tuple[str, int], int] = {}
        self._said_s = float("-inf")

    def note(self, safe: Mapping[tuple[str, int], int]) -> None:
        """Remember up to which number each (device, boot) may forget its messages; 0 says nothing."""
        self._waiting |= {whom: seq for whom, seq in safe.items() if seq > 0}

    def say(self, bus: Bus) -> None:
        """Tell some devices, if the last time was long enough ago; without a broker the words wait."""
        now_s = self._clock.machine.monotonic_s()
        if now_s - self._said_s < _EVERY_S:
            return
        self._said_s = now_s
        for device, boot in list(self._waiting)[:_MOST_TOGETHER]:
            address = device_address(self._site, device, Kind.UPTO)
            try:
                bus.send(Message(address, Upto(boot=boot, seq=self._waiting[device, boot])))
            except LinkDown:
                log.debug("the broker is away, %d confirmations wait", len(self._waiting))
                return
            del self._waiting[device, boot]
