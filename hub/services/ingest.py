"""Ingest: one batch of journal records becomes states, tickets, receipts and points, in one transaction."""

import logging
from collections.abc import Callable, Sequence
from typing import TypeAlias

from devices.contract.topics import BadMessage
from devices.contract.wire import Message
from hub.books import HeldMessage, Transaction
from hub.domain.area import Catalog
from hub.domain.instants import instant
from hub.domain.intake import DeadLetter, Outcome
from hub.journal_format import Record
from hub.ports import StoreDown
from hub.services.batch import Applied, Batch, Heard
from hub.services.hearing import Hearing, note_number
from hub.services.known_states import KnownStates

log = logging.getLogger(__name__)

Read: TypeAlias = Callable[[str, bytes, Catalog], Message]


class Ingest:
    """Gives every message its effect exactly once.

    Args:
        read: (topic, payload, catalog) -> message of the contract, or BadMessage.
        hearing: what each kind of message does.
    """

    def __init__(self, read: Read, hearing: Hearing) -> None:
        self._read = read
        self._hearing = hearing
        self._known = KnownStates()

    def apply(self, tx: Transaction, catalog: Catalog, records: Sequence[Record]) -> Applied:
        """Work through records and move the cursor behind them, all or nothing.

        Raises:
            StoreDown: the ledger failed; leave the transaction, `forget`, and apply the same records again.
        """
        batch = Batch(tx, catalog)
        heard = [item for record in records if (item := self._decoded(batch, record)) is not None]
        batch.states.update(self._known.load(tx.intake, {item.device for item in heard}))
        for item in heard:
            batch.count(item, self._one(batch, item))
        points = batch.write(instant(records[-1].entry.received_ms))
        tx.intake.move_cursor(records[-1].seq)
        changed = {device: batch.states[device] for device in batch.changed}
        self._known.keep(changed.values())
        return Applied(changed, batch.safe_upto(), points)

    def forget(self) -> None:
        """Trust nothing that a transaction left in memory: for one that was not kept."""
        self._known.forget()

    def replay(self, tx: Transaction, catalog: Catalog, device: str, held: Sequence[HeldMessage]) -> None:
        """Give the held messages of a newly claimed device their effect, at the times they were received.

        They were counted when they came, so the balance does not count them again. The caller begins the
        device's state anew, so that their numbers are not taken for duplicates.
        """
        batch = Batch(tx, catalog)
        for item in held:
            try:
                message = self._read(item.topic, item.payload, catalog)
            except BadMessage as error:
                letter = DeadLetter(
                    item.seq, item.topic, item.payload, str(error), device, item.received_at, is_partial=True
                )
                batch.letters.append(letter)
                continue
            self._one(batch, Heard(item.seq, item.topic, item.payload, item.received_at, message=message))
        if held:
            batch.write(held[-1].received_at)
        self._known.forget(device)

    def _decoded(self, batch: Batch, record: Record) -> Heard | None:
        entry = record.entry
        at = instant(entry.received_ms)
        try:
            message = self._read(entry.topic, entry.payload, batch.catalog)
        except BadMessage as error:
            letter = DeadLetter(record.seq, entry.topic, entry.payload, str(error), "", at)
            batch.letters.append(letter)
            batch.totals[Outcome.DEAD_LETTER] += 1
            return None
        return Heard(record.seq, entry.topic, entry.payload, at, message, is_retained=entry.is_retained)

    def _one(self, batch: Batch, heard: Heard) -> Outcome:
        try:
            return self._hearing.hear(batch, heard)
        except StoreDown:  # the message is good: the whole batch waits for the ledger
            raise
        except BadMessage as error:
            batch.letters.append(heard.letter(str(error)))
            note_number(batch, heard)
        except Exception as error:  # a packet that meets a bug of ours must not stop a village
            log.exception("message %d on %s met a bug", heard.seq, heard.topic)
            batch.letters.append(heard.letter(f"the hub failed on it: {type(error).__name__}: {error}"))
        return Outcome.DEAD_LETTER

