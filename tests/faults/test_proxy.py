"""The proxy does to a line what its weather says."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.faults.proxy import BLACK, FINE, Proxy, Weather

_WAIT_S = 5.0


class _Echo(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        with suppress(ConnectionError):
            while piece := self.request.recv(65536):
                self.request.sendall(piece)


@contextmanager
def an_echo() -> Iterator[int]:
    """A server that sends back what it gets."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Echo) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@contextmanager
def a_line(weather: Weather = FINE) -> Iterator[tuple[Proxy, socket.socket]]:
    with (
        an_echo() as port,
        Proxy(port, weather) as proxy,
        socket.create_connection(("127.0.0.1", proxy.port), timeout=_WAIT_S) as end,
    ):
        yield proxy, end


def received(end: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size and (piece := end.recv(size - len(got))):
        got += piece
    return got


def is_ended(end: socket.socket) -> bool:
    try:
        return end.recv(1) == b""
    except ConnectionError:
        return True


@pytest.mark.parametrize(
    "weather", [FINE, Weather(slice_bytes=1), Weather(jitter_s=0.01), Weather(rate_bytes_s=1e6)]
)
def test_everything_passes_in_order_whatever_the_pieces(weather: Weather) -> None:
    with a_line(weather) as (_, end):
        end.sendall(bytes(range(64)))
        assert received(end, 64) == bytes(range(64))


@pytest.mark.parametrize("weather", [BLACK, Weather(is_black_up=True), Weather(is_black_down=True)])
def test_nothing_passes_a_black_line_until_it_clears(weather: Weather) -> None:
    with a_line() as (proxy, end):
        end.sendall(b"a")
        assert received(end, 1) == b"a"
        proxy.weather = weather
        end.sendall(b"b")
        end.settimeout(0.1)
        with pytest.raises(TimeoutError):
            end.recv(1)
        proxy.weather = FINE
        end.settimeout(_WAIT_S)
        assert received(end, 1) == b"b"


@pytest.mark.parametrize("with_reset", [False, True])
def test_a_cut_ends_the_connection_and_a_new_one_stands(with_reset: bool) -> None:  # noqa: FBT001
    with a_line() as (proxy, end):
        end.sendall(b"a")
        assert received(end, 1) == b"a"
        proxy.cut(with_reset=with_reset)
        assert is_ended(end)
        with socket.create_connection(("127.0.0.1", proxy.port), timeout=_WAIT_S) as again:
            again.sendall(b"c")
            assert received(again, 1) == b"c"


def test_a_line_that_refuses_resets_new_connections() -> None:
    with a_line() as (proxy, _):
        proxy.weather = Weather(is_refusing=True)
        try:
            with socket.create_connection(("127.0.0.1", proxy.port), timeout=_WAIT_S) as end:
                is_refused = is_ended(end)
        except ConnectionError:
            is_refused = True
        assert is_refused
