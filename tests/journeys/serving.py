"""A hub with its page as a child process, which says how it ended if it ends before its tests do."""

import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.journeys.screen import ROOT
from tests.servers import accepts
from tests.wait import until

_READY_S, _END_S = 60.0, 10.0
_LAST_WORDS = 3_000


@dataclass(frozen=True, slots=True)
class Served:
    """The process, where it serves, and what it wrote."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def is_there(self) -> bool:
        """Tell whether anybody listens; a process that ends closes its port first."""
        return accepts(self.port)

    def demand(self) -> None:
        """Fail the test, with the process's last words, when it has ended."""
        if not self.is_there():
            try:
                ended = f"ended with {self.process.wait(_END_S)}"
            except subprocess.TimeoutExpired:
                ended = "listens no longer"
            said = self.log.read_text("utf-8", "replace")[-_LAST_WORDS:]
            pytest.fail(f"the process that serves the page {ended}; its last words:\n{said}", pytrace=False)


@contextmanager
def served(command: Sequence[str], port: int, log: Path) -> Iterator[Served]:
    """Run a command that serves on a port until it is told to end."""
    with log.open("wb") as words:
        process = subprocess.Popen(command, cwd=ROOT, stdout=words, stderr=subprocess.STDOUT)
    server = Served(process, port, log)
    try:
        until(lambda: process.poll() is not None or answers(server.url), _READY_S, "the page's server")
        server.demand()
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=_END_S)


def answers(url: str) -> bool:
    """Whether a hub serves there."""
    try:
        return httpx.get(f"{url}/healthz", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False
