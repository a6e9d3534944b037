"""A TCP proxy of ours between two programs, and the weather on that line."""

import random
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

_CHUNK_BYTES = 64 * 1024
_POLL_S = 0.02
_CONNECT_S = 5.0


@dataclass(frozen=True, slots=True)
class Weather:
    """How a line behaves.

    `latency_s` and `jitter_s` delay every piece; `rate_bytes_s` 0 is any; `slice_bytes` cuts what passes into
    such pieces; `is_black_up`, `is_black_down`: connections stand, and nothing passes from or to the client;
    `is_refusing`: new connections are reset at once.
    """

    latency_s: float = 0.0
    jitter_s: float = 0.0
    rate_bytes_s: float = 0.0
    slice_bytes: int = _CHUNK_BYTES
    is_black_up: bool = False
    is_black_down: bool = False
    is_refusing: bool = False


FINE = Weather()
BLACK = Weather(is_black_up=True, is_black_down=True)


class Proxy:
    """Listens on a port of its own and passes everything on to another; use it with `with`.

    The weather may change at any time and holds for the connections that stand as well.
    """

    def __init__(self, to_port: int, weather: Weather = FINE, *, seed: int = 1) -> None:
        self._to_port = to_port
        self.weather = weather
        self._dice = random.Random(seed)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._is_over = threading.Event()
        self._lock = threading.Lock()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._threads: list[threading.Thread] = []
        self.connections = 0

    def __enter__(self) -> "Proxy":
        self._begin(self._accept)
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_over.set()
        self.cut()
        self._listener.close()
        for thread in self._threads:
            thread.join(_CONNECT_S)

    def cut(self, *, with_reset: bool = False) -> None:
        """End every connection, with FIN or with RST."""
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                _close(end, with_reset=with_reset)

    def _begin(self, run: Callable[[], None]) -> None:
        thread = threading.Thread(target=run, name="proxy", daemon=True)
        self._threads = [*(one for one in self._threads if one.is_alive()), thread]
        thread.start()

    def _accept(self) -> None:
        self._listener.settimeout(_POLL_S)
        while not self._is_over.is_set():
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            self._join(client)

    def _join(self, client: socket.socket) -> None:
        if self.weather.is_refusing:
            _close(client, with_reset=True)
            return
        try:
            server = socket.create_connection(("127.0.0.1", self._to_port), timeout=_CONNECT_S)
        except OSError:
            _close(client, with_reset=True)
            return
        self.connections += 1
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            end.settimeout(_POLL_S)
        with self._lock:
            self._pairs.append((client, server))
        self._begin(lambda: self._pass_on(client, server, is_up=True))
        self._begin(lambda: self._pass_on(server, client, is_up=False))

    def _pass_on(self, source: socket.socket, sink: socket.socket, *, is_up: bool) -> None:
        while not self._is_over.is_set():
            try:
                piece = source.recv(min(_CHUNK_BYTES, max(1, self.weather.slice_bytes)))
            except TimeoutError:
                continue
            except OSError:
                break
            if not piece or not self._held_and_sent(piece, sink, is_up=is_up):
                break
        for end in (source, sink):
            _close(end)

    def _held_and_sent(self, piece: bytes, sink: socket.socket, *, is_up: bool) -> bool:
        pause = threading.Event()
        weather = self.weather
        delay_s = weather.latency_s + weather.jitter_s * self._dice.random()
        if weather.rate_bytes_s:
            delay_s += len(piece) / weather.rate_bytes_s
        if delay_s:
            self._is_over.wait(delay_s)
        while not self._is_over.is_set() and self._is_black(is_up=is_up):
            pause.wait(_POLL_S)
        return _send_all(sink, piece, self._is_over)

    def _is_black(self, *, is_up: bool) -> bool:
        return self.weather.is_black_up if is_up else self.weather.is_black_down


def _send_all(sink: socket.socket, piece: bytes, is_over: threading.Event) -> bool:
    left = memoryview(piece)
    began_s = monotonic()
    while left and not is_over.is_set():
        try:
            left = left[sink.send(left) :]
        except TimeoutError:
            if monotonic() - began_s > 60 * _CONNECT_S:
                return False
        except OSError:
            return False
    return not left


def _close(end: socket.socket, *, with_reset: bool = False) -> None:
    with suppress(OSError):
        if with_reset:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            end.shutdown(socket.SHUT_RDWR)
    end.close()
