"""Ingest: one batch of journal records becomes states, tickets, receipts and points, in one transaction."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from devices.contract.bodies import Telemetry
from devices.contract.faults import Fault
from devices.contract.topics import BadMessage
from devices.contract.wire import Message
from hub.books import HeldMessage, Transaction
from hub.domain.area import Catalog
from hub.domain.dead_letters import DeadLetter, speaker
from hub.domain.instants import instant, millis
from hub.domain.intake import Outcome
from hub.domain.readings import Reading, remember
from hub.domain.telemetry import judge
from hub.journal.format import Entry, Record
from hub.ports import StoreDown
from hub.services.batch import Applied, Batch, Heard
from hub.services.carrying import let_carriers_live, note_ways
from hub.services.hearing import Hearing, note_number
from hub.services.known_states import KnownStates

log = logging.getLogger(__name__)

_LONGEST_REASON = 1_000
Read: TypeAlias = Callable[[str, bytes, Catalog], Message]


@dataclass(frozen=True, slots=True)
class Reread:
    """What became of a dead letter that was read again; `left` is what had to be set aside of it again."""

    letter: DeadLetter
    outcome: Outcome
    left: tuple[DeadLetter, ...]


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
        lost = records[-1].seq - tx.intake.cursor() - len(records)
        if lost > 0:
            log.error("%d messages up to %d are lost: no record bears their numbers", lost, records[-1].seq)
            batch.tally("", Outcome.LOST, lost)
        heard, unread = self._decoded(batch, records)
        devices = {item.device for item in heard} | {letter.device for letter in unread}
        batch.states.update(self._known.load(tx.intake, devices))
        for letter in unread:
            batch.set_aside(letter)
            batch.tally(letter.device, Outcome.DEAD_LETTER)
        for item in heard:
            batch.count(item, self._one(batch, item))
        self._note_gateways(batch, heard)
        points = batch.write(instant(records[-1].entry.received_ms))
        tx.intake.move_cursor(records[-1].seq)
        changed = {device: batch.states[device] for device in batch.changed}
        self._known.keep(changed.values())
        return Applied(changed, batch.safe_upto(), points)

    def forget(self) -> None:
        """Trust nothing that a transaction left in memory: for one that was not kept."""
        self._known.forget()

    def refused(self, tx: Transaction, messages: Mapping[str, int]) -> None:
        """Count so many messages of each device as dead letters: the series store took nothing of them.

        Raises:
            StoreDown: the ledger failed; leave the transaction.
        """
        moved: Counter[Outcome] = Counter()
        nobodys: Counter[Outcome] = Counter()
        for device, count in messages.items():
            change = Counter({Outcome.STORED: -count, Outcome.DEAD_LETTER: count})
            moved.update(change)
            state = tx.intake.states([device]).get(device)
            if state is None:
                nobodys.update(change)
                continue
            counts = Counter(state.counts)
            counts.update(change)
            tx.intake.keep_states([state._replace(counts=counts)])
            self._known.forget(device)
        tx.intake.count(moved, nobodys)

    def replay(self, tx: Transaction, catalog: Catalog, device: str, held: Sequence[HeldMessage]) -> None:
        """Give the held messages of a newly claimed device their effect, at the times they were received.

        They were counted as stored when they came; only what turns out to be unusable is counted anew. The
        caller begins the device's state anew, so that their numbers are not taken for duplicates.
        """
        batch = Batch(tx, catalog)
        batch.states.update(tx.intake.states([device]))
        records = [_held_record(item) for item in held]
        heard, unread = self._decoded(batch, records)
        for letter in unread:
            batch.set_aside(replace(letter, device=device))
        unusable = len(unread) + [self._one(batch, item) for item in heard].count(Outcome.DEAD_LETTER)
        self._note_gateways(batch, heard)
        if unusable:
            batch.tally(device, Outcome.STORED, -unusable)
            batch.tally(device, Outcome.DEAD_LETTER, unusable)
        if held:
            batch.write(held[-1].received_at)
        for changed in {device, *batch.changed}:
            self._known.forget(changed)

    def look_again(self, tx: Transaction, catalog: Catalog, device: str, held: Sequence[HeldMessage]) -> None:
        """Show of a device that waits unclaimed what the products of now read in its kept messages."""
        before = tx.intake.states([device]).get(device)
        if before is None:
            return
        records = [_held_record(item) for item in held]
        heard, _ = self._decoded(Batch(tx, catalog), records)
        readings: dict[str, Reading] = {}
        for item in heard:
            if item.device == device and isinstance(item.message.body, Telemetry):
                for sample in judge(item.message.body, item.at):
                    remember(readings, sample)
        tx.intake.keep_states([before._replace(readings=readings)])
        self._known.forget(device)

    def begin_anew(self, tx: Transaction, device: str) -> None:
        """Let the numbers of a device begin anew: other hardware speaks under its id from now on."""
        tx.intake.keep_states([state.replaced() for state in tx.intake.states([device]).values()])
        self._known.forget(device)

    def reread(
        self, tx: Transaction, catalog: Catalog, letters: Sequence[DeadLetter], now: datetime
    ) -> Sequence[Reread]:
        """Give dead letters their effect after a fix, at the times they were received.

        What is usable now moves in the balance from where it was set aside to what it becomes. The caller
        takes the old letters out of the book; those that are set aside again are in the answer, not buried.

        Raises:
            StoreDown: the ledger failed; leave the transaction, nothing has happened.
        """
        batch = Batch(tx, catalog)
        read = [self._read_again(batch, letter) for letter in letters]
        devices = {letter.device for letter in letters} | {item.device for item in read}
        batch.states.update(tx.intake.states(devices))
        results = [self._again(batch, *pair) for pair in zip(letters, read, strict=True)]
        self._note_gateways(batch, [item for item in read if isinstance(item, Heard)])
        batch.write(now)
        for device in batch.changed:
            self._known.forget(device)
        return results

    def _again(self, batch: Batch, old: DeadLetter, read: Heard | DeadLetter) -> Reread:
        if isinstance(read, Heard):
            outcome = self._one(batch, read)
        else:
            outcome = Outcome.DEAD_LETTER
            batch.set_aside(read)
        left = [replace(letter, is_partial=letter.is_partial or old.is_partial) for letter in batch.letters]
        batch.letters.clear()
        if not old.is_partial:
            batch.tally(old.device, Outcome.DEAD_LETTER, -1)
            batch.tally(left[0].device if left else read.device, outcome)
        return Reread(old, outcome, tuple(left))

    def _read_again(self, batch: Batch, letter: DeadLetter) -> Heard | DeadLetter:
        read = self._read_one(batch, _record(letter.seq, letter.topic, letter.payload, letter.received_at))
        if isinstance(read, DeadLetter):
            return replace(read, is_numbered=letter.is_numbered, is_retained=letter.is_retained)
        return read._replace(is_again=True, is_numbered=letter.is_numbered, is_retained=letter.is_retained)

    def _decoded(self, batch: Batch, records: Iterable[Record]) -> tuple[list[Heard], list[DeadLetter]]:
        """Read every record; those that cannot be read come back as letters."""
        heard: list[Heard] = []
        unread: list[DeadLetter] = []
        for record in records:
            match self._read_one(batch, record):
                case Heard() as item:
                    heard.append(item)
                case DeadLetter() as letter:
                    unread.append(letter)
        return heard, unread

    def _read_one(self, batch: Batch, record: Record) -> Heard | DeadLetter:
        entry = record.entry
        at = instant(entry.received_ms)
        try:
            message = self._read(entry.topic, entry.payload, batch.catalog)
        except BadMessage as error:
            if not entry.is_retained:
                batch.heard_by(error.gateways, at)
            return _unread(record, error.device or speaker(entry.topic), str(error), error.fault)
        except Exception as error:  # a packet that meets a bug of ours must not stop a village
            log.exception("message %d on %s met a bug", record.seq, entry.topic[:120])
            return _unread(record, speaker(entry.topic), _bug(error), Fault.BUG)
        return Heard(
            record.seq, entry.topic, entry.payload, at, message, entry.qos, is_retained=entry.is_retained
        )

    def _note_gateways(self, batch: Batch, heard: Iterable[Heard]) -> None:
        """Let those that heard the messages on the air live, duplicates included: two may carry one."""
        for item in heard:
            if item.message.gateways and not item.is_retained:
                note_ways(batch, item)
        if batch.carriers:
            silent = batch.carriers.keys() - batch.states.keys()
            batch.states.update(self._known.load(batch.tx.intake, silent))
            let_carriers_live(batch)

    def _one(self, batch: Batch, heard: Heard) -> Outcome:
        try:
            return self._hearing.hear(batch, heard)
        except StoreDown:  # the message is good: the whole batch waits for the ledger
            raise
        except BadMessage as error:
            is_numbered = note_number(batch, heard) or heard.is_numbered
            batch.set_aside(heard.letter(str(error), error.fault, is_numbered=is_numbered))
        except Exception as error:  # a packet that meets a bug of ours must not stop a village
            log.exception("message %d on %s met a bug", heard.seq, heard.topic)
            batch.set_aside(heard.letter(_bug(error), Fault.BUG, is_numbered=heard.is_numbered))
        return Outcome.DEAD_LETTER


def _unread(record: Record, device: str, reason: str, fault: Fault) -> DeadLetter:
    entry = record.entry
    return DeadLetter(
        record.seq,
        entry.topic,
        entry.payload,
        reason,
        device,
        instant(entry.received_ms),
        fault,
        is_retained=entry.is_retained,
    )


def _bug(error: Exception) -> str:
    return f"the hub failed on it: {type(error).__name__}: {error}"[:_LONGEST_REASON]


def _held_record(held: HeldMessage) -> Record:
    entry = Entry(held.topic, held.payload, millis(held.received_at), is_retained=held.is_retained)
    return Record(held.seq, entry)


def _record(seq: int, topic: str, payload: bytes, received_at: datetime) -> Record:
    return Record(seq, Entry(topic, payload, millis(received_at)))
