"""Thousands of MQTT clients on one thread: one selector for all their sockets."""

import heapq
import select
from collections import deque
from collections.abc import Sequence
from enum import Enum
from itertools import count
from time import monotonic

from devices.mqtt.swarm_client import Client, Login

# The broker's queue of connections that it has not accepted yet is short: Linux lets 4,096 wait at most.
_CONNECTING_AT_ONCE = 500
_CONNECT_S = 20.0


class _Duty(Enum):
    CONNECT = "connect"
    GIVE_UP = "give up"
    LOOK = "look"


class Swarm:
    """The clients' sockets, and the one thread that turns them; a `devices.mqtt.swarm_client.Carrier`.

    `up` counts those that are let in, `refused` how often the broker would not.

    Args:
        host: of the broker, an address.
        port: of the broker.
        keepalive_s: real seconds after which the broker may take a silent client for dead.
    """

    def __init__(self, host: str, port: int, *, keepalive_s: int = 60) -> None:
        self.up = 0
        self.refused = 0
        self._address = (host, port)
        self._keepalive_s = keepalive_s
        self._epoll = select.epoll()
        self._by_fd: dict[int, Client] = {}
        self._connecting: set[int] = set()
        self._wanting: deque[Client] = deque()
        self._dirty: dict[Client, None] = {}
        self._clients: list[Client] = []
        self._duties: list[tuple[float, int, _Duty, Client, int]] = []
        self._count = count()

    @property
    def address(self) -> tuple[str, int]:
        """Where the broker is."""
        return self._address

    @property
    def keepalive_s(self) -> int:
        """After how long the broker may take a silent client for dead, real seconds."""
        return self._keepalive_s

    @property
    def adrift(self) -> int:
        """How many want to be let in and are not; any thread may ask."""
        return sum(client.is_adrift for client in self._clients)

    def client(self, login: Login, filters: Sequence[str] = ()) -> Client:
        """Add a client that hears these topics; it connects when it is told to."""
        self._clients.append(made := Client(self, login, filters))
        return made

    def turn(self, wait_s: float) -> None:
        """Send what was said, wait at most so long for what comes, and work on it."""
        self._do_duties()
        while self._wanting and len(self._connecting) < _CONNECTING_AT_ONCE:
            self._wanting.popleft().open()
        self._flush()
        for fd, events in self._epoll.poll(wait_s):
            client = self._by_fd.get(fd)
            if client is not None:
                client.work(events)
        self._flush()

    def close(self) -> None:
        """Give the selector back; the clients must have left."""
        self._epoll.close()

    def want(self, client: Client, after_s: float) -> None:
        """Let the client connect after so long."""
        self._charge(_Duty.CONNECT, client, after_s)

    def watch(self, fd: int, client: Client) -> None:
        """Wait for a socket that begins to connect."""
        self._by_fd[fd] = client
        self._connecting.add(fd)
        self._epoll.register(fd, select.EPOLLIN | select.EPOLLOUT)
        self._charge(_Duty.GIVE_UP, client, _CONNECT_S)

    def change(self, fd: int, *, writes: bool) -> None:
        """Wait until it can be written, or no more."""
        self._epoll.modify(fd, select.EPOLLIN | (select.EPOLLOUT if writes else 0))

    def forget(self, fd: int, *, was_up: bool) -> None:
        """Wait for it no more, before it is closed."""
        self.up -= was_up
        self._epoll.unregister(fd)
        self._connecting.discard(fd)
        del self._by_fd[fd]

    def soil(self, client: Client) -> None:
        """Note that the client has something to send."""
        self._dirty[client] = None

    def enter(self, fd: int, client: Client, *, is_welcome: bool) -> None:
        """Note that the broker answered the client."""
        self._connecting.discard(fd)
        if is_welcome:
            self.up += 1
            self._charge(_Duty.LOOK, client, self._keepalive_s * 0.75)
        else:
            self.refused += 1

    def _charge(self, duty: _Duty, client: Client, after_s: float) -> None:
        entry = (monotonic() + after_s, next(self._count), duty, client, client.epoch)
        heapq.heappush(self._duties, entry)

    def _do_duties(self) -> None:
        now_s = monotonic()
        while self._duties and self._duties[0][0] <= now_s:
            _, _, duty, client, epoch = heapq.heappop(self._duties)
            if duty is _Duty.CONNECT:
                self._wanting.append(client)
            elif client.epoch != epoch:
                continue
            elif duty is _Duty.GIVE_UP:
                client.give_up()
            elif client.look():
                self._charge(_Duty.LOOK, client, self._keepalive_s * 0.75)

    def _flush(self) -> None:
        while self._dirty:
            dirty, self._dirty = self._dirty, {}
            for client in dirty:
                client.flush()
