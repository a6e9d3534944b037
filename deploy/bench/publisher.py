"""`python -m deploy.bench.publisher SETTINGS HOME DEVICES MESSAGES RATE`: publish, RATE a second (0: any)."""

import json
import socket
import sys
import threading
from array import array
from collections import deque
from pathlib import Path
from time import monotonic, time

from deploy.bench.fleet import FLEET, bin_id, reading
from deploy.config import load
from deploy.servers import Place, mqtt_passwords
from deploy.told import Told
from deploy.usage import percentile
from devices.contract.topics import Kind, device_address
from devices.mqtt import frames

RESULT = "publisher.json"
_TIMEOUT_S = 60.0
_STOP_S = 5
_TICK_S = 0.002
# mosquitto lets a client of MQTT 3.1.1 have so many unacknowledged messages under way and more.
_WINDOW = 900
_MOST_TOGETHER = 100


class Publisher:
    """One connection that publishes with QoS 1 and counts what the broker acknowledges."""

    def __init__(self, port: int, user: str, password: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=_TIMEOUT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(frames.connect(user, user, password))
        answer = self._socket.recv(frames.CONNACK_BYTES)
        if not frames.is_welcome(answer):
            raise ConnectionError(f"the broker does not let {user} in: {answer.hex()}")
        self._unread = 0
        self._sent_at_s: deque[float] = deque()
        self.waits_ms = array("d")

    @property
    def under_way(self) -> int:
        """How many messages the broker has not acknowledged yet."""
        return len(self._sent_at_s)

    def publish(self, messages: list[tuple[bytes, bytes]], first: int) -> None:
        """Send (topic, payload) pairs; the first has the number `first` of all."""
        written = bytearray()
        for number, (topic, payload) in enumerate(messages, first):
            written += frames.publish(topic, payload, number)
        self._socket.sendall(written)
        self._sent_at_s.extend([monotonic()] * len(messages))

    def take_acknowledgements(self) -> None:
        """Wait for at least one acknowledgement, and take all that are there."""
        self._unread += len(self._socket.recv(65536))
        now_s = monotonic()
        for _ in range(self._unread // frames.PUBACK_BYTES):
            self.waits_ms.append((now_s - self._sent_at_s.popleft()) * 1000)
        self._unread %= frames.PUBACK_BYTES

    def close(self) -> None:
        """Say goodbye."""
        self._socket.sendall(frames.DISCONNECT)
        self._socket.close()


def main(argv: list[str]) -> int:
    """Publish, write down how soon the broker acknowledged, then stay until SIGTERM."""
    settings_file, home, devices, messages, rate_per_s = argv
    settings, place = load(Path(settings_file)), Place.at(Path(home))
    told = Told()
    told.listen(_STOP_S)
    publisher = Publisher(settings.mqtt.port, FLEET, mqtt_passwords(place, [FLEET])[FLEET])
    topics = [
        device_address(settings.site.id, bin_id(number), Kind.TELE).topic().encode()
        for number in range(int(devices))
    ]
    publish(publisher, topics, int(messages), float(rate_per_s))
    shares = {"p50": 0.5, "p99": 0.99, "most": 1.0}
    figures = {name: percentile(publisher.waits_ms, share) for name, share in shares.items()}
    (place.home / RESULT).write_text(json.dumps(figures), encoding="utf-8")
    told.wait()
    publisher.close()
    return 0


def publish(publisher: Publisher, topics: list[bytes], messages: int, rate_per_s: float) -> None:
    """Publish readings of all devices in turn, each numbered without a gap, until all are acknowledged."""
    boot, pause, began_s = int(time()), threading.Event(), monotonic()
    sent = 0
    while sent < messages or publisher.under_way:
        due = messages
        if rate_per_s:
            due = min(messages, int((monotonic() - began_s) * rate_per_s) + 1)
        count = min(due - sent, _WINDOW - publisher.under_way, _MOST_TOGETHER)
        if count > 0:
            at_ms = int(time() * 1000)
            readings = [_reading(topics, number, boot, at_ms) for number in range(sent, sent + count)]
            publisher.publish(readings, sent)
            sent += count
        if publisher.under_way >= _WINDOW or (sent == messages and publisher.under_way):
            publisher.take_acknowledgements()
        elif count <= 0:
            pause.wait(_TICK_S)
            if publisher.under_way:
                publisher.take_acknowledgements()


def _reading(topics: list[bytes], number: int, boot: int, at_ms: int) -> tuple[bytes, bytes]:
    device, seq = number % len(topics), number // len(topics) + 1
    return topics[device], reading(boot, seq, at_ms)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
