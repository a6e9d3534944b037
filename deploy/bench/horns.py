"""Pretend loudspeakers for measurements: one connection each on one thread, signed receipts, a truth log.

They keep the contract's rules (at most once by id, nothing after its expiry, a signed order only) without a
sound card; what a speaker does on a real one is tested in tests/devices/agents.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter, time

from deploy.bench.fleet import FLEET
from deploy.bench.rig import Rig
from deploy.errors import CannotRun
from deploy.servers import mqtt_passwords
from devices.contract.bodies import Birth, DeviceClass, Status
from devices.contract.commands import Announce, Cancel, Command
from devices.contract.receipts import Ack, Proof, Stage
from devices.contract.signing import NotAuthentic, PublicKey, SigningKey
from devices.contract.topics import EVERYBODY, Address, Kind, Scope, device_address
from devices.contract.wire import Message, decode, encode
from devices.keys import new_key
from devices.mqtt import frames
from hub.orders import PUBLIC_KEY

_CONNECT_S = 60.0
_PERIOD_S = 3600


@dataclass
class Truth:
    """What the loudspeakers did, by announcement and loudspeaker; times as perf_counter tells them.

    `heard`: when the order came. `begun`: when it sounded, once for each time. `late`: sounded after its
    expiry. `silent`: when a cancellation was obeyed. `refused`: orders that were not signed by the hub.
    """

    heard: dict[tuple[str, str], float] = field(default_factory=dict)
    begun: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    silent: dict[tuple[str, str], float] = field(default_factory=dict)
    late: int = 0
    refused: int = 0


class Horn:
    """One loudspeaker."""

    def __init__(self, site: str, device: str, hub_key: PublicKey, truth: Truth) -> None:
        self.device = device
        self._site = site
        self._hub_key = hub_key
        self._key: SigningKey = new_key()
        self._truth = truth
        self._boot = int(time())
        self._seq = self._packets = 0
        self._known: dict[str, Announce] = {}
        self._cancelled: set[str] = set()
        self._playing: dict[str, asyncio.Task[None]] = {}
        self._writer: asyncio.StreamWriter | None = None

    async def connect(self, port: int, password: str, gate: asyncio.Semaphore, *, is_there: bool) -> None:
        """Present itself and say whether it is there; one that is not goes away again."""
        async with gate:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(frames.connect(self.device, FLEET, password, is_clean=False))
            if not frames.is_welcome(await reader.readexactly(frames.CONNACK_BYTES)):
                raise CannotRun(f"the broker does not let {self.device} in")
        self._writer = writer
        own = device_address(self._site, self.device, Kind.CMD, "+").topic()
        all_of_us = Address(self._site, Scope.GROUP, EVERYBODY, Kind.CMD, "+").topic()
        for orders in (own, all_of_us):
            writer.write(frames.subscribe(orders.encode()))
        now_ms = int(time() * 1000)
        birth = Birth(
            id=self.device,
            device_class=DeviceClass.SPEAKER,
            boot=self._boot,
            at_ms=now_ms,
            period_s=_PERIOD_S,
            public_key=self._key.public.text,
        )
        self._publish(Message(device_address(self._site, self.device, Kind.BIRTH), birth))
        there = Status(online=is_there, boot=self._boot, at_ms=now_ms)
        self._publish(Message(device_address(self._site, self.device, Kind.STATUS), there))
        if not is_there:
            # What is closed with something unread is reset, and the broker may not read the rest.
            await reader.readexactly(2 * frames.SUBACK_BYTES + 2 * frames.PUBACK_BYTES)
            writer.write(frames.DISCONNECT)
            writer.close()
            return
        await self._listen(reader)

    def close(self) -> None:
        """Fall silent and go away."""
        for task in self._playing.values():
            task.cancel()
        if self._writer is not None:
            self._writer.close()

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        while True:
            try:
                head, content = await _packet(reader)
            except (asyncio.IncompleteReadError, ConnectionError):
                return
            found = frames.published(head, content)
            if found is not None:
                self._obey(found)

    def _obey(self, found: frames.Published) -> None:
        assert self._writer is not None  # noqa: S101  # it listens
        self._writer.write(frames.acknowledge(found.number))
        body = decode(found.topic, found.payload).body
        if not isinstance(body, Command):
            return
        try:
            self._hub_key.check(found.topic, found.payload, body)
        except NotAuthentic:
            self._truth.refused += 1
            return
        if isinstance(body, Announce):
            self._announced(body)
        elif isinstance(body, Cancel):
            self._halted(body.announcement)

    def _announced(self, order: Announce) -> None:
        name = order.announcement, self.device
        self._truth.heard.setdefault(name, perf_counter())
        if order.announcement in self._known:
            self._say(order.id, Stage.RECEIVED)
            return
        self._known[order.announcement] = order
        if order.announcement in self._cancelled:
            self._say(order.id, Stage.CANCELLED)
            return
        if time() * 1000 >= order.expires_ms:
            self._say(order.id, Stage.EXPIRED)
            return
        self._say(order.id, Stage.RECEIVED)
        self._playing[order.announcement] = asyncio.ensure_future(self._play(order))

    async def _play(self, order: Announce) -> None:
        if time() * 1000 >= order.expires_ms:
            self._truth.late += 1
        self._truth.begun.setdefault((order.announcement, self.device), []).append(perf_counter())
        self._say(order.id, Stage.PLAYING)
        await asyncio.sleep(order.length_ms / 1000)
        proof = Proof(method="simulated", sha256=order.audio.sha256, played_ms=order.length_ms)
        self._say(order.id, Stage.PLAYED, proof)
        del self._playing[order.announcement]

    def _halted(self, announcement: str) -> None:
        self._cancelled.add(announcement)
        task = self._playing.pop(announcement, None)
        if task is None:
            return
        task.cancel()
        self._truth.silent[announcement, self.device] = perf_counter()
        self._say(self._known[announcement].id, Stage.CANCELLED)

    def _say(self, command: str, stage: Stage, proof: Proof | None = None) -> None:
        self._seq += 1
        ack = Ack(stage=stage, at_ms=int(time() * 1000), boot=self._boot, seq=self._seq, proof=proof)
        address = device_address(self._site, self.device, Kind.ACK, command)
        self._publish(self._key.sign(Message(address, ack)))

    def _publish(self, message: Message) -> None:
        assert self._writer is not None  # noqa: S101  # it is connected
        topic, payload = encode(message)
        is_retained = message.address.kind in {Kind.BIRTH, Kind.STATUS}
        self._packets += 1
        self._writer.write(frames.publish(topic.encode(), payload, self._packets, retain=is_retained))


def horn_id(number: int) -> str:
    """The name of one loudspeaker."""
    return f"horn-{number:05d}"


@dataclass(frozen=True, slots=True)
class Crowd:
    """The loudspeakers at the broker; `come` lets some that were away come back to their sessions."""

    truth: Truth
    come: Callable[[Sequence[str]], None]


@contextmanager
def listening(
    rig: Rig, there: Sequence[str], away: Sequence[str], *, make: type[Horn] = Horn
) -> Iterator[Crowd]:
    """Let these loudspeakers be there, and those have been there once; the truth fills itself.

    Raises:
        CannotRun: the broker does not let them in.
    """
    truth = Truth()
    hub_key = PublicKey.read((rig.settings.data_dir / PUBLIC_KEY).read_text("ascii").strip())
    site = rig.settings.site.id
    horns = {name: make(site, name, hub_key, truth) for name in (*there, *away)}
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="horns")
    thread.start()
    try:
        staying = asyncio.run_coroutine_threadsafe(_arrive(rig, horns, set(there)), loop).result(_CONNECT_S)

        def come(names: Sequence[str]) -> None:
            back = _come([horns[name] for name in names], rig)
            staying.extend(asyncio.run_coroutine_threadsafe(back, loop).result(_CONNECT_S))

        yield Crowd(truth, come)
        staying.clear()
    finally:
        asyncio.run_coroutine_threadsafe(_leave(list(horns.values())), loop).result(_CONNECT_S)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _arrive(rig: Rig, horns: dict[str, Horn], there: set[str]) -> "list[asyncio.Future[None]]":
    password = mqtt_passwords(rig.place, [FLEET])[FLEET]
    port, gate = rig.settings.mqtt.port, asyncio.Semaphore(200)
    away = [horn for name, horn in horns.items() if name not in there]
    await asyncio.gather(*(horn.connect(port, password, gate, is_there=False) for horn in away))
    return await _come([horn for name, horn in horns.items() if name in there], rig)


async def _come(horns: list[Horn], rig: Rig) -> "list[asyncio.Future[None]]":
    password = mqtt_passwords(rig.place, [FLEET])[FLEET]
    port, gate = rig.settings.mqtt.port, asyncio.Semaphore(200)
    return [asyncio.ensure_future(horn.connect(port, password, gate, is_there=True)) for horn in horns]


async def _leave(horns: list[Horn]) -> None:
    for horn in horns:
        horn.close()
    # What still listens ends by the closed connection.
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    await asyncio.gather(*others, return_exceptions=True)


async def _packet(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head, length, shift = (await reader.readexactly(1))[0], 0, 0
    while True:
        digit = (await reader.readexactly(1))[0]
        length |= (digit & 0x7F) << shift
        shift += 7
        if not digit & 0x80:
            return head, await reader.readexactly(length)
