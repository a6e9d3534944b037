"""Faults of the kernel's calls, made by strace (apt strace): errors, delays and death at the Nth call."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.wait import until

_ATTACH_S = 20.0
_DETACH_S = 10.0


class CannotExecute(RuntimeError):
    """This machine cannot do this to a program; the text says what is missing."""


def program() -> str:
    """Where strace is.

    Raises:
        CannotExecute: it is not installed.
    """
    found = shutil.which("strace")
    if found is None:
        raise CannotExecute("strace is not installed (apt-get install strace)")
    return found


@contextmanager
def injected(pid: int, log_file: Path, *inject: str, path: Path | None = None) -> Iterator[None]:
    """Do something to the calls of a process and its threads while inside.

    Args:
        pid: the process.
        log_file: takes what strace sees.
        inject: what strace's `-e inject=` takes, such as `fdatasync:error=EIO:when=5+`. Calls are counted
            for each thread.
        path: only calls that use this file.
    """
    calls = ",".join(dict.fromkeys(name for one in inject for name in one.split(":")[0].split(",")))
    options = ["-f", "-p", str(pid), "-o", str(log_file), "-e", f"trace={calls}"]
    options += [word for one in inject for word in ("-e", f"inject={one}")]
    options += ["-P", str(path)] if path else []
    said = log_file.with_suffix(".said")
    with said.open("wb") as out:
        tracer = subprocess.Popen([program(), *options], stderr=out, stdin=subprocess.DEVNULL)
    try:
        until(
            lambda: tracer.poll() is not None or b" attached" in said.read_bytes(), _ATTACH_S, "strace's hold"
        )
        if tracer.poll() is not None and b"attached" not in said.read_bytes():
            raise CannotExecute(f"strace may not trace here: {said.read_text()[-200:]}")
        yield
    finally:
        if tracer.poll() is None:
            tracer.send_signal(signal.SIGINT)
        try:
            tracer.wait(_DETACH_S)
        except subprocess.TimeoutExpired:
            tracer.kill()
            tracer.wait(_DETACH_S)


def around(log_file: Path, calls: Sequence[str], inject: str) -> list[str]:
    """Words to put before a command to do something to its calls; only these are slower for being traced.

    Args:
        log_file: takes what strace sees.
        calls: which calls.
        inject: as above, but no signals: this way of tracing does not send any.
    """
    return [*_words(log_file, calls), "-e", f"inject={inject}"]


def witnessing(log_file: Path, calls: Sequence[str]) -> list[str]:
    """Words to put before a command so that every byte that goes through these calls is written down."""
    return [*_words(log_file, calls), "-yy", "-xx", "-s", "16000000"]


def _words(log_file: Path, calls: Sequence[str]) -> list[str]:
    return [program(), "-f", "--seccomp-bpf", "-o", str(log_file), "-e", f"trace={','.join(calls)}"]


def traced_child(pid: int) -> int:
    """The process that a strace of ours has started.

    Raises:
        AssertionError: it started none.
    """
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    assert children, "strace has started nothing"
    return int(children[0])


def kill_traced(pid: int) -> None:
    """Kill what a strace of ours runs; strace ends with it."""
    os.kill(traced_child(pid), signal.SIGKILL)
