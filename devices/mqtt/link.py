"""One client's connection to the broker: session, receive window, acknowledgement by hand, reconnection."""

import logging
import threading
import time
from collections.abc import Callable, Sequence

import paho.mqtt.client as paho
from paho.mqtt.reasoncodes import ReasonCode

from devices.contract.wire import Message, encode
from devices.mqtt.backoff import Backoff
from devices.mqtt.client import Client, aim, make_client, publish_properties, subscribe_options
from devices.mqtt.loop import Waker, carry
from devices.mqtt.options import LinkDown, LinkOptions
from devices.mqtt.publication import Packet, read
from devices.mqtt.unconfirmed import Unconfirmed

log = logging.getLogger(__name__)

# Looking up a name takes as long as the system likes.
_GOODBYE_S, _NOBODY_THERE_S = 2.0, 0.1
_FIRST_RETRY_S = 0.25
_CONFIRMED_S = 2.0
# A connection that was lost sooner does not count as a success: the next attempt waits longer, not less.
_SETTLED_S = 5.0
# Two clients of one name throw each other out for ever. A broker may say so (MQTT 5, reason 142); else it is
# known by connections that were short so many times in a row.
_TAKEN_OVER = 0x8E
_TOO_OFTEN = 3
_THROWN_OUT_RETRY_S = 15.0
_NO_LONGER_CONTESTED_S = 60.0


class Link:
    """One client's connection to the broker; every method may be called from any thread.

    `on_packet` is called on the network thread and must not block. Packets of QoS 1 stay unacknowledged until
    `ack()`; packets of QoS 0 need none. While `is_full` says so the socket is not read, so that the broker
    has to wait; publishing goes on. `on_up` is called on the network thread after each (re)connection.
    What on_packet and on_up raise is logged: the packet then comes again with the next connection.
    """

    def __init__(
        self,
        options: LinkOptions,
        *,
        filters: Sequence[str] = (),
        on_packet: Callable[[Packet], None] | None = None,
        is_full: Callable[[], bool] | None = None,
        on_up: Callable[[], None] | None = None,
        will: Message | None = None,
    ) -> None:
        self._options = options
        self._filters = tuple(filters)
        self._unconfirmed = Unconfirmed()
        self._asked: dict[int, tuple[str, ...]] = {}
        self._on_packet = on_packet
        self._is_full = is_full
        self._on_up = on_up
        self._lock = threading.Lock()
        self._epoch = 0
        self._is_up, self._is_heard = threading.Event(), threading.Event()
        self._down_at_s = time.monotonic()
        self._is_leaving, self._has_given_up = threading.Event(), threading.Event()
        self._has_ended = threading.Event()
        self._has_ended.set()
        self._backoff = Backoff(_FIRST_RETRY_S, options.longest_retry_s)
        self._trouble = ""
        self._short_lived = 0
        self._contested_at_s: float | None = None
        self._up_at_s = 0.0
        self._waker: Waker | None = None
        self._client = self._wired(make_client(options, will))

    def start(self) -> None:
        """Begin connecting in the background; returns at once and retries for ever."""
        self._has_ended.wait()
        self._is_leaving.clear()
        self._has_given_up.clear()
        self._has_ended.clear()
        threading.Thread(target=self._run_alone, name=f"mqtt {self._options.client_id}", daemon=True).start()

    def run(self) -> None:
        """Keep the connection until `stop()`, which may come first; on the caller's thread, and once only."""
        self._has_ended.clear()
        self._keep_connected()

    def stop(self) -> None:
        """Say goodbye (the Will is not sent) and end the network thread; at most two seconds.

        A thread that still waits for a broker that is not there is left behind; it ends by itself.
        """
        patience_s = _GOODBYE_S if self._is_up.is_set() else _NOBODY_THERE_S
        self._is_leaving.set()
        self._client.disconnect()
        self._wake()
        self._has_ended.wait(patience_s)
        self._has_given_up.set()
        self._wake()
        self._has_ended.wait(_NOBODY_THERE_S)
        self._mark_down()

    def listen(self, filters: Sequence[str]) -> None:
        """Hear these topics and no others from now on, and after each reconnection.

        Returns when the broker confirmed them, at most two seconds later; not to be called by `on_packet`.
        """
        with self._lock:
            fresh = [topic for topic in filters if topic not in self._filters]
            over = [topic for topic in self._filters if topic not in filters]
            self._filters = tuple(filters)
            if self._is_up.is_set():
                self._subscribe(fresh)
                if over:
                    self._client.unsubscribe(over)
        if self._is_up.is_set():
            self.wait_up(_CONFIRMED_S)

    def is_up(self) -> bool:
        """Tell whether the broker is connected right now."""
        return self._is_up.is_set()

    def down_s(self) -> float:
        """How long the broker has been away, seconds: since the loss, or since the beginning; 0 while up."""
        return 0.0 if self._is_up.is_set() else time.monotonic() - self._down_at_s

    def contested_s(self) -> float | None:
        """Since when another client takes this one's name, seconds; None when nobody does (any more)."""
        now_s = time.monotonic()
        is_settled = self._is_up.is_set() and now_s - self._up_at_s >= _NO_LONGER_CONTESTED_S
        return None if self._contested_at_s is None or is_settled else now_s - self._contested_at_s

    def wait_up(self, timeout_s: float) -> bool:
        """Wait until connected and heard by the broker; False when the time is over first.

        Heard: it confirmed each topic to listen to. What others publish before goes past a new session.
        """
        return self._is_heard.wait(timeout_s)

    def ack(self, *packets: Packet) -> None:
        """Tell the broker that the packets are safe; those of an older connection are left to come again."""
        with self._lock:
            if not self._is_up.is_set():
                return
            for packet in packets:
                if packet.qos and packet.epoch == self._epoch:
                    self._client.ack(packet.mid, packet.qos)

    def resent_ago_s(self, topic: str) -> float | None:
        """How long ago a publication on this topic was made twice, as the connection broke; None: never."""
        return self._unconfirmed.lost_ago_s(topic)

    def forget(self, topic: str) -> None:
        """Let the broker forget what is retained on a topic; see `publish`."""
        self.publish(topic, b"", retain=True)

    def send(
        self, message: Message, *, qos: int = 1, retain: bool = False, expiry_s: int | None = None
    ) -> None:
        """Publish a message of the contract; see `publish`."""
        topic, payload = encode(message)
        self.publish(topic, payload, qos=qos, retain=retain, expiry_s=expiry_s)

    def publish(
        self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False, expiry_s: int | None = None
    ) -> None:
        """Hand bytes to the broker.

        QoS 1 publications that the connection loses are sent again by paho as long as this process lives.

        Raises:
            LinkDown: not connected, or the client's queue is full; nothing was queued, keep the message.
        """
        if not self._is_up.is_set():
            raise LinkDown(f"not connected to {self._options.host}:{self._options.port}, {topic} not sent")
        result = self._client.publish(topic, payload, qos, retain, publish_properties(expiry_s))
        if result.rc not in {paho.MQTT_ERR_SUCCESS, paho.MQTT_ERR_NO_CONN}:
            raise LinkDown(f"{topic} not sent: {paho.error_string(result.rc)}")
        self._unconfirmed.note(result.mid, topic)

    def _run_alone(self) -> None:
        try:
            self._keep_connected()
        except Exception:  # the top of the network thread: it would end without a word
            log.critical("the network thread of %s died", self._options.client_id, exc_info=True)

    def _keep_connected(self) -> None:
        self._waker = Waker()
        aim(self._client, self._options)
        try:
            while not self._is_leaving.is_set():
                self._connect_once(self._waker)
                self._is_leaving.wait(self._backoff.wait_s())
        finally:
            self._waker.close()
            self._has_ended.set()

    def _connect_once(self, waker: Waker) -> None:
        """Connect, and carry bytes until the connection is gone."""
        began_s = time.monotonic()
        try:
            self._client.reconnect()
        except OSError:
            self._note_trouble("cannot be reached")
            return
        carry(self._client, waker, self._is_paused, self._has_given_up)
        self._mark_down()
        if self._trouble:
            return
        if time.monotonic() - began_s >= _SETTLED_S:
            self._short_lived = 0
            self._backoff.succeed()
            return
        self._short_lived += 1
        if self._short_lived >= _TOO_OFTEN:
            self._give_way("thrown out again and again, as if another client used this name")

    def _give_way(self, trouble: str) -> None:
        """Wait long before the next attempt, so that two clients of one name do not fight for it."""
        self._backoff.at_least(_THROWN_OUT_RETRY_S)
        if self.contested_s() is None:
            self._contested_at_s = time.monotonic()
        self._note_trouble(trouble)

    def _wake(self) -> None:
        if self._waker is not None:
            self._waker.wake()

    def _is_paused(self) -> bool:
        # Before the connection is confirmed there is nothing to hold back, and no way to go on.
        return self._is_full is not None and self._is_up.is_set() and self._is_full()

    def _wired(self, client: Client) -> Client:
        client.on_connect = self._connected
        client.on_subscribe = self._subscribed
        client.on_disconnect = self._disconnected
        client.on_publish = lambda _client, _data, mid, *_: self._unconfirmed.confirm(mid)
        client.on_publication = self._received
        # Without it paho would write on the thread that publishes, into a socket made for one thread.
        client.on_socket_register_write = lambda *_: self._wake()
        return client

    def _connected(
        self, _client: paho.Client, _data: object, _flags: object, reason: ReasonCode, _properties: object
    ) -> None:
        if reason.is_failure:
            self._note_trouble(f"refused: {reason}")
            return
        with self._lock:
            self._epoch += 1
            self._trouble = ""
            self._up_at_s = time.monotonic()
            # A connection made while we leave is not used: nothing may be said after stop().
            if not self._is_leaving.is_set():
                self._is_up.set()
            self._asked.clear()
            self._subscribe((*self._filters, *self._options.overheard))
            self._note_heard()
        log.info(
            "%s connected to broker %s:%s", self._options.client_id, self._options.host, self._options.port
        )
        if self._on_up is not None:
            try:
                self._on_up()
            except Exception:  # the top of the network thread: it would end without a word
                log.critical("%s failed after connecting", self._options.client_id, exc_info=True)

    def _subscribe(self, filters: Sequence[str]) -> None:
        if filters:
            # Each reconnection would else bring the last word of every device of a township again.
            is_first, overheard = self._epoch == 1, self._options.overheard
            asked = [
                (topic, subscribe_options(is_overheard=topic in overheard, is_first=is_first))
                for topic in filters
            ]
            _, mid = self._client.subscribe(asked)
            if mid is not None:
                self._asked[mid] = tuple(filters)
                self._is_heard.clear()

    def _note_heard(self) -> None:
        if self._is_up.is_set() and not self._asked:
            self._is_heard.set()

    def _mark_down(self) -> None:
        self._is_up.clear()
        self._is_heard.clear()

    def _note_trouble(self, trouble: str) -> None:
        """Log why there is no connection, once until it changes; it is tried again and again."""
        if trouble != self._trouble and not self._is_leaving.is_set():
            options = self._options
            log.error("broker %s:%s, %s: %s", options.host, options.port, options.client_id, trouble)
        self._trouble = trouble

    def _subscribed(
        self, _client: paho.Client, _data: object, mid: int, reasons: Sequence[ReasonCode], _props: object
    ) -> None:
        with self._lock:
            filters = self._asked.pop(mid, ())
            self._note_heard()
        for topic, reason in zip(filters, reasons, strict=False):
            if reason.is_failure:
                log.error("%s may not hear %s: %s", self._options.client_id, topic, reason)

    def _disconnected(
        self, _client: paho.Client, _data: object, _flags: object, reason: ReasonCode, _properties: object
    ) -> None:
        with self._lock:
            was_up = self._is_up.is_set()
            self._mark_down()
            if was_up:
                self._down_at_s = time.monotonic()
                self._unconfirmed.lose()
        if reason.value == _TAKEN_OVER:
            self._give_way("another client uses this name")
        if was_up and not self._is_leaving.is_set():
            log.warning("%s lost the broker: %s", self._options.client_id, reason)

    def _received(self, command: int, content: bytearray) -> None:
        packet = read(command, content, self._epoch)
        if self._on_packet is None:
            return
        try:
            self._on_packet(packet)
        except Exception:  # the top of the network thread: it would end without a word
            log.critical("%s failed at a packet on %s", self._options.client_id, packet.topic, exc_info=True)
