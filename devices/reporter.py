"""How a device speaks so that nothing is lost: number, keep, send, and forget when the hub says so."""

import threading
from collections.abc import Callable
from typing import Protocol

from devices.contract.bodies import AnyBody, HubStatus, Upto
from devices.contract.fields import Signed
from devices.contract.signing import SigningKey
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message, encode
from devices.mqtt import LinkDown
from devices.spool import Letter, Spool

# More than the 4,096 numbers the hub waits for a missing one (hub.domain.sequences): after the spool had to
# drop messages, it confirms again only when it has seen that many newer ones. Below paho's queue of 10,000.
WINDOW = 5_000


class Sender(Protocol):
    """The part of `devices.mqtt.Link` that speaking needs."""

    def publish(
        self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False, expiry_s: int | None = None
    ) -> None:
        """Hand bytes to the broker.

        Raises:
            LinkDown: not taken; publish the same bytes again when the link is up.
        """
        ...


def is_hub_back(message: Message, *, is_retained: bool) -> bool:
    """Tell whether the hub says just now that it is there; a retained word only repeats an earlier one."""
    return isinstance(message.body, HubStatus) and message.body.online and not is_retained


class Reporter:
    """The voice of one device; every method may be called from any thread.

    Wire it to the link as `on_up=reporter.resend`, and give it every `Upto` that arrives. Numbers begin
    with 1 at each boot and rise by one.

    Args:
        site: the township's id.
        device: the device's id.
        link: where messages go; being down is no error here.
        spool: an opened spool; several reporters may share one.
        boot: the number already taken by `spool.next_boot` (a Will needs it before the link is built);
            None takes the next one here.
        key: signs what is signed (receipts) before it is kept; None leaves it unsigned.
        window: most messages of this boot sent and not yet confirmed; the others wait in the spool.

    Raises:
        SpoolFailed: the boot number cannot be kept.
    """

    def __init__(  # noqa: PLR0913  each is something else, and most are named where they are given
        self,
        site: str,
        device: str,
        link: Sender,
        spool: Spool,
        *,
        boot: int | None = None,
        key: SigningKey | None = None,
        window: int = WINDOW,
    ) -> None:
        self._site = site
        self._device = device
        self._link = link
        self._spool = spool
        self._key = key
        self._window = window
        self._lock = threading.Lock()
        self._seq = 0
        self._sent_row = 0
        self._declared: dict[Kind, tuple[str, bytes]] = {}
        self.boot = spool.next_boot(device) if boot is None else boot

    def report(self, kind: Kind, name: str, build: Callable[[int, int], AnyBody]) -> None:
        """Say something that must not be lost.

        Args:
            kind: tele, event or ack.
            name: the event type or the command's id; "" for tele.
            build: makes the body from (boot, seq).

        Raises:
            SpoolFailed: the disk did not take it and it was not sent; its number is used again.
        """
        with self._lock:
            seq = self._seq + 1
            address = device_address(self._site, self._device, kind, name)
            topic, payload = encode(self._signed(Message(address, build(self.boot, seq))))
            self._spool.keep(Letter(self._device, self.boot, seq, topic, payload))
            self._seq = seq
            self._send_more()

    def declare(self, kind: Kind, body: AnyBody) -> None:
        """Say how things stand: a retained birth, status or state, said again after every reconnection.

        Only the newest of each kind counts, so it has no number and is not kept on disk.
        """
        topic, payload = encode(Message(device_address(self._site, self._device, kind), body))
        with self._lock:
            self._declared[kind] = (topic, payload)
            self._try(topic, payload, retain=True)

    def handle_upto(self, upto: Upto) -> None:
        """Forget what the hub holds safely, and send what waited for room in the window."""
        with self._lock:
            self._spool.forget(self._device, upto.boot, upto.seq)
            self._send_more()

    def resend(self) -> None:
        """Say everything again that is not confirmed, oldest first.

        For the moment a connection is made, and for the moment the hub says that it is there again: what
        was said while a new broker knew no hub yet was thrown away.
        """
        with self._lock:
            self._sent_row = 0
            for topic, payload in self._declared.values():
                self._try(topic, payload, retain=True)
            self._send_more()

    def _signed(self, message: Message) -> Message:
        if self._key is None or not isinstance(message.body, Signed):
            return message
        return self._key.sign(message)

    def _send_more(self) -> None:
        # What earlier boots left and the hub cannot confirm, for a number is missing, must not block this.
        under_way = self._spool.held(self._device, boot=self.boot, until_row=self._sent_row)
        room = self._window - under_way
        if room <= 0:
            return
        for row, letter in self._spool.after(self._device, self._sent_row, room):
            if not self._try(letter.topic, letter.payload, qos=letter.qos, retain=letter.retain):
                return
            self._sent_row = row

    def _try(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:
        try:
            self._link.publish(topic, payload, qos=qos, retain=retain)
        except LinkDown:
            return False
        return True
