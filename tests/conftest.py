"""Guards around every test: no network but loopback, no thread left behind, environment and folder as before.

A log call that does not format fails its test too: pytest formats what reaches it, and here everything does.
And the one fixture that tests of many folders share: an empty ledger.
"""

import gc
import ipaddress
import logging
import os
import socket
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import settings

import vision  # noqa: F401  it sets an environment variable, once, which no test shall be blamed for
from hub.adapters.ledger.database import SqlLedger
from tests.ledgers import started_ledger

_THREAD_GRACE_S = 2.0
_HEAVY = ("journey", "server", "browser", "slow")
# What pyproject.toml gives a test that names no timeout of its own.
_HEAVY_S = 60.0

# Fixed seeds: the same examples on every machine and in every run.
settings.register_profile("repeatable", derandomize=True, database=None, deadline=None, max_examples=30)
settings.load_profile("repeatable")


# Below this level nothing is formatted. Not by pytest's own log_level: it sets the level twelve times a test,
# and each time every logger forgets what it knew.
_LOG_LEVEL = logging.DEBUG
logging.getLogger().setLevel(_LOG_LEVEL)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage while ten thousand tests are made, nor ever again in what they are made of."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that may take longest, so that workers that share the files end together."""
    longest_s: dict[Path, float] = {}
    for item in items:
        is_heavy = any(item.get_closest_marker(mark) for mark in _HEAVY)
        own = item.get_closest_marker("timeout")
        may_take_s = own.args[0] if own else _HEAVY_S if is_heavy else 0.0
        longest_s[item.path] = max(may_take_s, longest_s.get(item.path, 0.0))
    items.sort(key=lambda item: -longest_s[item.path])


def _is_local(family: int, address: object) -> bool:
    if family == socket.AF_UNIX:
        return True
    if not isinstance(address, tuple):
        return False
    host = str(address[0])
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded_connect(sock: socket.socket, address: object) -> None:
        _demand_local(sock, address)
        connect(sock, address)  # type: ignore[arg-type]

    def guarded_connect_ex(sock: socket.socket, address: object) -> int:
        _demand_local(sock, address)
        return connect_ex(sock, address)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        yield


def _demand_local(sock: socket.socket, address: object) -> None:
    if not _is_local(sock.family, address):
        pytest.fail(f"the test tried to connect to {address!r}; only loopback and unix sockets are allowed")


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fail a test that leaves a thread, or environment, working folder or log level other than they were."""
    threads, environment, folder = set(threading.enumerate()), _environment(), Path.cwd()
    yield
    left = [*_restored(environment, folder), *_still_running(threads)]
    assert not left, f"the test left {' and '.join(left)}"


def _restored(environment: dict[str, str], folder: Path) -> Iterator[str]:
    """Put back what a test changed, and say what that was."""
    changed = sorted(dict(environment.items() ^ _environment().items()))
    for name in changed:
        os.environ.pop(name, None)
        if name in environment:
            os.environ[name] = environment[name]
    if changed:
        yield f"environment variables changed: {changed} (use monkeypatch.setenv)"
    if Path.cwd() != folder:
        os.chdir(folder)
        yield "another working folder (use monkeypatch.chdir)"
    if logging.getLogger().level != _LOG_LEVEL:
        logging.getLogger().setLevel(_LOG_LEVEL)
        yield "another log level (use caplog.at_level)"


def _still_running(before: set[threading.Thread]) -> Iterator[str]:
    """Say which threads outlive the test and all its fixtures."""
    deadline = monotonic() + _THREAD_GRACE_S
    for thread in set(threading.enumerate()) - before:
        thread.join(max(0.0, deadline - monotonic()))
    left = sorted(thread.name for thread in set(threading.enumerate()) - before)
    if left:
        yield f"threads still alive {_THREAD_GRACE_S:g} s later: {left}"


def _environment() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    """A started, empty ledger."""
    made = started_ledger(tmp_path)
    yield made
    made.stop()
