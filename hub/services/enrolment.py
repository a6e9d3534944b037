"""Whose key is whose: speakers present their public keys, and their receipts are checked with them."""

import logging
from datetime import datetime

from devices.contract.faults import Fault
from devices.contract.receipts import Ack
from devices.contract.signing import NotAuthentic, PublicKey
from devices.contract.topics import BadMessage
from hub.books import Transaction
from hub.domain.speaker_keys import Presented, presented

log = logging.getLogger(__name__)


def present(tx: Transaction, device: str, said: Presented, at: datetime) -> None:
    """Note the key that a registered speaker came with; only its first one counts by itself.

    The broker lets nobody else speak on its topic. One that makes no sense is told of and not kept.
    """
    try:
        PublicKey.read(said.public_key)
    except ValueError as error:
        log.warning("speaker %s came with a key that cannot be used: %s", device, error)
        return
    known = tx.keys.speaker(device)
    after = presented(known, device, said, at)
    if after == known:
        return
    tx.keys.put(after)
    if after.offered and (known is None or after.offered != known.offered):
        log.warning("speaker %s came with another key than it is known by; a person must accept it", device)
    elif known is None:
        log.info("speaker %s is known by key %s", device, PublicKey.read(said.public_key).name)


def begin_anew(tx: Transaction, device: str) -> None:
    """Let the next key that a speaker presents count; one that was revoked is never forgotten."""
    known = tx.keys.speaker(device)
    if known is not None and known.is_believed:
        tx.keys.forget(device)


def is_signed(tx: Transaction, device: str, topic: str, payload: bytes, ack: Ack) -> bool:
    """Tell whether a receipt bears the signature of its speaker; False of one that has no key at all.

    Raises:
        BadMessage: it has a key, and this was not signed with it, or the key is revoked; dead-letter it.
    """
    known = tx.keys.speaker(device)
    if known is None:
        return False
    if not known.is_believed:
        raise BadMessage(f"the key of speaker {device!r} is revoked", Fault.SENDER)
    try:
        PublicKey.read(known.public_key).check(topic, payload, ack)
    except NotAuthentic as error:
        raise BadMessage(f"receipt of {device!r} is not believed: {error}", Fault.SENDER) from error
    return True
