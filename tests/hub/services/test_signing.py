"""What leaves the hub as an order is numbered and signed."""

from pathlib import Path

import pytest

from devices.contract.commands import Cancel
from devices.contract.signing import SigningKey
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message, encode
from devices.keys import kept_key, new_key
from hub.adapters.ledger.database import SqlLedger
from hub.domain.instants import millis
from hub.orders import PUBLIC_KEY, signing
from hub.services.signing import SignedBus, Signing
from tests.builders import NOON, SITE, a_status
from tests.fakes import FakeBus, FakeClock
from tests.hub.services.conftest import Hub

KEY = new_key()


def an_order(device: str = "horn-1") -> Message:
    body = Cancel(id="c", issued_ms=1, not_before_ms=1, expires_ms=9, audience=device, announcement="an-1")
    return Message(device_address(SITE, device, Kind.CMD, "cancel"), body)


def begun(ledger: SqlLedger, key: SigningKey = KEY, clock: FakeClock | None = None) -> Signing:
    made = Signing(ledger, clock or FakeClock(NOON), key)
    made.begin()
    return made


def sent(bus: FakeBus) -> list[Cancel]:
    return [message.body for message in bus.sent if isinstance(message.body, Cancel)]


def test_an_order_is_sent_with_number_and_signature(hub: Hub) -> None:
    made = begun(hub.ledger)
    SignedBus(hub.bus, made).send(an_order(), expiry_s=5)

    (order,) = sent(hub.bus)
    assert (order.epoch, order.counter) == (millis(NOON) // 1000, 1)
    made.public_key.check(*encode(hub.bus.sent[0]), order)


def test_each_audience_has_numbers_of_its_own(hub: Hub) -> None:
    bus = SignedBus(hub.bus, begun(hub.ledger))
    for device in ("horn-1", "horn-2", "horn-1"):
        bus.send(an_order(device))

    assert [(order.audience, order.counter) for order in sent(hub.bus)] == [
        ("horn-1", 1),
        ("horn-2", 1),
        ("horn-1", 2),
    ]


def test_each_start_begins_a_higher_epoch_though_the_clock_goes_back(hub: Hub) -> None:
    first = begun(hub.ledger).epoch
    clock = FakeClock(NOON)
    clock.move(-86_400)

    assert begun(hub.ledger, clock=clock).epoch == first + 1


def test_what_is_no_order_is_sent_as_it_is(hub: Hub) -> None:
    SignedBus(hub.bus, begun(hub.ledger)).send(a_status(online=True))

    assert hub.bus.sent == [a_status(online=True)]


def test_without_an_epoch_nothing_is_ordered(hub: Hub) -> None:
    with pytest.raises(RuntimeError, match="begin"):
        Signing(hub.ledger, FakeClock(NOON), KEY).sign(an_order())


def test_only_orders_are_signed(hub: Hub) -> None:
    with pytest.raises(TypeError, match="no order"):
        begun(hub.ledger).sign(a_status(online=True))


def test_the_public_key_lies_beside_the_private_one(hub: Hub, tmp_path: Path) -> None:
    made = signing(tmp_path, hub.ledger, FakeClock(NOON))

    assert (tmp_path / PUBLIC_KEY).read_text() == made.public_key.text + "\n"
    assert kept_key(tmp_path / "keys" / "hub.key").public == made.public_key
