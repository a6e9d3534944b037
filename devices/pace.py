"""What time it is: the machine's, or a pretend time that a file tells to every process of a simulation.

Whoever has domain time to tell or to wait for takes a `Time`; sockets, disks and people keep the machine's.
"""

import mmap
import struct
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

_NS_PER_S = 1_000_000_000
_NS_PER_MS = 1_000_000
# sequence number, simulated ns UTC, monotonic ns, speed; then the CRC-32 of all of them.
_RECORD = struct.Struct("<QqQd")
_CHECK = struct.Struct("<I")
_BYTES = _RECORD.size + _CHECK.size
_WRITING = bytes(_BYTES)
# How soon somebody who waits notices that time goes faster; and the shortest wait: what happens every
# simulated second happens at most twenty times a real one. (At 20 ms such rounds were a third of what a hub
# of 500 devices did at 30 times; py-spy --gil, 2026-11.)
_NOTICE_S = _SHORTEST_S = 0.05
_AGAIN_S = 0.0005
_PATIENCE_S = 2.0


class PaceLost(OSError):
    """The file of the pretend clock cannot be read, or whoever writes it died meanwhile: end the process."""


class Time(Protocol):
    """Domain time."""

    def now_ms(self) -> int:
        """Milliseconds UTC."""
        ...

    def monotonic_s(self) -> float:
        """Seconds that never go back; only differences mean anything."""
        ...

    def ago_ms(self, real_s: float) -> int:
        """The moment, in milliseconds UTC, that was so many seconds of the machine ago."""
        ...

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """Wait for an event for so many seconds of this time; tell whether it came."""
        ...

    def patience_s(self, seconds: float) -> float:
        """How long the machine may wait for something else than an event before it looks again."""
        ...


class MachineTime:
    """Fulfils `Time` with the machine's own."""

    def now_ms(self) -> int:
        """See `Time.now_ms`."""
        return time.time_ns() // _NS_PER_MS

    def monotonic_s(self) -> float:
        """See `Time.monotonic_s`."""
        return time.monotonic()

    def ago_ms(self, real_s: float) -> int:
        """See `Time.ago_ms`."""
        return self.now_ms() - round(real_s * 1000)

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """See `Time.wait`."""
        return event.wait(seconds)

    def patience_s(self, seconds: float) -> float:
        """See `Time.patience_s`."""
        return seconds


MACHINE = MachineTime()


@dataclass(frozen=True, slots=True)
class Pace:
    """How pretend time goes: since `began_ns`, when it was `base_ns` (UTC), `speed` times as fast as ours.

    `began_ns` is CLOCK_MONOTONIC, which is one for all processes. At speed 0 it stands still.
    """

    base_ns: int
    began_ns: int
    speed: float

    def at_ns(self, monotonic_ns: int) -> int:
        """Simulated nanoseconds UTC."""
        return self.base_ns + round((monotonic_ns - self.began_ns) * self.speed)

    def packed(self, number: int) -> bytes:
        """The record of the file; `number` is its sequence number, from 1."""
        record = _RECORD.pack(number, self.base_ns, self.began_ns, self.speed)
        return record + _CHECK.pack(zlib.crc32(record))


class PaceWriter:
    """The one process that says how fast pretend time goes; use from one thread.

    Raises:
        OSError: the file cannot be made.
    """

    def __init__(
        self, path: Path, began_ms: int, *, monotonic_ns: Callable[[], int] = time.monotonic_ns
    ) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_WRITING)
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _BYTES)
        self._monotonic_ns = monotonic_ns
        self._number = 0
        self._pace = Pace(began_ms * _NS_PER_MS, monotonic_ns(), 0.0)
        self.set_speed(0.0)

    @property
    def speed(self) -> float:
        """How fast time goes now."""
        return self._pace.speed

    def now_ms(self) -> int:
        """Simulated milliseconds UTC."""
        return self._pace.at_ns(self._monotonic_ns()) // _NS_PER_MS

    def set_speed(self, speed: float) -> None:
        """Go on from now with another speed; no reader sees time jump or go back."""
        # Nobody reads while zeros stand there, so nobody has read a time by the old pace that lies behind the
        # moment at which the new one begins.
        self._map[:] = _WRITING
        now_ns = self._monotonic_ns()
        self._pace = Pace(self._pace.at_ns(now_ns), now_ns, speed)
        self._number += 1
        self._map[:] = self._pace.packed(self._number)

    def close(self) -> None:
        """Let go of the file; time goes on in it for whoever still reads."""
        self._map.close()


class PacedTime:
    """Fulfils `Time` with what the file says; any thread may ask.

    Raises:
        PaceLost: there is no such file, or it is none of ours.
    """

    def __init__(self, path: Path, *, monotonic_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self._monotonic_ns = monotonic_ns
        self._path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), _BYTES, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise PaceLost(f"pretend clock {path}: {error}; expected that of a running simulation") from error

    def now_ns(self) -> int:
        """Simulated nanoseconds UTC."""
        pace, monotonic_ns = self._read()
        return pace.at_ns(monotonic_ns)

    def now_ms(self) -> int:
        """See `Time.now_ms`."""
        return self.now_ns() // _NS_PER_MS

    def monotonic_s(self) -> float:
        """See `Time.monotonic_s`."""
        return self.now_ns() / _NS_PER_S

    def speed(self) -> float:
        """How fast time goes now."""
        return self._read()[0].speed

    def ago_ms(self, real_s: float) -> int:
        """See `Time.ago_ms`; of what was before the speed last changed, an estimate by the present one."""
        pace, monotonic_ns = self._read()
        return pace.at_ns(monotonic_ns - round(real_s * _NS_PER_S)) // _NS_PER_MS

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """See `Time.wait`; what is not due yet takes 50 ms of the machine at least."""
        if seconds <= 0:
            return event.is_set()
        until_ns = self.now_ns() + round(seconds * _NS_PER_S)
        pause_s = _SHORTEST_S
        while not event.wait(pause_s):
            left_s = (until_ns - self.now_ns()) / _NS_PER_S
            if left_s <= 0:
                return False
            pause_s = self.patience_s(left_s)
        return True

    def patience_s(self, seconds: float) -> float:
        """See `Time.patience_s`."""
        speed = self.speed()
        return min(_NOTICE_S, seconds / speed) if speed else _NOTICE_S

    def close(self) -> Self:
        """Let go of the file."""
        self._map.close()
        return self

    def _read(self) -> tuple[Pace, int]:
        """The pace, and a moment of the machine at which it certainly held."""
        until_s = None
        while True:
            before = self._map[:_BYTES]
            monotonic_ns = self._monotonic_ns()
            if before == self._map[:_BYTES] and (pace := _unpacked(before)) is not None:
                return pace, monotonic_ns
            if until_s is None:
                until_s = time.monotonic() + _PATIENCE_S
            elif time.monotonic() > until_s:
                raise PaceLost(f"pretend clock {self._path}: it holds no time, its simulation may have died")
            threading.Event().wait(_AGAIN_S)


def _unpacked(raw: bytes) -> Pace | None:
    """Read a record; None when it is only half written."""
    number, base_ns, began_ns, speed = _RECORD.unpack_from(raw)
    (check,) = _CHECK.unpack_from(raw, _RECORD.size)
    if not number or check != zlib.crc32(raw[: _RECORD.size]):
        return None
    return Pace(base_ns, began_ns, speed)
