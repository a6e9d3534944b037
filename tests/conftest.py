"""Guards around every test: no network but loopback, no thread left behind, environment and folder as before.

A log call that does not format fails its test too: pytest sees to that at the `log_level` in pyproject.toml.
And the one fixture that tests of many folders share: an empty ledger.
"""

import gc
import ipaddress
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


@pytest.fixture(autouse=True)
def only_loopback() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded_connect(sock: socket.socket, address: object) -> None:
        _demand_local(sock, address)
        connect(sock, address)  # type: ignore[arg-type]

    def guarded_connect_ex(sock: socket.socket, address: object) -> int:
        _demand_local(sock, address)
        return connect_ex(sock, address)  # type: ignore[arg-type]

    # Not the test's own monkeypatch fixture: that one must be undone before the other guards look.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        yield


def _demand_local(sock: socket.socket, address: object) -> None:
    if not _is_local(sock.family, address):
        pytest.fail(f"the test tried to connect to {address!r}; only loopback and unix sockets are allowed")


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Fail a test that leaves a thread running after all its fixtures are torn down."""
    before = set(threading.enumerate())
    yield
    deadline = monotonic() + _THREAD_GRACE_S
    for thread in set(threading.enumerate()) - before:
        thread.join(max(0.0, deadline - monotonic()))
    left = sorted(thread.name for thread in set(threading.enumerate()) - before)
    assert not left, f"threads still alive {_THREAD_GRACE_S:g} s after the test: {left}"


@pytest.fixture(autouse=True)
def surroundings_restored() -> Iterator[None]:
    """Put environment variables and the working folder back, and fail the test that left them changed."""
    environment, folder = _environment(), Path.cwd()
    yield
    changed = sorted(dict(environment.items() ^ _environment().items()))
    was_moved = Path.cwd() != folder
    os.chdir(folder)
    for name in changed:
        os.environ.pop(name, None)
        if name in environment:
            os.environ[name] = environment[name]
    assert not changed, f"the test left environment variables changed: {changed} (use monkeypatch.setenv)"
    assert not was_moved, "the test left another working folder (use monkeypatch.chdir)"


def _environment() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    """A started, empty ledger."""
    made = started_ledger(tmp_path)
    yield made
    made.stop()
