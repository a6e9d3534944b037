"""The hub's key is changed under way, and no speaker is lost by it."""

from pathlib import Path

import pytest

from devices.contract.bodies import Birth, DeviceClass
from devices.contract.commands import TrustedKeys
from devices.contract.signing import SigningKey
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message, encode
from devices.keys import BadKeyFile, kept_key, new_key
from devices.mqtt import LinkDown
from hub.domain.instants import millis
from hub.orders import replace_key, signing
from hub.services.key_rotation import KeyRotation
from hub.services.signing import SignedBus, Signing
from tests.builders import NOON, SITE, a_record
from tests.hub.services.conftest import Hub
from tests.hub.services.test_signing import an_order

OLD, NEW, HORN = new_key(), new_key(), new_key()


class Change:
    """A hub whose key is being changed, and one speaker that presents itself as the test says."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.over: list[bool] = []
        self.signing = Signing(hub.ledger, hub.clock, NEW, OLD)
        self.bus = SignedBus(hub.bus, self.signing)
        self.rotation = KeyRotation(
            SITE, hub.ledger, hub.clock, self.signing, self.bus, lambda: self.over.append(True)
        )
        self.births = 0

    def presents(self, *believes: SigningKey) -> None:
        self.births += 1
        body = Birth(
            id="horn-1", device_class=DeviceClass.SPEAKER, boot=1, at_ms=millis(NOON), period_s=60,
            public_key=HORN.public.text, believes=tuple(key.public.name for key in believes),
        )  # fmt: skip
        birth = Message(device_address(SITE, "horn-1", Kind.BIRTH), body)
        self.hub.hear(a_record(self.births, birth))

    def step(self) -> list[tuple[str, tuple[str, ...]]]:
        """Who signed the orders of this step, and which keys they name."""
        before = len(self.hub.bus.sent)
        self.rotation.step()
        orders = [m.body for m in self.hub.bus.sent[before:] if isinstance(m.body, TrustedKeys)]
        return [(order.key, order.trusted) for order in orders]


@pytest.fixture
def change(hub: Hub) -> Change:
    built = Change(hub)
    built.presents(OLD)
    built.signing.begin()
    return built


def test_a_speaker_hears_of_the_new_key_by_the_old_one_and_then_forgets_that(change: Change) -> None:
    assert change.step() == [(OLD.public.name, (NEW.public.text, OLD.public.text))]
    change.presents(NEW, OLD)
    assert change.step() == [(NEW.public.name, (NEW.public.text,))]
    change.presents(NEW)
    assert change.step() == []
    assert change.over == [True]
    change.rotation.step()
    assert change.over == [True]


def test_until_it_obeys_the_new_key_orders_are_signed_by_the_old_one(change: Change, hub: Hub) -> None:
    def signer() -> str:
        change.bus.send(an_order())
        return hub.bus.sent[-1].body.key

    assert signer() == OLD.public.name
    change.presents(NEW, OLD)
    change.rotation.step()
    assert signer() == NEW.public.name


def test_one_that_is_away_is_told_again_but_not_at_once(change: Change, hub: Hub) -> None:
    assert len(change.step()) == 1
    assert change.step() == []
    hub.clock.move(601)
    assert len(change.step()) == 1


def test_while_the_broker_is_away_nobody_counts_as_told(change: Change, hub: Hub) -> None:
    hub.bus.is_down = True
    with pytest.raises(LinkDown):
        hub.bus.send(an_order())
    assert change.step() == []
    hub.bus.is_down = False
    assert len(change.step()) == 1


def test_without_a_key_before_there_is_nothing_to_do(hub: Hub) -> None:
    single = Signing(hub.ledger, hub.clock, NEW)
    single.begin()
    KeyRotation(SITE, hub.ledger, hub.clock, single, SignedBus(hub.bus, single), lambda: None).step()

    assert (single.key_before, hub.bus.sent) == (None, [])


def test_a_key_is_replaced_once_until_that_is_over(hub: Hub, tmp_path: Path) -> None:
    old = kept_key(tmp_path / "keys" / "hub.key")
    public = replace_key(tmp_path)

    made = signing(tmp_path, hub.ledger, hub.clock)
    assert (made.public_key, made.key_before) == (public, old.public)
    with pytest.raises(BadKeyFile, match="the last replacement is not over"):
        replace_key(tmp_path)
    (tmp_path / "keys" / "hub-before.key").unlink()
    assert replace_key(tmp_path) != public


def test_what_is_signed_by_either_key_is_what_a_speaker_set_up_with_it_obeys(change: Change) -> None:
    change.bus.send(an_order())
    message = change.hub.bus.sent[-1]

    OLD.public.check(*encode(message), message.body)
