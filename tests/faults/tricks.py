"""What no tool from outside can do to a hub: applied inside its process before it starts.

Each wraps one real call of the process; the product's code is the product's code. As a program:
`python -m tests.faults.tricks TRICK,... hub SETTINGS HOME`.
"""

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from deploy import serve
from hub.adapters.clock import SystemClock

_JOURNAL = ".vhj"


def play(trick: str) -> None:
    """Play one trick by its name and arguments, `name:argument:...`."""
    name, *arguments = trick.split(":")
    _TRICKS[name](*arguments)


def _short_write(number: str, size: str) -> None:
    """The journal's `number`th write takes only `size` bytes, as POSIX allows at any time."""
    real, seen = os.write, [0]

    def write(descriptor: int, content: bytes | memoryview) -> int:
        if _is_journal(descriptor):
            seen[0] += 1
            if seen[0] == int(number):
                return real(descriptor, bytes(content)[: int(size)])
        return real(descriptor, content)

    os.write = write  # type: ignore[assignment]  # the same call with a wider argument


def _slow_sync(delay_ms: str) -> None:
    """Every sync of the journal takes so long."""
    real = os.fdatasync
    pause = threading.Event()

    def fdatasync(descriptor: int) -> None:
        if _is_journal(descriptor):
            pause.wait(int(delay_ms) / 1000)
        real(descriptor)

    os.fdatasync = fdatasync  # type: ignore[assignment]  # takes whole descriptors only


def _dies_at_sync(number: str) -> None:
    """The process is killed when the journal has written and not yet synced for the `number`th time."""
    real, seen = os.fdatasync, [0]

    def fdatasync(descriptor: int) -> None:
        if _is_journal(descriptor):
            seen[0] += 1
            if seen[0] == int(number):
                os.kill(os.getpid(), signal.SIGKILL)
        real(descriptor)

    os.fdatasync = fdatasync  # type: ignore[assignment]  # as above


def _dies_at(call: str, number: str) -> None:
    """The process is killed as it makes a call of `os` for the `number`th time since it began."""
    real, seen = getattr(os, call), [0]

    def counted(*arguments: object, **named: object) -> object:
        seen[0] += 1
        if seen[0] == int(number):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)

    setattr(os, call, counted)


def _clock(file: str) -> None:
    """The wall clock is off by the seconds that stand in a file."""
    real = SystemClock.now

    def now(clock: SystemClock) -> datetime:
        try:
            off_s = float(Path(file).read_text())
        except (OSError, ValueError):
            off_s = 0.0
        return real(clock) + timedelta(seconds=off_s)

    SystemClock.now = now  # type: ignore[method-assign]  # that is the trick


def _thread_dies(name: str, after_s: str) -> None:
    """An exception comes over the thread of that name when the process has run so long."""
    timer = threading.Timer(float(after_s), _raise_in, (name,))
    timer.daemon = True
    timer.start()


def _raise_in(name: str) -> None:
    found = {thread.name: thread.ident for thread in threading.enumerate()}
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(found[name]), ctypes.py_object(_Planted))


class _Planted(RuntimeError):
    """What a thread dies of here."""


def _is_journal(descriptor: int) -> bool:
    try:
        return Path(f"/proc/self/fd/{descriptor}").readlink().suffix == _JOURNAL
    except OSError:
        return False


_TRICKS: dict[str, Callable[..., None]] = {
    "short-write": _short_write,
    "slow-sync": _slow_sync,
    "dies-at": _dies_at,
    "dies-at-sync": _dies_at_sync,
    "clock": _clock,
    "thread-dies": _thread_dies,
}

if __name__ == "__main__":
    for one in sys.argv[1].split(","):
        play(one)
    sys.exit(serve.main(sys.argv[2:]))
