"""Servers of tests end with them, whoever has called, and no two are given the same port."""

import socket
import threading
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

import pytest

from tests import servers
from tests.servers import Answer

pytestmark = pytest.mark.timeout(10)


def called(url: str) -> socket.socket:
    """Call a server, and say nothing."""
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), timeout=5)


def is_sent_away(caller: socket.socket) -> bool:
    with caller:
        try:
            return caller.recv(1) == b""
        except ConnectionResetError:  # it had not been let in yet
            return True


def test_a_server_ends_while_somebody_says_nothing() -> None:
    with servers.http(lambda _: Answer(204)) as url:
        caller = called(url)
    assert is_sent_away(caller)


def test_a_server_ends_though_somebody_was_let_in_at_the_last_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    let_in, hung_up = threading.Event(), threading.Event()
    setup, close = BaseHTTPRequestHandler.setup, servers.ThreadingHTTPServer.server_close

    def slow_setup(handler: BaseHTTPRequestHandler) -> None:
        let_in.set()
        assert hung_up.wait(5)
        setup(handler)

    def late_close(server: servers.ThreadingHTTPServer) -> None:
        hung_up.set()
        close(server)

    monkeypatch.setattr(BaseHTTPRequestHandler, "setup", slow_setup)
    monkeypatch.setattr(servers.ThreadingHTTPServer, "server_close", late_close)
    with servers.http(lambda _: Answer(204)) as url:
        caller = called(url)
        assert let_in.wait(5)
    assert is_sent_away(caller)


def test_a_port_is_given_once_and_never_one_that_is_taken() -> None:
    given = [servers.free_port() for _ in range(20)]
    assert len(set(given)) == 20
    with socket.create_server(("127.0.0.1", given[-1] + 1)):
        assert servers.free_port() != given[-1] + 1
