"""Signatures of orders and receipts: made over the bytes and the topic, checked as they came. Pure.

`algorithm` travels with the message so that SM2 with SM3 can follow; the key decides which one is right.
"""

import base64
import hashlib
import re
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from devices.contract.commands import Refusal
from devices.contract.fields import Signed
from devices.contract.wire import Message, encode

ED25519 = "ed25519"
# A signature of something else with the same key must never pass for one of a message.
_PURPOSE = b"vh1 signed message\n"
_SEALED = re.compile(rb'\A(\{.*),"sig":"([A-Za-z0-9+/=]+)"\}\Z', re.DOTALL)
_KEY_TEXT = re.compile(r"ed25519:([A-Za-z0-9+/]{43}=)")


class NotAuthentic(ValueError):
    """A message that its alleged sender did not write so; obey nothing of it. `refusal` says why."""

    def __init__(self, refusal: Refusal, reason: str) -> None:
        super().__init__(reason)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Whose signatures can be checked with it is what its keeper notes; `raw` are its 32 bytes."""

    raw: bytes

    @classmethod
    def read(cls, text: str) -> "PublicKey":
        """Take what `text` wrote.

        Raises:
            ValueError: another algorithm, or no key at all; ask for `ed25519:` and 32 bytes in base64.
        """
        found = _KEY_TEXT.fullmatch(text)
        if found is None:
            raise ValueError(f"key {text[:80]!r}: expected ed25519: and 32 bytes in base64")
        return cls(base64.b64decode(found[1]))

    @property
    def text(self) -> str:
        """As it is written into settings, births and orders."""
        return f"{ED25519}:{base64.b64encode(self.raw).decode()}"

    @property
    def name(self) -> str:
        """Short name of it in messages: 64 bits of its SHA-256, in hex."""
        return hashlib.sha256(self.raw).hexdigest()[:16]

    def check(self, topic: str, payload: bytes, body: Signed) -> None:
        """Make sure that the owner of this key wrote these bytes for this topic.

        Args:
            topic: where they came.
            payload: as they came.
            body: what `wire.decode` read in them.

        Raises:
            NotAuthentic: obey nothing of it.
        """
        sealed = _SEALED.match(payload)
        if sealed is None or not body.signature:
            raise NotAuthentic(Refusal.UNSIGNED, f"{topic}: no signature at its end")
        if body.algorithm != ED25519:
            raise NotAuthentic(Refusal.DOWNGRADED, f"{topic}: signed by {body.algorithm!r}, not {ED25519}")
        if body.key != self.name:
            raise NotAuthentic(Refusal.UNKNOWN_KEY, f"{topic}: signed with key {body.key!r}, not {self.name}")
        try:
            signature = _bytes_of(sealed[2])
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, _statement(topic, sealed[1]))
        except (InvalidSignature, ValueError) as error:
            raise NotAuthentic(Refusal.FORGED, f"{topic}: its signature is wrong") from error


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key, made by devices.keys; nothing of it may be logged."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        """What others check its signatures with."""
        return PublicKey(self.private.public_key().public_bytes_raw())

    def sign(self, message: Message) -> Message:
        """Sign a message for its topic; `wire.encode` then writes the bytes that were signed.

        Raises:
            TypeError: messages of this kind are not signed.
        """
        body = message.body
        if not isinstance(body, Signed):
            raise TypeError(f"{message.address.topic()}: {type(body).__name__} is never signed")
        named = body.model_copy(update={"algorithm": ED25519, "key": self.public.name, "signature": ""})
        topic, text = encode(replace(message, body=named))
        signature = base64.b64encode(self.private.sign(_statement(topic, text[:-1]))).decode()
        return replace(message, body=named.model_copy(update={"signature": signature}))


def _bytes_of(text: bytes) -> bytes:
    """Read base64 that is written in the one right way, so that no two texts are the same signature."""
    signature = base64.b64decode(text, validate=True)
    if base64.b64encode(signature) != text:
        raise ValueError("bits that mean nothing are set")
    return signature


def _statement(topic: str, text: bytes) -> bytes:
    """What is signed: what it is for, where it goes, and the object without its end."""
    return _PURPOSE + topic.encode() + b"\n" + text
