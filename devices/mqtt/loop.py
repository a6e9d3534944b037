"""Carries the bytes of one MQTT client: many packets a turn, no wake-up lost, reading paused at will."""

import select
import socket
import threading
from collections.abc import Callable
from typing import Protocol

from devices.mqtt.buffered_socket import BufferedSocket

_STEP_MS = 500
_PAUSED_MS = 20
# Between two looks at what is to be written; an acknowledgement waits no longer than reading so many takes.
_PACKETS_PER_TURN = 256
# What comes in ones and twos is left to gather so long: a turn costs as much as ten packets, and it wakes
# the threads that journal and acknowledge.
_GATHER_S = 0.004


class Client(Protocol):
    """What the loop needs of an MQTT client that is made for loops of others."""

    @property
    def connection(self) -> BufferedSocket | None:
        """The socket of the connection, None when there is none."""
        ...

    def loop_read(self) -> object:
        """Work on what has come, one packet or more."""
        ...

    def loop_write(self) -> object:
        """Write what is queued."""
        ...

    def loop_misc(self) -> object:
        """See to keepalive."""
        ...

    def want_write(self) -> bool:
        """Tell whether something is queued."""
        ...


class Waker:
    """Ends a wait of the loop from any thread; close it after use."""

    def __init__(self) -> None:
        self._ear, self._mouth = socket.socketpair()
        for end in (self._ear, self._mouth):
            end.settimeout(0)

    def wake(self) -> None:
        """End the present wait, or the next one."""
        try:
            self._mouth.send(b"\0")
        except OSError:
            return  # enough are on their way, or nobody waits any more

    def fileno(self) -> int:
        """The descriptor to wait for."""
        return self._ear.fileno()

    def clear(self) -> None:
        """Forget the wake-ups so far."""
        try:
            self._ear.recv(4096)
        except BlockingIOError:
            return

    def close(self) -> None:
        """Give the descriptors back."""
        self._ear.close()
        self._mouth.close()


def carry(client: Client, waker: Waker, is_paused: Callable[[], bool], is_over: threading.Event) -> None:
    """Carry bytes until the connection is gone or it is over.

    Args:
        client: connected, or connecting.
        waker: to be woken after something was queued on another thread.
        is_paused: while true the socket is not read, so that the other side has to wait; writing goes on.
        is_over: ends the loop; wake it afterwards.
    """
    while (connection := client.connection) is not None and not is_over.is_set():
        if client.want_write():
            client.loop_write()
            if client.connection is not connection:
                continue
        has_flushed = connection.flush()
        reads = connection.is_broken or not is_paused()
        if _wait(connection, waker, reads=reads, writes=not has_flushed):
            packets = _read(client, connection, is_paused)
            if packets < _PACKETS_PER_TURN and client.connection is connection:
                is_over.wait(_GATHER_S)
        waker.clear()
        client.loop_misc()


def _wait(connection: BufferedSocket, waker: Waker, *, reads: bool, writes: bool) -> bool:
    """Wait for work; True when something can be read."""
    if reads and connection.pending():
        return True
    poll = select.poll()
    poll.register(waker.fileno(), select.POLLIN)
    # A closed connection reports itself whatever is asked, so one that is paused is not asked at all.
    if reads or writes:
        poll.register(connection.fileno(), select.POLLIN * reads | select.POLLOUT * writes)
    ready = dict(poll.poll(_STEP_MS if reads else _PAUSED_MS))
    return reads and connection.fileno() in ready


def _read(client: Client, connection: BufferedSocket, is_paused: Callable[[], bool]) -> int:
    """Work on what has come, as far as the turn goes; how many packets that were."""
    for packets in range(_PACKETS_PER_TURN):
        if is_paused() and not connection.is_broken:
            return packets
        client.loop_read()
        if client.connection is not connection or not connection.pending():
            return packets + 1
    return _PACKETS_PER_TURN
