"""From the broker to the journal: nothing is acknowledged before it is on disk."""

import logging
import queue
import threading

from devices.contract.bodies import Snapshot
from devices.contract.topics import BadMessage, Kind
from devices.contract.wire import decode
from devices.listeners import NotTaken
from devices.mqtt import Link
from devices.mqtt.publication import Packet
from hub.domain.instants import millis
from hub.journal import Journal, JournalClosed
from hub.journal.format import Entry
from hub.ports import Clock, EvidenceStore

log = logging.getLogger(__name__)
# The broker's connections are numbered from 0: nobody acknowledges what came by another way.
_NO_CONNECTION = -1
KEEP_WITHIN_S = 20.0
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
        self._posting = threading.Lock()
        self._posted = 0
        self._is_over = threading.Event()
        self._safe_soon: dict[int, threading.Event] = {}
        self.refused_snapshots = 0

    def take(self, packet: Packet) -> None:
        """Queue one packet."""
        self._waiting.put(packet)

    def keep(self, topic: str, payload: bytes, within_s: float = KEEP_WITHIN_S) -> None:
        """Journal one message that did not come by the broker; when this returns it is on disk.

        Any thread may call it; it waits while the disk is full, `within_s` at most.

        Raises:
            NotTaken: the disk did not take it in time; whoever sent it must send it again.
        """
        is_safe = threading.Event()
        with self._posting:
            self._posted += 1
            number = self._posted
            self._safe_soon[number] = is_safe
        packet = Packet(
            topic, payload, qos=1, is_retained=False, is_dup=False, mid=number, epoch=_NO_CONNECTION
        )
        self._waiting.put(packet)
        looks = int(within_s / _WAIT_S)
        while not is_safe.wait(_WAIT_S) and looks and not self._is_over.is_set():
            looks -= 1
        if not is_safe.is_set():
            self._safe_soon.pop(number, None)
            raise NotTaken("the hub ends" if self._is_over.is_set() else "the disk is slow or full")

    def is_full(self) -> bool:
        """Tell whether so many packets wait for the disk that no more should be read."""
        return self._waiting.qsize() >= _HIGH_WATER

    def run(self, link: Link, stop: threading.Event) -> None:
        """Journal and acknowledge until stopped.

        Raises:
            JournalFailed: the process must end; what was not acknowledged comes again after the restart.
        """
        try:
            self._run(link, stop)
        finally:
            self._is_over.set()

    def _run(self, link: Link, stop: threading.Event) -> None:
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
            if self._safe_soon:
                self._say_safe(packets)

    def _say_safe(self, packets: list[Packet]) -> None:
        for packet in packets:
            if packet.epoch == _NO_CONNECTION:
                is_safe = self._safe_soon.pop(packet.mid, None)
                if is_safe is not None:
                    is_safe.set()

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
