"""From the broker to the journal: nothing is acknowledged before it is on disk."""

import logging
import queue
import threading

from devices.contract.bodies import Snapshot
from devices.contract.topics import BadMessage, Kind
from devices.contract.wire import decode
from devices.mqtt import Link
from devices.publication import Packet
from hub.domain.instants import millis
from hub.journal import Journal, JournalClosed
from hub.journal_format import Entry
from hub.ports import Clock, EvidenceStore

log = logging.getLogger(__name__)
_SNAP_SUFFIX = f"/{Kind.SNAP}"
_WAIT_S = 0.1
# Beyond this many packets the socket is not read until the disk has caught up: back-pressure, no loss.
_HIGH_WATER = 4_000
_MOST_TOGETHER = 4_000
# No message of the contract is larger; of what is, the beginning is kept, to be set aside with its reason.
_KEPT_BYTES = 1024 * 1024
# The same of topics; in UTF-8 this is less than the 65,535 bytes that a record of the journal has for one.
_KEPT_CHARACTERS = 16_000


class Receiver:
    """Group commit: while one sync runs, the next batch fills.

    `take` runs on the network thread, `run` on a thread of its own.
    """

    def __init__(self, journal: Journal, evidence: EvidenceStore, clock: Clock) -> None:
        self._journal = journal
        self._evidence = evidence
        self._clock = clock
        self._waiting: queue.SimpleQueue[Packet] = queue.SimpleQueue()
        self.refused_snapshots = 0

    def take(self, packet: Packet) -> None:
        """Queue one packet."""
        self._waiting.put(packet)

    def is_full(self) -> bool:
        """Tell whether so many packets wait for the disk that no more should be read."""
        return self._waiting.qsize() >= _HIGH_WATER

    def run(self, link: Link, stop: threading.Event) -> None:
        """Journal and acknowledge until stopped.

        Raises:
            JournalFailed: the process must end; what was not acknowledged comes again after the restart.
        """
        while not stop.is_set():
            packets = self._batch()
            kept = [packet for packet in packets if not self._is_snapshot(packet)]
            if kept:
                now_ms = millis(self._clock.now())
                try:
                    self._journal.append([_entry(packet, now_ms) for packet in kept])
                except JournalClosed:
                    return  # the hub ends; what was not acknowledged comes again
            link.ack(*packets)

    def _batch(self) -> list[Packet]:
        try:
            packets = [self._waiting.get(timeout=_WAIT_S)]
        except queue.Empty:
            return []
        while len(packets) < _MOST_TOGETHER:
            try:
                packets.append(self._waiting.get_nowait())
            except queue.Empty:
                break
        return packets

    def _is_snapshot(self, packet: Packet) -> bool:
        """Keep a camera's last picture aside: it is replaced every few seconds and proves nothing."""
        if not packet.topic.endswith(_SNAP_SUFFIX):
            return False
        try:
            message = decode(packet.topic, packet.payload)
        except BadMessage as error:
            self.refused_snapshots += 1
            log.debug("picture refused: %s", error)
            return True
        if isinstance(message.body, Snapshot):
            self._evidence.put_last(message.address.target, message.body.jpeg, self._clock.now())
        return True


def _entry(packet: Packet, received_ms: int) -> Entry:
    return Entry(
        packet.topic[:_KEPT_CHARACTERS],
        packet.payload[:_KEPT_BYTES],
        received_ms,
        qos=packet.qos,
        is_retained=packet.is_retained,
        is_dup=packet.is_dup,
    )
