"""What one client says with QoS 1, and what of it the broker has not acknowledged. Pure."""

from collections import deque
from dataclasses import dataclass

from devices.mqtt import frames

# mosquitto lets a client of MQTT 3.1.1 have so many unacknowledged messages under way and more.
WINDOW = 900
MOST_WAITING = 10_000


@dataclass(frozen=True, slots=True)
class Publication:
    """One message; `tag` is whatever its publisher knows it by."""

    topic: bytes
    payload: bytes
    retain: bool
    tag: object


class Outbound:
    """Messages in the order in which they were said, at most WINDOW of them under way."""

    def __init__(self) -> None:
        self._sent = 0
        self._under_way: dict[int, Publication] = {}
        self._waiting: deque[Publication] = deque()

    def __len__(self) -> int:
        return len(self._under_way) + len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Tell whether no more may be put."""
        return len(self._waiting) >= MOST_WAITING

    def put(self, publication: Publication) -> None:
        """Say one more."""
        self._waiting.append(publication)

    def fresh(self) -> bytes:
        """The packets that may go now for the first time."""
        packets = bytearray()
        while self._waiting and len(self._under_way) < WINDOW:
            said = self._waiting.popleft()
            packets += frames.publish(said.topic, said.payload, self._sent, retain=said.retain)
            self._under_way[self._sent % 65535 + 1] = said
            self._sent += 1
        return bytes(packets)

    def again(self) -> bytes:
        """The packets of everything under way, for another connection."""
        packets = bytearray()
        for number, said in self._under_way.items():
            packets += frames.publish(said.topic, said.payload, number - 1, retain=said.retain, is_dup=True)
        return bytes(packets)

    def confirm(self, number: bytes) -> object:
        """Take note of an acknowledgement, its two bytes; the tag of what it is for, None for nothing."""
        said = self._under_way.pop(int.from_bytes(number, "big"), None)
        return None if said is None else said.tag

    def clear(self) -> None:
        """Forget everything."""
        self._under_way.clear()
        self._waiting.clear()
