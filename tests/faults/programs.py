"""Real programs that a fault may hurt: started, killed, frozen and started again, by their own pid."""

import ctypes
import importlib
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from deploy import tether
from tests.wait import until

_READY_S = 30.0
_STOP_S = 8.0
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_FORKING = multiprocessing.get_context("forkserver")


class Running(Protocol):
    """A process that was started."""

    @property
    def pid(self) -> int: ...

    def exit_code(self, timeout_s: float) -> int | None:
        """Wait for its end; None while it lives, -9 when SIGKILL ended it."""
        ...


class Program:
    """One program that is run again and again.

    Args:
        spawn: starts it.
        is_ready: asked until it says yes.
    """

    def __init__(self, spawn: Callable[[], Running], is_ready: Callable[[int], bool]) -> None:
        self._spawn = spawn
        self._is_ready = is_ready
        self._running: Running | None = None
        self.starts = 0

    @property
    def pid(self) -> int:
        assert self._running is not None, "not started"
        return self._running.pid

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self.launch()
        self.wait_ready()

    def launch(self, spawn: Callable[[], Running] | None = None) -> None:
        """Start it, this time in another way if one is given, and do not wait."""
        self._running = (spawn or self._spawn)()
        self.starts += 1

    def wait_ready(self, timeout_s: float = _READY_S) -> None:
        """Wait until it answers; AssertionError when it ended instead, or is silent."""
        until(lambda: not self.is_alive() or self._is_ready(self.pid), timeout_s, "the program's answer")
        assert self.is_alive(), f"the program ended with {self.exit_code(0)} instead of answering"

    def is_alive(self) -> bool:
        return self._running is not None and self._running.exit_code(0) is None

    def exit_code(self, timeout_s: float = _STOP_S) -> int | None:
        """Wait for its end; None when it lives on."""
        assert self._running is not None, "not started"
        return self._running.exit_code(timeout_s)

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal; nothing when it is gone."""
        if self.is_alive():
            os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self.signal(signal.SIGKILL)
        if self._running is not None:
            self._running.exit_code(_STOP_S)

    def stop(self) -> int | None:
        """SIGTERM and wait; SIGKILL when that does not help. Returns the exit status."""
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        code = self.exit_code()
        self.kill()
        return code

    def restart(self) -> None:
        """Kill it and start it again."""
        self.kill()
        self.start()


class _Child:
    """A program of its own."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    def exit_code(self, timeout_s: float) -> int | None:
        try:
            return self._process.wait(timeout_s) if timeout_s else self._process.poll()
        except subprocess.TimeoutExpired:
            return None


def child(argv: Sequence[str], log_file: Path, environ: Mapping[str, str] | None = None) -> Running:
    """Start a program that ends with us; its words go to a file."""
    tethered = (sys.executable, "-I", "-S", tether.__file__, str(os.getpid()), *argv)
    with log_file.open("ab") as log:
        process = subprocess.Popen(tethered, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environ)
    return _Child(process)


class _Forked:
    """A copy of a Python process that has loaded everything already."""

    def __init__(self, process: multiprocessing.context.ForkServerProcess) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def exit_code(self, timeout_s: float) -> int | None:
        self._process.join(timeout_s)
        return self._process.exitcode


def forked(
    main: Callable[[list[str]], int], argv: list[str], log_file: Path, tricks: Sequence[str] = ()
) -> Running:
    """Run a `main` in a process that loads nothing: modules were imported once, before the fork.

    Args:
        main: a function of a module; its return value is the exit status.
        argv: what it is called with.
        log_file: takes what it writes.
        tricks: names of tests.faults.tricks to play on it, each with its arguments after colons.
    """
    # Loading takes two to three seconds of work, ten times as long as starting.
    _FORKING.set_forkserver_preload(["deploy.processes.hub", "hub.console.mount", "tests.faults.programs"])
    process = _FORKING.Process(target=_begin, args=(main, argv, str(log_file), tuple(tricks)), daemon=True)
    process.start()
    return _Forked(process)


def _begin(main: Callable[[list[str]], int], argv: list[str], log_file: str, tricks: tuple[str, ...]) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    log = os.open(log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for descriptor in (1, 2):
        os.dup2(log, descriptor)
    # Imported here: it needs the hub, and the parent may live without.
    play = importlib.import_module("tests.faults.tricks").play
    for trick in tricks:
        play(trick)
    sys.exit(main(argv))
