"""A speaker is known by the first key it comes with, and its receipts by that key alone."""

import pytest

from devices.contract.bodies import Phase, SecurityEvent
from devices.contract.commands import Refusal
from devices.contract.receipts import Stage
from devices.contract.signing import SigningKey
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message
from devices.keys import new_key
from hub.domain.announcements import DeliveryState
from hub.domain.instants import millis
from hub.domain.speaker_keys import revoked
from tests.builders import NOON, SITE, a_birth, a_record, an_ack, at
from tests.hub.services.conftest import Hub
from tests.hub.services.test_broadcast import announced, delivery

KEY, OTHER = new_key(), new_key()


def known(hub: Hub) -> tuple[str, str] | None:
    with hub.ledger.read() as tx:
        key = tx.keys.speaker("horn-1")
    return None if key is None else (key.public_key, key.offered)


def test_the_first_key_of_a_speaker_is_the_one_it_is_known_by(hub: Hub) -> None:
    hub.hear(a_record(1, a_birth(KEY)), a_record(2, a_birth(KEY)))

    assert known(hub) == (KEY.public.text, "")


def test_another_key_waits_for_a_person(hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    hub.hear(a_record(1, a_birth(KEY)), a_record(2, a_birth(OTHER, boot=2)))

    assert known(hub) == (KEY.public.text, OTHER.public.text)
    assert "a person must accept it" in caplog.text


@pytest.mark.parametrize("text", ["", "rsa:xyz"])
def test_what_is_no_key_is_not_kept(hub: Hub, text: str) -> None:
    hub.hear(a_record(1, a_birth(text=text)))

    assert known(hub) is None


def played(hub: Hub, key: SigningKey | None) -> DeliveryState:
    made = announced(hub)
    hub.sending.push()
    ack = an_ack(delivery(hub, made).id, Stage.RECEIVED)
    hub.hear(a_record(9, ack if key is None else key.sign(ack)))
    return delivery(hub, made).state


def test_a_receipt_signed_with_its_key_counts(hub: Hub) -> None:
    hub.hear(a_record(1, a_birth(KEY)))

    assert played(hub, KEY) is DeliveryState.RECEIVED


@pytest.mark.parametrize("key", [OTHER, None])
def test_a_receipt_not_signed_by_its_speaker_is_set_aside(hub: Hub, key: SigningKey | None) -> None:
    hub.hear(a_record(1, a_birth(KEY)))

    assert played(hub, key) is DeliveryState.SENT
    assert [reason[:33] for reason in hub.letters()] == ["receipt of 'horn-1' is not believed"[:33]]


def test_after_its_key_was_revoked_no_receipt_counts(hub: Hub) -> None:
    hub.hear(a_record(1, a_birth(KEY)))
    with hub.ledger.write() as tx:
        key = tx.keys.speaker("horn-1")
        assert key is not None
        tx.keys.put(revoked(key, at(1)))

    assert played(hub, KEY) is DeliveryState.SENT
    assert hub.letters() == ["the key of speaker 'horn-1' is revoked"]


def test_what_a_speaker_refused_is_a_point_and_a_warning(hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    body = SecurityEvent(
        id="e-1", at_ms=millis(NOON), boot=1, seq=1, phase=Phase.START, refusal=Refusal.FORGED,
        topic="vh1/daxi/d/horn-1/cmd/announce", command="c-1", more=2,
    )  # fmt: skip
    event = Message(device_address(SITE, "horn-1", Kind.EVENT, "security"), body)
    hub.hear(a_record(1, event))
    hub.hear(a_record(2, event))

    (point,) = hub.points("security")
    assert point.fields["refused"] == 3
    assert point.fields["refusal"] == "forged"
    assert "refused an order" in caplog.text
