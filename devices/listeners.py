"""Listeners for devices that open a connection to us and send frames: TCP and UDP, one port for each family.

Every frame is handed on before its sender is answered, so that what was answered is safe.
"""

import contextlib
import logging
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from devices.codecs.streams import FAMILIES, Cut, cut

log = logging.getLogger(__name__)

Way: TypeAlias = Literal["tcp", "udp"]
# (topic, frame): returns when the frame is safe.
Take: TypeAlias = Callable[[str, bytes], None]

_READ_BYTES = 4096
# A datagram of IPv4 is no longer.
_DATAGRAM_BYTES = 65_535
_POLL_S = 0.1
_SEND_S = 5.0
_BACKLOG = 64
_NAMELESS = "unknown"


class NotTaken(Exception):
    """The frame could not be kept: its sender gets no answer and sends it again."""


class ListenFailed(Exception):
    """A port cannot be opened; the text names it. Free the port or set another one."""


@dataclass(frozen=True, slots=True)
class ListenOptions:
    """One port. `idle_s`: a connection silent for so long is closed; `most`: connections at once."""

    family: str
    way: Way
    host: str
    port: int
    idle_s: float = 600.0
    most: int = 256


class Listener:
    """One open port. `run` belongs to a thread of its own; each TCP connection has one besides.

    `refused` counts pieces that began like a frame and were none, `turned_away` connections above the limit,
    `unanswered` frames that could not be kept.
    """

    def __init__(self, options: ListenOptions, take: Take) -> None:
        self.name = f"{options.way}-{options.family}"
        self.refused = 0
        self.turned_away = 0
        self.unanswered = 0
        self._options = options
        self._family = FAMILIES[options.family]
        self._take = take
        self._socket: socket.socket | None = None
        self._connections: dict[threading.Thread, socket.socket] = {}
        self._lock = threading.Lock()

    @property
    def port(self) -> int:
        """The port that is open, 0 while none is."""
        return 0 if self._socket is None else int(self._socket.getsockname()[1])

    def open(self) -> None:
        """Open the port.

        Raises:
            ListenFailed: the port is taken or may not be opened.
        """
        options = self._options
        is_tcp = options.way == "tcp"
        opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM if is_tcp else socket.SOCK_DGRAM)
        try:
            if is_tcp:
                opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            opened.bind((options.host, options.port))
            if is_tcp:
                opened.listen(_BACKLOG)
        except OSError as error:
            opened.close()
            where = f"{options.way} {options.host}:{options.port}"
            raise ListenFailed(f"{where} for {options.family} cannot be opened: {error.strerror}") from error
        opened.settimeout(_POLL_S)
        self._socket = opened

    def run(self, stop: threading.Event) -> None:
        """Listen until stopped, then close everything; frames that were not answered come again."""
        opened = self._socket
        if opened is None:
            raise RuntimeError(f"{self.name}: open() comes before run()")
        wait_for_one = self._accept if self._options.way == "tcp" else self._hear
        while not stop.is_set():
            try:
                wait_for_one(opened)
            except TimeoutError:
                continue
            except OSError as error:  # too many open files, no memory: others give some back
                log.warning("%s: %s", self.name, error)
                stop.wait(_POLL_S)
        opened.close()
        self._socket = None
        self._hang_up()

    def _accept(self, opened: socket.socket) -> None:
        connection, peer = opened.accept()
        with self._lock:
            is_full = len(self._connections) >= self._options.most
        if is_full:
            self.turned_away += 1
            log.warning("%s: %d connections are open, %s is turned away", self.name, self._options.most, peer)
            connection.close()
            return
        thread = threading.Thread(target=self._serve, args=(connection,), name=self.name, daemon=True)
        with self._lock:
            self._connections[thread] = connection
        thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection:
                self._read(connection)
        except OSError as error:
            log.info("%s: a connection broke: %s", self.name, error)
        except NotTaken as error:
            self._leave_unanswered(error)
        except Exception:  # the top of a thread: one device must not silence the others
            log.exception("%s: a connection met a bug", self.name)
        finally:
            with self._lock:
                del self._connections[threading.current_thread()]

    def _read(self, connection: socket.socket) -> None:
        rest, key = b"", ""

        def reply(said: bytes) -> None:
            connection.settimeout(_SEND_S)
            connection.sendall(said)

        while True:
            connection.settimeout(self._options.idle_s)
            piece = connection.recv(_READ_BYTES)
            found = cut(self._family, rest + piece, is_over=not piece)
            key = self._hand_on(found, key, reply)
            if not piece:
                return
            rest = found.rest

    def _hear(self, opened: socket.socket) -> None:
        datagram, peer = opened.recvfrom(_DATAGRAM_BYTES)
        found = cut(self._family, datagram, is_over=True)
        try:
            self._hand_on(found, "", lambda said: opened.sendto(said, peer))
        except NotTaken as error:
            self._leave_unanswered(error)

    def _leave_unanswered(self, error: NotTaken) -> None:
        self.unanswered += 1
        log.warning("%s: a frame is not answered: %s", self.name, error)

    def _hang_up(self) -> None:
        with self._lock:
            connections = dict(self._connections)
        for thread, connection in connections.items():
            with contextlib.suppress(OSError):  # the other side was quicker
                connection.shutdown(socket.SHUT_RDWR)
            thread.join(_SEND_S)

    def _hand_on(self, found: Cut, key: str, reply: Callable[[bytes], object]) -> str:
        """Give every frame away, then answer it; returns the sender's key, as the last frame said it."""
        self.refused += len(found.refused)
        for flaw in found.refused:
            log.debug("%s port: %s", self._options.family, flaw)
        for frame in found.frames:
            key = self._family.key(frame) or key
            self._take(f"{self._options.way}/{self._options.family}/{_level(key)}", frame)
            said = self._family.reply(frame)
            if said:
                reply(said)
        return key


def _level(key: str) -> str:
    """Make a key one level of a topic: a sender could put wildcards or slashes into it."""
    plain = "".join(char if char.isalnum() or char in "-_." else "-" for char in key)
    return plain[:64] or _NAMELESS
