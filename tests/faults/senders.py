"""Who speaks: native devices that keep what is not safe, and raw clients that count the broker's PUBACKs."""

import random
import threading
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, time_ns

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from devices.contract.bodies import Sample, Telemetry, Upto
from devices.contract.topics import BadMessage, Kind, device_address, hub_status_topic
from devices.contract.wire import Message, decode, encode
from devices.mqtt import Link, LinkOptions, Packet
from devices.reporter import Reporter, is_hub_back
from devices.spool import Spool
from tests.faults.checker import BOOT_IN, INDEX_IN, NUMBER_IN
from tests.faults.hub import SITE
from tests.faults.truth import Name, Said, TruthLog
from tests.wait import until

_CONNECT_S = 20.0
_IN_FLIGHT = 2_000


def reading(name: Name, at_ms: int, dice: random.Random, samples: int = 1) -> Telemetry:
    """A message that says in its values which one it is, with values of full precision beside."""
    _, boot, number = name
    values = [
        {
            BOOT_IN: float(boot),
            NUMBER_IN: float(number),
            INDEX_IN: float(index),
            "temperature_c": dice.uniform(-20, 40),
            "battery_v": dice.choice([0.1 + 0.2, 3.6, 1 / 3]),
        }
        for index in range(samples)
    ]
    if samples == 1:
        return Telemetry(boot=boot, seq=number, at_ms=at_ms, values=values[0])
    batch = tuple(Sample(at_ms=at_ms + index, values=one) for index, one in enumerate(values))
    return Telemetry(boot=boot, seq=number, batch=batch)


def said(body: Telemetry, device: str, at_ms: int) -> Said:
    """What the truth log notes of a message."""
    topic, payload = encode(Message(device_address(SITE, device, Kind.TELE), body))
    values = tuple({name: float(value) for name, value in one.values.items()} for one in body.samples())
    return Said((device, body.boot, body.seq), topic, payload, at_ms, values)


class Fleet:
    """Native devices behind one gateway; any thread may call. Use it with `with`."""

    def __init__(
        self, folder: Path, port: int, devices: Sequence[str], log: TruthLog, *, seed: int = 1
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._log = log
        self._dice = random.Random(seed)
        self._spool = Spool(folder / "spool.db", quota=1_000_000)
        self._devices = list(devices)
        self._reporters: dict[str, Reporter] = {}
        self._link = Link(
            LinkOptions("127.0.0.1", port, f"gateway-{seed}", "gateway", "any", keepalive_s=5),
            filters=(f"vh1/{SITE}/d/+/upto", hub_status_topic(SITE)),
            on_packet=self._hear,
            on_up=self._resend,
        )
        self._turn = 0
        self._is_over = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> "Fleet":
        self._spool.start()
        self._reporters = {
            device: Reporter(SITE, device, self._link, self._spool) for device in self._devices
        }
        self._link.start()
        assert self._link.wait_up(_CONNECT_S), "the gateway cannot reach the broker"
        return self

    def __exit__(self, *_error: object) -> None:
        self.pause()
        self._link.stop()
        self._spool.stop()

    def say(self, count: int, *, samples: int = 1) -> None:
        """Report so many messages, each device in turn."""
        for _ in range(count):
            device = self._devices[self._turn % len(self._devices)]
            self._turn += 1
            self._report(device, samples)

    def talk(self, rate_per_s: float) -> None:
        """Go on reporting on a thread of its own until `pause`."""
        self.pause()
        self._is_over.clear()
        self._thread = threading.Thread(target=self._talk, args=(rate_per_s,), name="fleet")
        self._thread.start()

    def pause(self) -> None:
        """Say nothing more for now."""
        self._is_over.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def kept(self) -> int:
        """Messages that are not told safe yet."""
        return sum(self._spool.held(device) for device in self._devices)

    def drain(self, timeout_s: float = 60.0) -> None:
        """Wait until the hub has said of every message that it is safe."""
        until(lambda: not self.kept(), timeout_s, f"the hub's word about {self.kept()} kept messages")

    def _talk(self, rate_per_s: float) -> None:
        began_s, count = monotonic(), 0
        while not self._is_over.wait(max(0.0, began_s + count / rate_per_s - monotonic())):
            self.say(1)
            count += 1

    def _report(self, device: str, samples: int) -> None:
        reporter, at_ms = self._reporters[device], time_ns() // 1_000_000

        def build(boot: int, number: int) -> Telemetry:
            body = reading((device, boot, number), at_ms, self._dice, samples)
            self._log.said(said(body, device, at_ms))
            return body

        reporter.report(Kind.TELE, "", build)

    def _hear(self, packet: Packet) -> None:
        try:
            message = decode(packet.topic, packet.payload)
        except BadMessage:
            return
        reporter = self._reporters.get(message.address.target)
        if isinstance(message.body, Upto) and reporter is not None:
            # Noted first: what is told safe must be there even if we die now.
            self._log.safe(message.address.target, message.body.boot, message.body.seq)
            reporter.handle_upto(message.body)
        elif is_hub_back(message, is_retained=packet.is_retained):
            self._resend()
        self._link.ack(packet)

    def _resend(self) -> None:
        for reporter in self._reporters.values():
            reporter.resend()


class RawClient:
    """A client that publishes and forgets when the broker has acknowledged; use it with `with`."""

    def __init__(
        self, port: int, devices: Sequence[str], log: TruthLog, *, boot: int = 1, qos: int = 1, seed: int = 1
    ) -> None:
        self._port, self._devices, self._log, self._boot, self._qos = port, list(devices), log, boot, qos
        self._dice = random.Random(seed)
        self._under_way: dict[int, Name | None] = {}
        self._early: set[int] = set()
        self._lock = threading.Lock()
        self._room = threading.Semaphore(_IN_FLIGHT)
        self._turn = 0
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id=f"raw-{seed}", protocol=paho.MQTTv5)
        self._client.max_inflight_messages_set(_IN_FLIGHT)
        self._client.max_queued_messages_set(0)
        self._client.reconnect_delay_set(1, 1)
        self._client.on_publish = lambda _client, _data, mid, _reason, _properties: self._acknowledged(mid)

    def __enter__(self) -> "RawClient":
        self._client.connect_async("127.0.0.1", self._port, 5, clean_start=False)
        self._client.loop_start()
        until(self._client.is_connected, _CONNECT_S, "the raw client's connection")
        return self

    def __exit__(self, *_error: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def say(self, count: int, *, rate_per_s: float = 0.0, samples: int = 1, dup: bool = False) -> list[Said]:
        """Publish so many messages, each device in turn; waits while too many are unacknowledged."""
        began_s, pause, sent = monotonic(), threading.Event(), []
        for number in range(count):
            if rate_per_s:
                pause.wait(max(0.0, began_s + number / rate_per_s - monotonic()))
            device = self._devices[self._turn % len(self._devices)]
            name = (device, self._boot, self._turn // len(self._devices) + 1)
            self._turn += 1
            at_ms = time_ns() // 1_000_000
            message = said(reading(name, at_ms, self._dice, samples), device, at_ms)
            self._log.said(message)
            self.publish(message)
            if dup:
                self.publish(message)
            sent.append(message)
        return sent

    def publish(self, message: Said) -> None:
        """Publish one message that is in the truth log already."""
        self.put(message.topic, message.payload, message.name)

    def put(self, topic: str, payload: bytes, name: Name | None = None, *, retain: bool = False) -> None:
        """Publish anything; a name is noted as acknowledged when it is."""
        if self._qos:
            self._room.acquire()
        mid = self._client.publish(topic, payload, self._qos, retain).mid
        with self._lock:
            if mid not in self._early:
                self._under_way[mid] = name
                return
            self._early.remove(mid)
        self._note(name)

    def _acknowledged(self, mid: int) -> None:
        """On the network thread, perhaps before `publish` has said which number it took."""
        if self._qos:
            self._room.release()
        with self._lock:
            if mid not in self._under_way:
                self._early.add(mid)
                return
            name = self._under_way.pop(mid)
        self._note(name)

    def _note(self, name: Name | None) -> None:
        if name is not None:
            self._log.acknowledged(name)

    def drain(self, timeout_s: float = 60.0) -> None:
        """Wait until the broker has acknowledged everything."""
        until(lambda: not self._under_way, timeout_s, "the broker's acknowledgements")
