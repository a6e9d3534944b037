"""What no tool from outside can do to a hub: applied inside its process before it starts.

Each wraps one real call of the process; the product's code is the product's code.
"""

import os
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

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
    """The thread of that name raises when it has run so long (at the next wait of an Event or of a queue)."""
    real, began_s = threading.Event.wait, monotonic()
    real_condition = threading.Condition.wait

    def is_due() -> bool:
        return threading.current_thread().name == name and monotonic() - began_s > float(after_s)

    def wait(event: threading.Event, timeout: float | None = None) -> bool:
        if is_due():
            raise RuntimeError(f"the trick ended thread {name}")
        return real(event, timeout)

    def condition_wait(condition: threading.Condition, timeout: float | None = None) -> bool:
        if is_due():
            raise RuntimeError(f"the trick ended thread {name}")
        return real_condition(condition, timeout)

    threading.Event.wait = wait  # type: ignore[method-assign]  # as above
    threading.Condition.wait = condition_wait  # type: ignore[method-assign]  # as above


def _is_journal(descriptor: int) -> bool:
    try:
        return Path(f"/proc/self/fd/{descriptor}").readlink().suffix == _JOURNAL
    except OSError:
        return False


_TRICKS: dict[str, Callable[..., None]] = {
    "short-write": _short_write,
    "slow-sync": _slow_sync,
    "clock": _clock,
    "thread-dies": _thread_dies,
}
