"""One run of an installation: locked against a second one, ended by Ctrl-C, everything it started stopped."""

import fcntl
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from deploy import sayings
from deploy.errors import CannotRun
from deploy.sayings import shown
from deploy.supervisor import Supervisor

STOP_S = 5.0
_TEND_S = 0.2
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class AlreadyRunning(CannotRun):
    """Another village-hub uses the same directory; the text names the way out."""


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the directory for this process; the lock goes with the process, however it ends.

    Raises:
        AlreadyRunning: somebody holds it.
        CannotRun: it cannot be made or written.
    """
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = (home / "lock").open("w")
    except OSError as error:
        raise CannotRun(sayings.CANNOT_USE.of(path=shown(home), error=error.strerror)) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(sayings.ALREADY_RUNNING.of(home=shown(home))) from error
        yield


@contextmanager
def interruptible() -> Iterator[None]:
    """Let SIGTERM and a closed terminal interrupt us as Ctrl-C does, by KeyboardInterrupt."""
    before = {number: signal.signal(number, signal.default_int_handler) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run(supervisor: Supervisor, while_up: Callable[[], None], say: Callable[[str], None]) -> None:
    """Start all children, work, and stop all within five seconds, whatever ends the work.

    Args:
        supervisor: not started yet.
        while_up: the work; it must tend the supervisor. Ctrl-C ends it as well.
        say: gets what a person should read.

    Raises:
        ChildFailed: a child did not become ready; the others are stopped.
    """
    with interruptible():
        try:
            supervisor.start()
            while_up()
        except KeyboardInterrupt:
            say(sayings.STOPPING.line())
        finally:
            _stop(supervisor, say)


def tend(supervisor: Supervisor, for_s: float | None, also: Callable[[], None] = lambda: None) -> None:
    """Look after the children for `for_s` seconds (None: for ever), five times a second; then do `also`."""
    end_s = None if for_s is None else monotonic() + for_s
    pause = threading.Event()
    while end_s is None or monotonic() < end_s:
        supervisor.tend()
        also()
        pause.wait(_TEND_S)


def _stop(supervisor: Supervisor, say: Callable[[str], None]) -> None:
    # A second Ctrl-C must not leave children behind.
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    began_s = monotonic()
    supervisor.stop(STOP_S)
    say(sayings.STOPPED.line(seconds=monotonic() - began_s))
