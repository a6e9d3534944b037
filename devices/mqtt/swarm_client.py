"""One of thousands of MQTT clients on a thread: packets written by hand, what is under way, coming back."""

import select
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from devices.mqtt import frames
from devices.mqtt.backoff import Backoff
from devices.mqtt.frames import Published, Will
from devices.mqtt.options import LinkDown
from devices.mqtt.outbound import Outbound, Publication

_READ_BYTES = 65_536
# A gateway may speak for thousands, and our broker takes no packet above 270,000 bytes.
_FILTERS_AT_ONCE = 1_000
_FIRST_RETRY_S, _LONGEST_RETRY_S = 0.25, 1.0


@dataclass(frozen=True, slots=True)
class Login:
    """Who a client is.

    `keeps`: what it says while it is not connected, or the broker has not acknowledged, it says later.
    `has_session`: the broker keeps its topics, and what is published on them, while it is away.
    """

    client_id: str
    user: str
    password: str
    keeps: bool = False
    has_session: bool = False


class Carrier(Protocol):
    """What carries the bytes of many clients; see `devices.mqtt.swarm.Swarm`."""

    @property
    def address(self) -> tuple[str, int]:
        """Where the broker is."""
        ...

    @property
    def keepalive_s(self) -> int:
        """After how long the broker may take a silent client for dead, real seconds."""
        ...

    def want(self, client: "Client", after_s: float) -> None:
        """Let the client connect after so long."""
        ...

    def watch(self, fd: int, client: "Client") -> None:
        """Wait for a socket that begins to connect."""
        ...

    def change(self, fd: int, *, writes: bool) -> None:
        """Wait until it can be written, or no more."""
        ...

    def forget(self, fd: int, *, was_up: bool) -> None:
        """Wait for it no more, before it is closed."""
        ...

    def soil(self, client: "Client") -> None:
        """Note that the client has something to send."""
        ...

    def enter(self, fd: int, client: "Client", *, is_welcome: bool) -> None:
        """Note that the broker answered the client."""
        ...


class Client:
    """One client; a `devices.reporter.Sender`. Only the swarm's thread may call it.

    `on_up` is called when the broker let it in and it asks for its topics, `on_published` with what comes on
    them, `on_confirmed` with the tag of each publication that the broker acknowledged.
    """

    def __init__(self, carrier: Carrier, login: Login, filters: Sequence[str]) -> None:
        self.login = login
        self.filters = tuple(filters)
        self.will: Will | None = None
        self.on_up: Callable[[], None] | None = None
        self.on_published: Callable[[Published], None] | None = None
        self.on_confirmed: Callable[[object], None] | None = None
        self.is_up = False
        self.epoch = 0  # rises with each attempt
        self._carrier = carrier
        self._socket: socket.socket | None = None
        self._out = bytearray()
        self._in = bytearray()
        self._outbound = Outbound()
        self._is_wanted = False
        self._is_writing = False
        self._awaits_pong = False
        self._backoff: Backoff | None = None

    def connect(self) -> None:
        """Come, and come back whenever the connection is lost, until `leave` or `die`."""
        if not self._is_wanted:
            self._is_wanted = True
            self._carrier.want(self, 0.0)

    def leave(self) -> None:
        """Say goodbye: the Will is not sent."""
        self._is_wanted = False
        if self._socket is not None:
            if self.is_up:
                self._out += frames.DISCONNECT
                self._flush()
            self._close()

    def die(self) -> None:
        """Fall silent without a word, as by a power cut: the broker sends the Will."""
        self._is_wanted = False
        self._outbound.clear()
        if self._socket is not None:
            self._out.clear()
            self._close()

    @property
    def is_adrift(self) -> bool:
        """Tell whether it wants to be connected and is not."""
        return self._is_wanted and not self.is_up

    @property
    def unconfirmed(self) -> int:
        """Publications that the broker has not acknowledged."""
        return len(self._outbound)

    def publish(
        self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False, expiry_s: int | None = None
    ) -> None:
        """Hand bytes to the broker with QoS 1; MQTT 3.1.1 has no expiry.

        Raises:
            LinkDown: not connected, or too much waits already; keep the message.
        """
        del qos, expiry_s
        self.hand_over(topic, payload, None, retain=retain)

    def hand_over(self, topic: str, payload: bytes, tag: object, *, retain: bool = False) -> None:
        """Publish, and have `on_confirmed` called with `tag`; see `publish`."""
        is_let_in = self.is_up or (self.login.keeps and self._is_wanted)
        if not is_let_in or self._outbound.is_full:
            raise LinkDown(f"{self.login.client_id}: {topic} not sent")
        self._outbound.put(Publication(topic.encode(), payload, retain, tag))
        self._send_fresh()

    def open(self) -> None:
        """Begin to connect; the swarm calls this."""
        if not self._is_wanted or self._socket is not None:
            return
        self.epoch += 1
        opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        opened.settimeout(0)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.connect_ex(self._carrier.address)
        self._socket = opened
        self._in.clear()
        who, keepalive_s = self.login, self._carrier.keepalive_s
        names = (who.client_id, who.user, who.password)
        self._out = bytearray(
            frames.connect(*names, keepalive_s, is_clean=not who.has_session, will=self.will)
        )
        self._is_writing = True
        self._carrier.watch(opened.fileno(), self)

    def work(self, events: int) -> None:
        """Read and write what goes; the swarm calls this."""
        if events & (select.EPOLLIN | select.EPOLLHUP | select.EPOLLERR):
            self._read()
        if events & select.EPOLLOUT:
            self._flush()

    def give_up(self) -> None:
        """Try again if the broker has not let it in by now; the swarm calls this."""
        if not self.is_up and self._socket is not None:
            self._lose()

    def look(self) -> bool:
        """Ask the broker whether it is there; False when it does not answer. The swarm calls this."""
        if not self.is_up:
            return False
        if self._awaits_pong:
            self._lose()
            return False
        self._awaits_pong = True
        self._out += frames.PING
        self._carrier.soil(self)
        return True

    def flush(self) -> None:
        """Send what has gathered; the swarm calls this."""
        if not self._is_writing:
            self._flush()

    def _flush(self) -> None:
        if self._socket is None:
            return
        try:
            while self._out:
                sent = self._socket.send(self._out)
                del self._out[:sent]
        except BlockingIOError:
            pass
        except OSError:
            self._lose()
            return
        if bool(self._out) is not self._is_writing:
            self._is_writing = bool(self._out)
            self._carrier.change(self._socket.fileno(), writes=self._is_writing)

    def _read(self) -> None:
        if self._socket is None:
            return
        try:
            more = self._socket.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            more = b""
        if not more:
            self._lose()
            return
        self._in += more
        try:
            for head, content in frames.split(self._in):
                self._take(head, content)
        except ValueError:
            self._lose()

    def _take(self, head: int, content: bytes) -> None:
        if not self.is_up:
            self._enter(head, content)
        elif head == frames.PUBACK:
            tag = self._outbound.confirm(content[:2])
            if tag is not None and self.on_confirmed is not None:
                self.on_confirmed(tag)
            self._send_fresh()
        elif head == frames.PONG:
            self._awaits_pong = False
        else:
            found = frames.published(head, content)
            if found is not None:
                self._out += frames.acknowledge(found.number)
                self._carrier.soil(self)
                if self.on_published is not None:
                    self.on_published(found)

    def _enter(self, head: int, content: bytes) -> None:
        is_welcome = frames.is_welcome(bytes([head, len(content)]) + content)
        if self._socket is not None:
            self._carrier.enter(self._socket.fileno(), self, is_welcome=is_welcome)
        if not is_welcome:
            self._lose()
            return
        self.is_up = True
        self._backoff = None
        self._awaits_pong = False
        for first in range(0, len(self.filters), _FILTERS_AT_ONCE):
            asked = (topic.encode() for topic in self.filters[first : first + _FILTERS_AT_ONCE])
            self._out += frames.subscribe(*asked, number=first)
        self._out += self._outbound.again()
        self._send_fresh()
        if self.on_up is not None:
            self.on_up()

    def _send_fresh(self) -> None:
        if self.is_up:
            self._out += self._outbound.fresh()
            self._carrier.soil(self)

    def _lose(self) -> None:
        """Notice that the connection is gone, and come back later."""
        if not self.login.keeps:
            self._outbound.clear()
        self._close()
        if self._is_wanted:
            self._backoff = self._backoff or Backoff(_FIRST_RETRY_S, _LONGEST_RETRY_S)
            self._carrier.want(self, self._backoff.wait_s())

    def _close(self) -> None:
        if self._socket is None:
            return
        self._carrier.forget(self._socket.fileno(), was_up=self.is_up)
        self.is_up = False
        self._socket.close()
        self._socket = None
