"""The intake book: cursor, states, totals, dead letters, held messages."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from hub.adapters.ledger.schema import DEAD_LETTER, DEVICE_STATE, HELD_MESSAGE, POINTS_DUE, PROGRESS
from hub.adapters.ledger.upsert import upsert
from hub.books import HeldMessage
from hub.domain.device_state import DeviceState
from hub.domain.instants import instant, millis
from hub.domain.intake import Balance, DeadLetter, Outcome
from hub.domain.sequences import Sequence as Numbers

_STATE = TypeAdapter(DeviceState)
_CURSOR = "cursor"
_LETTERS, _LETTER_BYTES, _LETTERS_FORGOTTEN = "letters", "letter_bytes", "letters_forgotten"
_KEPT_SHARE = 0.9
_MAX_HELD_PER_DEVICE = 5_000


class SqlIntake:
    """Fulfils `hub.books.IntakeBook`."""

    most_letters = 10_000
    most_letter_bytes = 64 * 1024 * 1024

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cursor(self) -> int:
        """Number of the last record that had its effect."""
        return self._progress().get(_CURSOR, 0)

    def move_cursor(self, seq: int) -> None:
        """Note how far the effects reach."""
        upsert(self._connection, PROGRESS, [{"name": _CURSOR, "value": seq}])

    def states(self, devices: Collection[str] | None = None) -> Mapping[str, DeviceState]:
        """States of these devices, or all."""
        query = select(DEVICE_STATE)
        if devices is not None:
            query = query.where(DEVICE_STATE.c.device.in_(devices))
        return {row.device: _state(row) for row in self._connection.execute(query)}

    def keep_states(self, states: Iterable[DeviceState]) -> None:
        """Replace states."""
        upsert(self._connection, DEVICE_STATE, [_state_row(state) for state in states])

    def count(self, outcomes: Mapping[Outcome, int]) -> None:
        """Add to the totals."""
        known = self._progress()
        for outcome, number in outcomes.items():
            if outcome.value in known:
                statement = update(PROGRESS).where(PROGRESS.c.name == outcome.value)
                self._connection.execute(statement.values(value=PROGRESS.c.value + number))
            else:
                self._connection.execute(insert(PROGRESS).values(name=outcome.value, value=number))

    def balance(self, received: int) -> Balance:
        """Everything counted in one consistent view; messages whose points still wait are not stored yet."""
        known = self._progress()
        waiting = self._connection.scalar(select(func.coalesce(func.sum(POINTS_DUE.c.messages), 0))) or 0
        return Balance(
            received=received,
            stored=known.get(Outcome.STORED, 0) - waiting,
            duplicate=known.get(Outcome.DUPLICATE, 0),
            dead_letter=known.get(Outcome.DEAD_LETTER, 0),
            rejected=known.get(Outcome.REJECTED, 0),
            in_journal=received - known.get(_CURSOR, 0) + waiting,
        )

    def bury(self, letters: Iterable[DeadLetter]) -> None:
        """Keep what could not be used; of too many the newest."""
        letters = list(letters)
        rows = [
            {
                "seq": letter.seq,
                "topic": letter.topic,
                "payload": letter.payload,
                "reason": letter.reason,
                "device": letter.device,
                "received_ms": millis(letter.received_at),
                "is_partial": letter.is_partial,
            }
            for letter in letters
        ]
        if not rows:
            return
        self._connection.execute(insert(DEAD_LETTER), rows)
        known = self._progress()
        kept = known.get(_LETTERS, 0) + len(rows)
        kept_bytes = known.get(_LETTER_BYTES, 0) + sum(len(letter.payload) for letter in letters)
        forgotten = known.get(_LETTERS_FORGOTTEN, 0)
        if kept > self.most_letters or kept_bytes > self.most_letter_bytes:
            kept, kept_bytes, gone = self._forget_letters()
            forgotten += gone
        figures = {_LETTERS: kept, _LETTER_BYTES: kept_bytes, _LETTERS_FORGOTTEN: forgotten}
        upsert(self._connection, PROGRESS, [{"name": n, "value": v} for n, v in figures.items()])

    def letters_forgotten(self) -> int:
        """How many went because there were too many."""
        return self._progress().get(_LETTERS_FORGOTTEN, 0)

    def _forget_letters(self) -> tuple[int, int, int]:
        """Delete the oldest letters, more than needed, so that this is rare; say what is left and gone."""
        size = func.length(DEAD_LETTER.c.payload)
        kept = kept_bytes = 0
        for letter, letter_bytes in self._connection.execute(
            select(DEAD_LETTER.c.id, size).order_by(DEAD_LETTER.c.id.desc())
        ):
            is_room = kept < self.most_letters * _KEPT_SHARE
            if kept and not (is_room and kept_bytes + letter_bytes <= self.most_letter_bytes * _KEPT_SHARE):
                gone = self._connection.execute(
                    delete(DEAD_LETTER).where(DEAD_LETTER.c.id <= letter)
                ).rowcount
                return kept, kept_bytes, gone
            kept, kept_bytes = kept + 1, kept_bytes + letter_bytes
        return kept, kept_bytes, 0

    def dead_letters(self, limit: int) -> Sequence[DeadLetter]:
        """Newest first."""
        query = select(DEAD_LETTER).order_by(DEAD_LETTER.c.id.desc()).limit(limit)
        return [
            DeadLetter(
                r.seq, r.topic, r.payload, r.reason, r.device, instant(r.received_ms), is_partial=r.is_partial
            )
            for r in self._connection.execute(query)
        ]

    def hold(self, device: str, message: HeldMessage) -> None:
        """Keep one message of an unclaimed device, dropping its oldest beyond the cap."""
        row = {
            "seq": message.seq,
            "device": device,
            "topic": message.topic,
            "payload": message.payload,
            "received_ms": millis(message.received_at),
        }
        upsert(self._connection, HELD_MESSAGE, [row])
        mine = HELD_MESSAGE.c.device == device
        newest = select(HELD_MESSAGE.c.seq).where(mine).order_by(HELD_MESSAGE.c.seq.desc())
        edge = self._connection.scalar(newest.offset(_MAX_HELD_PER_DEVICE).limit(1))
        if edge is not None:
            self._connection.execute(delete(HELD_MESSAGE).where(mine, HELD_MESSAGE.c.seq <= edge))

    def held_devices(self) -> Collection[str]:
        """Who waits unclaimed."""
        return set(self._connection.scalars(select(HELD_MESSAGE.c.device).distinct()))

    def held(self, device: str) -> Sequence[HeldMessage]:
        """Oldest first."""
        query = select(HELD_MESSAGE).where(HELD_MESSAGE.c.device == device).order_by(HELD_MESSAGE.c.seq)
        rows = self._connection.execute(query)
        return [HeldMessage(r.seq, r.topic, r.payload, instant(r.received_ms)) for r in rows]

    def release(self, device: str) -> None:
        """Forget the messages of a device that was claimed."""
        self._connection.execute(delete(HELD_MESSAGE).where(HELD_MESSAGE.c.device == device))

    def _progress(self) -> dict[str, int]:
        return {row.name: row.value for row in self._connection.execute(select(PROGRESS))}


def _state_row(state: DeviceState) -> dict[str, object]:
    numbers = state.sequence
    size = (numbers.mask.bit_length() + 7) // 8
    return {
        "device": state.device,
        "state": _STATE.dump_json(state, exclude={"sequence"}).decode(),
        "boot": numbers.boot,
        "first_seq": numbers.first,
        "highest_seq": numbers.highest,
        "seen": numbers.seen,
        "seen_mask": numbers.mask.to_bytes(size, "little"),
        "lost": numbers.lost,
    }


def _state(row: Row[tuple[object, ...]]) -> DeviceState:
    mask = int.from_bytes(row.seen_mask, "little")
    numbers = Numbers(row.boot, row.first_seq, row.highest_seq, row.seen, mask, row.lost)
    return replace(_STATE.validate_json(row.state), sequence=numbers)
