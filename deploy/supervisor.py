"""Child processes: started in stages, waited for, restarted when they die, stopped by pid within seconds."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from deploy import sayings
from deploy.errors import CannotRun
from deploy.sayings import shown

_TETHER = Path(__file__).with_name("tether.py")
_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 30.0
_STEADY_S = 60.0  # a child that lived that long starts again with the first pause
_LOG_BYTES = 10 * 1024 * 1024
_POLL_S = 0.02
# Of the time left for stopping, what one stage may use before it is killed; the rest is for the stages below.
_STAGE_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Child:
    """One program to keep running.

    Attributes:
        name: what people read; its output goes to <name>.log.
        argv: the program's full path and its arguments.
        environ: its whole environment.
        stage: children of stage 0 are started first and stopped last; one stage starts together.
        is_ready: asked with the child's pid until it says yes.
        ready_s: how long it may take to become ready, seconds.
    """

    name: str
    argv: tuple[str, ...]
    environ: Mapping[str, str]
    stage: int
    is_ready: Callable[[int], bool]
    ready_s: float = 30.0


class ChildFailed(CannotRun):
    """A child ended, or was silent, instead of becoming ready; the text ends with its last words."""


@dataclass(slots=True)
class _Run:
    """One child's present life. `process` is None while it waits for its restart at `due_s`."""

    child: Child
    process: subprocess.Popen[bytes] | None = None
    began_s: float = 0.0
    pause_s: float = field(default=_FIRST_PAUSE_S)
    due_s: float = 0.0
    is_held: bool = False


class Supervisor:
    """Keeps children running. All calls come from one thread, which must outlive them: they end when it dies.

    `say` gets one sentence for each death and restart.
    """

    def __init__(self, children: Sequence[Child], log_dir: Path, say: Callable[[str], None]) -> None:
        self._runs = [_Run(child) for child in sorted(children, key=lambda child: child.stage)]
        self._log_dir = log_dir
        self._say = say

    def start(self) -> None:
        """Start every child, stage by stage, and wait until all are ready.

        Raises:
            ChildFailed: one is not; call stop() to end the others.
        """
        self._log_dir.mkdir(parents=True, exist_ok=True)
        for stage in sorted({run.child.stage for run in self._runs}):
            runs = [run for run in self._runs if run.child.stage == stage]
            for run in runs:
                self._spawn(run)
            for run in runs:
                self._wait_ready(run)

    def tend(self) -> None:
        """Notice deaths, restart children whose pause is over; call it a few times a second."""
        for run in self._runs:
            if run.is_held:
                continue
            if run.process is None:
                if monotonic() >= run.due_s:
                    self._spawn(run)
                    self._say(sayings.STARTED_AGAIN.line(name=run.child.name))
            elif run.process.poll() is not None:
                self._mourn(run, run.process.returncode)

    def retire(self, name: str, within_s: float = 5.0) -> None:
        """End one child for good, the others go on."""
        for run in self._named(name):
            self._runs.remove(run)
            if run.process is not None:
                _end([run.process], monotonic() + within_s)

    def hold(self, name: str, how: signal.Signals = signal.SIGTERM, within_s: float = 5.0) -> None:
        """End one child by a signal and leave it down until `release`; if it does not heed it, kill it."""
        for run in self._named(name):
            run.is_held = True
            if run.process is not None:
                _end([run.process], monotonic() + within_s, how)
                run.process = None

    def release(self, name: str) -> None:
        """Start a held child again, and return at once; ask `is_up` whether it serves."""
        for run in self._named(name):
            if run.is_held:
                run.is_held = False
                self._spawn(run)

    def is_up(self, name: str) -> bool:
        """Tell whether a child runs and says that it is ready."""
        return all(
            run.process is not None and run.process.poll() is None and run.child.is_ready(run.process.pid)
            for run in self._named(name)
        )

    def stop(self, within_s: float = 5.0) -> None:
        """End all children, last stage first; those that do not heed SIGTERM in time are killed."""
        end_s = monotonic() + within_s * 0.95
        for stage in sorted({run.child.stage for run in self._runs}, reverse=True):
            processes = [
                run.process for run in self._runs if run.child.stage == stage and run.process is not None
            ]
            _end(processes, monotonic() + (end_s - monotonic()) * _STAGE_SHARE)
        for run in self._runs:
            run.process = None

    def pids(self) -> dict[str, int]:
        """Name the processes that run now."""
        return {
            run.child.name: run.process.pid
            for run in self._runs
            if run.process and run.process.poll() is None
        }

    def log_file(self, name: str) -> Path:
        """Where a child's output goes."""
        return self._log_dir / f"{name}.log"

    def _named(self, name: str) -> list[_Run]:
        return [run for run in self._runs if run.child.name == name]

    def _spawn(self, run: _Run) -> None:
        file = self.log_file(run.child.name)
        if file.exists() and file.stat().st_size > _LOG_BYTES:
            file.replace(file.with_suffix(".log.1"))
        argv = (sys.executable, "-I", "-S", str(_TETHER), str(os.getpid()), *run.child.argv)
        with file.open("ab") as log:
            # A session of its own: Ctrl-C at the terminal reaches only us, and we stop the children in order.
            run.process = subprocess.Popen(  # noqa: S603  our own table of children
                argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(run.child.environ),
                start_new_session=True,
            )
        run.began_s = monotonic()

    def _wait_ready(self, run: _Run) -> None:
        process, child = run.process, run.child
        deadline_s = run.began_s + child.ready_s
        pause = threading.Event()
        while process is not None and process.poll() is None and monotonic() < deadline_s:
            if child.is_ready(process.pid):
                return
            pause.wait(_POLL_S)
        file = self.log_file(child.name)
        words = " | ".join(file.read_text(errors="replace").strip().splitlines()[-4:])[-800:]
        raise ChildFailed(
            sayings.NOT_READY.of(name=child.name, words=words or "it said nothing", log=shown(file))
        )

    def _mourn(self, run: _Run, code: int) -> None:
        if monotonic() - run.began_s > _STEADY_S:
            run.pause_s = _FIRST_PAUSE_S
        run.process = None
        run.due_s = monotonic() + run.pause_s
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
        log = shown(self.log_file(run.child.name))
        self._say(sayings.ENDED.of(name=run.child.name, how=how, pause_s=run.pause_s, log=log))
        run.pause_s = min(run.pause_s * 2, _LONGEST_PAUSE_S)


def _end(
    processes: Sequence[subprocess.Popen[bytes]], deadline_s: float, how: signal.Signals = signal.SIGTERM
) -> None:
    for process in processes:
        if process.poll() is None:
            process.send_signal(how)
    for process in processes:
        try:
            process.wait(max(0.0, deadline_s - monotonic()))
        except subprocess.TimeoutExpired:
            # The whole session of that child, so that what it started goes with it.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
