"""The only paho-mqtt import: MQTT 5, manual acknowledgement, a kept session, reconnection with back-off."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from devices.contract.wire import Message, encode

log = logging.getLogger(__name__)

# paho sleeps a second between two attempts, and looks up a name for as long as the system likes.
_GOODBYE_S, _NOBODY_THERE_S = 2.0, 0.1


class LinkDown(ConnectionError):
    """The broker cannot take the message now; keep it and publish it again when the link is up."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One publication as it came in; only the connection numbered `epoch` can acknowledge it."""

    topic: str
    payload: bytes
    qos: int
    is_retained: bool
    is_dup: bool
    mid: int
    epoch: int


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """How to reach the broker.

    `session_s`: how long the broker keeps subscriptions and undelivered messages for us, seconds.
    `receive_window`: how many unacknowledged messages the broker may have under way (MQTT 5 Receive Maximum).
    """

    host: str
    port: int
    client_id: str
    username: str
    password: str
    ca_file: str = ""
    keepalive_s: int = 30
    session_s: int = 14 * 86400
    receive_window: int = 1000


class Link:
    """One client's connection to the broker; every method may be called from any thread.

    `on_packet` is called on the network thread and must not block. Packets of QoS 1 stay unacknowledged until
    `ack()`; packets of QoS 0 need none. `on_up` is called on the network thread after each (re)connection.
    What either raises is logged: the packet then comes again with the next connection.
    """

    def __init__(
        self,
        options: LinkOptions,
        *,
        filters: Sequence[str] = (),
        on_packet: Callable[[Packet], None] | None = None,
        on_up: Callable[[], None] | None = None,
        will: Message | None = None,
    ) -> None:
        self._options = options
        self._filters = tuple(filters)
        self._on_packet = on_packet
        self._on_up = on_up
        self._lock = threading.Lock()
        self._epoch = 0
        self._is_up = threading.Event()
        self._down_at_s = time.monotonic()
        self._is_leaving = False
        self._trouble = ""
        self._client = self._new_client(will)

    def start(self) -> None:
        """Begin connecting in the background; returns at once and retries for ever."""
        options = self._options
        self._is_leaving = False
        properties = _properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = options.session_s
        properties.ReceiveMaximum = options.receive_window
        self._client.connect_async(
            options.host, options.port, options.keepalive_s, clean_start=False, properties=properties
        )
        self._client.loop_start()

    def stop(self) -> None:
        """Say goodbye (the Will is not sent) and end the network thread; at most two seconds.

        A thread that still waits for a broker that is not there is left behind; it ends by itself.
        """
        self._is_leaving = True
        patience_s = _GOODBYE_S if self._is_up.is_set() else _NOBODY_THERE_S
        self._client.disconnect()
        goodbye = threading.Thread(target=self._client.loop_stop, name="mqtt goodbye", daemon=True)
        goodbye.start()
        goodbye.join(patience_s)
        self._is_up.clear()

    def is_up(self) -> bool:
        """Tell whether the broker is connected right now."""
        return self._is_up.is_set()

    def down_s(self) -> float:
        """How long the broker has been away, seconds: since the loss, or since the beginning; 0 while up."""
        return 0.0 if self._is_up.is_set() else time.monotonic() - self._down_at_s

    def wait_up(self, timeout_s: float) -> bool:
        """Wait until connected; False when the time is over first."""
        return self._is_up.wait(timeout_s)

    def ack(self, packet: Packet) -> None:
        """Tell the broker that the packet is safe; a packet of an older connection is left to come again."""
        if packet.qos == 0:
            return
        with self._lock:
            if packet.epoch == self._epoch and self._is_up.is_set():
                self._client.ack(packet.mid, packet.qos)

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
        properties = _properties(PacketTypes.PUBLISH)
        if expiry_s is not None:
            properties.MessageExpiryInterval = max(1, expiry_s)
        result = self._client.publish(topic, payload, qos, retain, properties)
        if result.rc not in {paho.MQTT_ERR_SUCCESS, paho.MQTT_ERR_NO_CONN}:
            raise LinkDown(f"{topic} not sent: {paho.error_string(result.rc)}")

    def _new_client(self, will: Message | None) -> paho.Client:
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._options.client_id,
            protocol=paho.MQTTv5,
            manual_ack=True,
        )
        client.username_pw_set(self._options.username, self._options.password)
        if self._options.ca_file:
            client.tls_set(self._options.ca_file)
        if will is not None:
            topic, payload = encode(will)
            client.will_set(topic, payload, qos=1, retain=True)
        client.reconnect_delay_set(min_delay=1, max_delay=30)
        client.max_inflight_messages_set(self._options.receive_window)
        client.max_queued_messages_set(10_000)
        client.on_connect = self._connected
        client.on_connect_fail = self._unreachable
        client.on_subscribe = self._subscribed
        client.on_disconnect = self._disconnected
        client.on_message = self._received
        return client

    def _connected(
        self, client: paho.Client, _data: object, _flags: object, reason: ReasonCode, _properties: object
    ) -> None:
        if reason.is_failure:
            self._note_trouble(f"refused: {reason}")
            return
        with self._lock:
            self._epoch += 1
            self._trouble = ""
            # A connection made while we leave is not used: nothing may be said after stop().
            if not self._is_leaving:
                self._is_up.set()
        if self._filters:
            client.subscribe([(topic, SubscribeOptions(qos=1)) for topic in self._filters])
        log.info(
            "%s connected to broker %s:%s", self._options.client_id, self._options.host, self._options.port
        )
        if self._on_up is not None:
            try:
                self._on_up()
            except Exception:  # the top of the network thread: it would end without a word
                log.critical("%s failed after connecting", self._options.client_id, exc_info=True)

    def _unreachable(self, _client: paho.Client, _data: object) -> None:
        self._note_trouble("cannot be reached")

    def _note_trouble(self, trouble: str) -> None:
        """Log why there is no connection, once until it changes; paho tries again every few seconds."""
        if trouble != self._trouble and not self._is_leaving:
            options = self._options
            log.error("broker %s:%s, %s: %s", options.host, options.port, options.client_id, trouble)
        self._trouble = trouble

    def _subscribed(
        self, _client: paho.Client, _data: object, _mid: int, reasons: Sequence[ReasonCode], _props: object
    ) -> None:
        for topic, reason in zip(self._filters, reasons, strict=False):
            if reason.is_failure:
                log.error("%s may not hear %s: %s", self._options.client_id, topic, reason)

    def _disconnected(
        self, _client: paho.Client, _data: object, _flags: object, reason: ReasonCode, _properties: object
    ) -> None:
        with self._lock:
            was_up = self._is_up.is_set()
            self._is_up.clear()
            if was_up:
                self._down_at_s = time.monotonic()
        if was_up and not self._is_leaving:
            log.warning("%s lost the broker: %s", self._options.client_id, reason)

    def _received(self, _client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
        if self._on_packet is None:
            return
        packet = Packet(
            message.topic,
            bytes(message.payload),
            message.qos,
            message.retain,
            message.dup,
            message.mid,
            self._epoch,
        )
        try:
            self._on_packet(packet)
        except Exception:  # the top of the network thread: it would end without a word
            log.critical("%s failed at a packet on %s", self._options.client_id, packet.topic, exc_info=True)


def _properties(packet_type: int) -> Properties:
    return Properties(packet_type)  # type: ignore[no-untyped-call]  # paho leaves this class unannotated
