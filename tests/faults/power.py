"""What a disk may hold after the power went: rebuilt from what a process wrote and synced. Pure.

Everything synced is there. Of the rest any part may be: each write whole, absent (zeros, where a later one
survived) or torn at a sector; a file whose name was not synced may be gone.
"""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.faults.mqtt_bytes import Puback, Publish, Stream
from tests.faults.witness import Cut, Deed, Got, Made, Removed, Sent, Synced, Wrote

_SECTOR_BYTES = 512
_HALF = 0.5


@dataclass(slots=True)
class _File:
    synced: bytes = b""
    pending: list[bytes] = field(default_factory=list)
    is_named: bool = False

    def sync(self) -> None:
        self.synced += b"".join(self.pending)
        self.pending = []

    def cut(self, size: int) -> None:
        whole = self.synced + b"".join(self.pending)
        self.synced, self.pending = self.synced[:size], [whole[len(self.synced) : size]]


@dataclass(slots=True)
class Disk:
    """The files of one folder and how far each is safe. `ghosts` were removed, which is not safe yet."""

    files: dict[str, _File] = field(default_factory=dict)
    ghosts: dict[str, _File] = field(default_factory=dict)

    def do(self, deed: Deed) -> None:
        """Follow one deed."""
        match deed:
            case Made(name=name):
                self.files[name] = _File()
            case Wrote(name=name, content=content):
                self.files[name].pending.append(content)
            case Cut(name=name, size=size):
                self.files[name].cut(size)
            case Synced(name=""):
                self._sync_names()
            case Synced(name=name):
                self.files[name].sync()
            case Removed(name=name) if name in self.files:
                self.ghosts[name] = self.files.pop(name)
            case Removed() | Sent() | Got():
                pass

    def _sync_names(self) -> None:
        self.ghosts = {}
        for file in self.files.values():
            file.is_named = True

    def is_delicate(self) -> bool:
        """Tell whether a file may be gone, empty or back again after a power cut."""
        return bool(self.ghosts) or any(not file.is_named or not file.synced for file in self.files.values())

    def after_power_cut(self, dice: random.Random) -> dict[str, bytes]:
        """One of the states the folder may be in when the power comes back."""
        state = {}
        for name, file in (*self.ghosts.items(), *self.files.items()):
            is_sure = file.is_named and name not in self.ghosts
            if is_sure or dice.random() < _HALF:
                state[name] = file.synced + _survivors(file.pending, dice)
        return state


def _survivors(pending: list[bytes], dice: random.Random) -> bytes:
    """Nothing, everything, a beginning torn at a sector, or any subset."""
    fate = dice.choice(("nothing", "everything", "torn", "any"))
    if fate == "nothing" or not pending:
        return b""
    if fate == "everything":
        return b"".join(pending)
    if fate == "torn":
        whole = b"".join(pending)
        return whole[: dice.randrange(len(whole) // _SECTOR_BYTES + 1) * _SECTOR_BYTES]
    kept = [content if dice.random() < _HALF else bytes(len(content)) for content in pending]
    # Zeros at the very end may or may not count to the file's length.
    return b"".join(kept) if dice.random() < _HALF else b"".join(kept).rstrip(b"\0")


@dataclass(slots=True)
class Promises:
    """What the hub has said that it holds, by what it sent to the broker and what it had got from it.

    `acknowledged` are (topic, payload) with a PUBACK of ours; `upto` is (device, boot) -> number.
    """

    acknowledged: set[tuple[str, bytes]] = field(default_factory=set)
    upto: dict[str, bytes] = field(default_factory=dict)
    _open: dict[tuple[str, int], tuple[str, bytes]] = field(default_factory=dict)
    _in: dict[str, Stream] = field(default_factory=dict)
    _out: dict[str, Stream] = field(default_factory=dict)

    def hear(self, deed: Deed) -> None:
        """Follow one deed."""
        match deed:
            case Got(socket=socket, content=content):
                for packet in self._in.setdefault(socket, Stream()).feed(content):
                    if isinstance(packet, Publish) and packet.mid:
                        self._open[socket, packet.mid] = (packet.topic, packet.payload)
            case Sent(socket=socket, content=content):
                for packet in self._out.setdefault(socket, Stream()).feed(content):
                    self._said(socket, packet)
            case Made() | Wrote() | Cut() | Synced() | Removed():
                pass

    def _said(self, socket: str, packet: Publish | Puback) -> None:
        match packet:
            case Puback(mid=mid):
                self._acknowledge(socket, mid)
            case Publish(topic=topic, payload=payload) if topic.endswith("/upto"):
                self.upto[topic] = payload
            case Publish():
                pass

    def _acknowledge(self, socket: str, mid: int) -> None:
        message = self._open.pop((socket, mid), None)
        if message is None:
            raise ValueError(f"a PUBACK for {mid}, which the broker had not sent on this connection")
        # What the broker says about itself is nobody's reading, and need not be kept.
        if not message[0].startswith("$"):
            self.acknowledged.add(message)


@dataclass(frozen=True, slots=True)
class PowerCut:
    """The moment: one state of the disk, and what had been promised by then."""

    files: Mapping[str, bytes]
    acknowledged: frozenset[tuple[str, bytes]]
    upto: Mapping[str, bytes]


def cuts(deeds: Iterable[Deed], before: Mapping[str, bytes], per_deed: int, seed: int) -> Iterable[PowerCut]:
    """Cut the power after every deed that changes a file or a promise, in `per_deed` different ways.

    `before`: the files, all synced, as the deeds begin.

    In twenty times as many while a file comes or goes, for that is rare and short.
    """
    dice, disk, promises = random.Random(seed), Disk(), Promises()
    disk.files = {name: _File(content, is_named=True) for name, content in before.items()}
    for deed in deeds:
        disk.do(deed)
        promises.hear(deed)
        if isinstance(deed, Got):
            continue
        acknowledged, upto = frozenset(promises.acknowledged), dict(promises.upto)
        for _ in range(20 * per_deed if disk.is_delicate() else per_deed):
            yield PowerCut(disk.after_power_cut(dice), acknowledged, upto)
