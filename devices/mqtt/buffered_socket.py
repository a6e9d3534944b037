"""A socket that is asked for single bytes and answers out of large reads; small writes leave together."""

import ssl
from typing import Protocol

_AHEAD_BYTES = 64 * 1024
_BEHIND_BYTES = 256 * 1024
_LATER = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Socket(Protocol):
    """What is needed of a connected socket, plain or TLS."""

    def recv(self, size: int, /) -> bytes:
        """Read at most so many bytes; b"" at the end of the stream."""
        ...

    def send(self, content: bytes | bytearray, /) -> int:
        """Write some of the bytes and say how many."""
        ...

    def close(self) -> None:
        """Give the descriptor back."""
        ...

    def fileno(self) -> int:
        """The descriptor, for waiting."""
        ...

    def setblocking(self, flag: bool, /) -> None:  # noqa: FBT001  the socket module's own signature
        """Wait in recv and send, or not."""
        ...


class BufferedSocket:
    """Wraps a connected socket. Use from one thread.

    paho reads an MQTT packet in three or more calls of `recv` and writes each acknowledgement with a call of
    its own. Every system call lets go of the interpreter lock, and taking it back costs up to 5 ms while
    another thread computes.
    """

    def __init__(self, socket: Socket) -> None:
        self._socket = socket
        self._ahead = b""
        self._at = 0
        self._behind = bytearray()
        self._broken: OSError | None = None

    def recv(self, size: int) -> bytes:
        """Read at most `size` bytes, out of what was read ahead when there is any.

        Raises:
            BlockingIOError: nothing has come yet (TLS: SSLWantReadError).
            OSError: the connection is broken.
        """
        if self._at == len(self._ahead):
            if self._broken is not None:
                raise self._broken
            self._ahead, self._at = self._socket.recv(_AHEAD_BYTES), 0
        chunk = self._ahead[self._at : self._at + size]
        self._at += len(chunk)
        return chunk

    def send(self, content: bytes | bytearray) -> int:
        """Take all bytes; they leave with `flush`, or when many have gathered.

        Raises:
            BlockingIOError: the other side does not read, and no more is kept for it.
        """
        if len(self._behind) >= _BEHIND_BYTES and not self.flush():
            raise BlockingIOError
        self._behind += content
        return len(content)

    def flush(self) -> bool:
        """Send what was taken; False when the other side must read first.

        A broken connection is told by the next `recv`, where it is looked for.
        """
        while self._behind:
            try:
                sent = self._socket.send(self._behind)
            except _LATER:
                return False
            except OSError as error:
                self._broken = error
                self._behind.clear()
                return True
            del self._behind[:sent]
        return True

    @property
    def is_broken(self) -> bool:
        """Tell whether sending failed for good."""
        return self._broken is not None

    def pending(self) -> bool:
        """Tell whether `recv` would answer at once, whatever the descriptor says."""
        if self._at < len(self._ahead) or self._broken is not None:
            return True
        return isinstance(self._socket, ssl.SSLSocket) and self._socket.pending() > 0

    def close(self) -> None:
        """Send what was taken, as far as it goes at once, and close."""
        self.flush()
        self._socket.close()

    def fileno(self) -> int:
        """The descriptor, for waiting."""
        return self._socket.fileno()

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001  the socket module's own signature
        """Wait in recv and send, or not."""
        self._socket.setblocking(flag)
