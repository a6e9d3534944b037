"""Only who holds the key can have written a signed message, and only for its topic."""

from base64 import b64encode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.contract.bodies import Status
from devices.contract.commands import Cancel, Refusal
from devices.contract.fields import Signed
from devices.contract.signing import NotAuthentic, PublicKey
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message, decode, encode
from devices.keys import new_key
from tests.devices.contract.messages import BODIES, messages

KEY, OTHER = new_key(), new_key()
SIGNED = [body for body in BODIES if issubclass(body, Signed)]


def an_order(**changes: object) -> Message:
    fields: dict[str, object] = {
        "id": "c-1", "issued_ms": 1, "not_before_ms": 1, "expires_ms": 9, "audience": "horn-1",
        "announcement": "an-1",
    }  # fmt: skip
    return Message(device_address("lz", "horn-1", Kind.CMD, "cancel"), Cancel(**fields | changes))


def refusal(topic: str, payload: bytes, key: PublicKey = KEY.public) -> Refusal | None:
    body = decode(topic, payload).body
    assert isinstance(body, Signed)
    try:
        key.check(topic, payload, body)
    except NotAuthentic as error:
        return error.refusal
    return None


@given(st.sampled_from(SIGNED).flatmap(messages))
def test_what_is_signed_is_believed_and_comes_back_as_it_was(message: Message) -> None:
    signed = KEY.sign(message)
    topic, payload = encode(signed)

    assert refusal(topic, payload) is None
    assert decode(topic, payload) == signed


@given(st.data())
def test_whatever_byte_is_changed_it_is_not_believed(data: st.DataObject) -> None:
    topic, payload = encode(KEY.sign(an_order()))
    place = data.draw(st.integers(0, len(payload) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != payload[place]))
    altered = payload[:place] + bytes([other]) + payload[place + 1 :]

    try:
        body = decode(topic, altered).body
    except ValueError:
        return
    assert isinstance(body, Signed)
    with pytest.raises(NotAuthentic):
        KEY.public.check(topic, altered, body)


def test_an_order_is_signed_for_its_topic() -> None:
    topic, payload = encode(KEY.sign(an_order()))

    assert refusal(topic.replace("horn-1", "horn-2"), payload) is Refusal.FORGED
    assert refusal(topic.replace("/lz/", "/xz/"), payload) is Refusal.FORGED


def test_what_another_key_signed_is_not_believed() -> None:
    topic, payload = encode(OTHER.sign(an_order()))
    pretending = payload.replace(OTHER.public.name.encode(), KEY.public.name.encode())

    assert refusal(topic, payload) is Refusal.UNKNOWN_KEY
    assert refusal(topic, pretending) is Refusal.FORGED


def test_what_is_not_signed_is_not_believed() -> None:
    assert refusal(*encode(an_order())) is Refusal.UNSIGNED


def test_a_signature_anywhere_but_at_the_end_is_none() -> None:
    topic, payload = encode(KEY.sign(an_order()))

    assert refusal(topic, payload[:-1] + b',"more":1}') is Refusal.UNSIGNED


@pytest.mark.parametrize("algorithm", ["none", "", "sm2-sm3"])
def test_a_message_cannot_choose_a_weaker_way(algorithm: str) -> None:
    topic, payload = encode(KEY.sign(an_order()))

    assert refusal(topic, payload.replace(b'"ed25519"', f'"{algorithm}"'.encode())) is Refusal.DOWNGRADED


@pytest.mark.parametrize("signature", ["AAAA", "=" * 8, "A" * 88])
def test_a_signature_that_is_none_is_forged(signature: str) -> None:
    signed = KEY.sign(an_order())
    altered = replace(signed, body=signed.body.model_copy(update={"signature": signature}))

    assert refusal(*encode(altered)) is Refusal.FORGED


def test_what_an_older_speaker_does_not_know_is_signed_all_the_same() -> None:
    topic, payload = encode(an_order(algorithm="ed25519", key=KEY.public.name))
    text = payload[:-1] + b',"new":[1,2]'
    signature = b64encode(KEY.private.sign(b"vh1 signed message\n" + topic.encode() + b"\n" + text))

    assert refusal(topic, text + b',"sig":"' + signature + b'"}') is None


def test_what_is_never_signed_cannot_be() -> None:
    status = Message(device_address("lz", "horn-1", Kind.STATUS), Status(online=True, boot=1))

    with pytest.raises(TypeError, match="Status is never signed"):
        KEY.sign(status)


def test_a_public_key_is_read_as_it_was_written() -> None:
    assert PublicKey.read(KEY.public.text) == KEY.public


@pytest.mark.parametrize("text", ["", "ed25519:AAAA", "sm2:" + "A" * 43 + "=", "ed25519:" + "A" * 44])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected ed25519: and 32 bytes"):
        PublicKey.read(text)


def test_one_signature_is_written_in_one_way_only() -> None:
    topic, payload = encode(KEY.sign(an_order()))
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = alphabet.index(payload[-5])  # of its six bits the lower four mean nothing
    other = payload[:-5] + alphabet[last ^ 1 : (last ^ 1) + 1] + payload[-4:]

    assert refusal(topic, other) is Refusal.FORGED
