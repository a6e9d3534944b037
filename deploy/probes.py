"""Questions to a port or a child process: is it free, does it answer. Each ends within a second or two."""

import os
import socket
from contextlib import ExitStack, closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path

_TIMEOUT_S = 1.0
LOOPBACK = "127.0.0.1"


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Tell whether we could listen there."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_ports(count: int) -> tuple[int, ...]:
    """Find different TCP ports of 127.0.0.1 that nobody listened on a moment ago."""
    with ExitStack() as stack:
        probes = [stack.enter_context(closing(socket.socket())) for _ in range(count)]
        for probe in probes:
            probe.bind((LOOPBACK, 0))
        return tuple(probe.getsockname()[1] for probe in probes)


def accepts(port: int, host: str = LOOPBACK) -> bool:
    """Tell whether something listens there."""
    try:
        socket.create_connection((host, port), timeout=_TIMEOUT_S).close()
    except OSError:
        return False
    return True


def answers(port: int, path: str, host: str = LOOPBACK) -> bool:
    """Tell whether an HTTP server says anything but 5xx."""
    try:
        with closing(HTTPConnection(host, port, timeout=_TIMEOUT_S)) as connection:
            connection.request("GET", path)
            return connection.getresponse().status < 500  # noqa: PLR2004  5xx: there, but not ready
    except (OSError, HTTPException):
        return False


def say_ready(file: Path) -> None:
    """Leave this process's id in a file, for the parent that asks `said_ready`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(str(os.getpid()))


def said_ready(file: Path, pid: int) -> bool:
    """Tell whether the process `pid` (and no earlier one) has said that it is ready."""
    try:
        return file.read_text() == str(pid)
    except OSError:
        return False
