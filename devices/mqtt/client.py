"""paho's client as this project needs it: MQTT 5, manual acknowledgement, a buffered socket."""

import logging
from collections.abc import Callable

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from devices.contract.wire import Message, encode
from devices.mqtt.buffered_socket import BufferedSocket
from devices.mqtt.options import LinkOptions
from devices.mqtt.publication import NoPublication

log = logging.getLogger(__name__)
_MOST_QUEUED = 10_000


class Client(paho.Client):
    """paho's client on a buffered socket, reading publications with less ado.

    Of 30 µs that paho took for a publication 14 went into an empty set of properties and two objects nobody
    asked for (profile of 30,000 messages, CPython 3.11, 2026-11). Both methods are paho's own; a version
    without them would do the same more slowly, which tests/devices/mqtt/test_link.py notices.
    """

    on_publication: Callable[[int, bytearray], None]
    _buffered: BufferedSocket | None = None

    @property
    def connection(self) -> BufferedSocket | None:
        """The socket of the connection, None when there is none."""
        return None if self.socket() is None else self._buffered

    def _create_socket(self) -> BufferedSocket:
        self._buffered = BufferedSocket(super()._create_socket())
        return self._buffered

    def _handle_publish(self) -> MQTTErrorCode:
        try:
            self.on_publication(self._in_packet["command"], self._in_packet["packet"])
        except NoPublication as error:
            log.warning("the broker broke the protocol: %s", error)
            return MQTTErrorCode.MQTT_ERR_PROTOCOL
        return MQTTErrorCode.MQTT_ERR_SUCCESS


def make_client(options: LinkOptions, will: Message | None) -> Client:
    """Make a client that is not connected yet; `aim` it next."""
    client = Client(
        CallbackAPIVersion.VERSION2,
        client_id=options.client_id,
        protocol=paho.MQTTv5,
        manual_ack=True,
    )
    client.username_pw_set(options.username, options.password)
    if options.ca_file:
        client.tls_set(options.ca_file)
    if will is not None:
        topic, payload = encode(will)
        client.will_set(topic, payload, qos=1, retain=True)
    client.max_inflight_messages_set(options.receive_window)
    client.max_queued_messages_set(_MOST_QUEUED)
    return client


def aim(client: Client, options: LinkOptions) -> None:
    """Say whom the next `reconnect` reaches, with which session."""
    properties = _properties(PacketTypes.CONNECT)
    properties.SessionExpiryInterval = options.session_s
    properties.ReceiveMaximum = options.receive_window
    # paho asks after one silent keepalive and waits another one: a broker that hangs is noticed after 1.5.
    keepalive_s = max(1, options.keepalive_s * 3 // 4)
    client.connect_async(options.host, options.port, keepalive_s, clean_start=False, properties=properties)


def subscribe_options(*, is_overheard: bool, is_first: bool) -> SubscribeOptions:
    """Hear what is retained when this process begins, and later only when the broker forgot us."""
    handling = (
        SubscribeOptions.RETAIN_SEND_ON_SUBSCRIBE if is_first else SubscribeOptions.RETAIN_SEND_IF_NEW_SUB
    )
    return SubscribeOptions(
        qos=1, noLocal=is_overheard, retainAsPublished=is_overheard, retainHandling=handling
    )


def publish_properties(expiry_s: int | None) -> Properties | None:
    """The properties of a publication; `expiry_s` lets the broker drop it when it is too late.

    An empty set of them takes paho 8 µs to make, so there is none without need.
    """
    if expiry_s is None:
        return None
    properties = _properties(PacketTypes.PUBLISH)
    properties.MessageExpiryInterval = max(1, expiry_s)
    return properties


def _properties(packet_type: int) -> Properties:
    return Properties(packet_type)  # type: ignore[no-untyped-call]  # paho leaves this class unannotated
