"""The book of dead letters: exact counts by group, the newest letters of each, all journal numbers."""

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from devices.contract.faults import Fault
from hub.adapters.ledger.schema import DEAD_LETTER, LETTER_GROUP, LETTER_NUMBERS
from hub.adapters.ledger.upsert import upsert
from hub.books.letters import KeptLetter
from hub.domain.dead_letters import DeadLetter, LetterGroup, LetterKind
from hub.domain.instants import instant, millis

# Journal numbers are kept as one bit each, in blocks of so many; a block is compressed.
_BLOCK = 32_768
# What exceeds a group's share goes at once in such a portion, so that a flood does not delete at every batch.
_SLACK = 1.25


class SqlLetters:
    """Fulfils `hub.books.letters.LetterBook`."""

    most_device_groups = 10_000
    most_topic_groups = 1_000
    most_kept = 100
    most_kept_bytes = 1024 * 1024
    most_bytes = 64 * 1024 * 1024

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def bury(self, letters: Iterable[DeadLetter]) -> None:
        """Count these letters and keep the newest."""
        by_kind: dict[LetterKind, list[DeadLetter]] = defaultdict(list)
        for letter in letters:
            by_kind[letter.kind].append(letter)
        if not by_kind:
            return
        known = self._groups({name for kind in by_kind for name in (kind.id, kind.overflow().id)})
        fresh = [kind for kind in by_kind if kind.id not in known]
        by_group: dict[LetterKind, list[DeadLetter]] = defaultdict(list)
        too_many = self._without_room(fresh)
        for kind, alike in by_kind.items():
            by_group[kind.overflow() if kind in too_many else kind] += alike
        for kind, alike in by_group.items():
            at = alike[0].received_at
            self._bury(known.get(kind.id) or LetterGroup(kind, 0, 0, 0, at, at, ""), alike)
        self._fit_all()

    def groups(self, limit: int | None = None) -> Sequence[LetterGroup]:
        """The group with the newest letter first."""
        query = select(LETTER_GROUP).order_by(LETTER_GROUP.c.last_ms.desc(), LETTER_GROUP.c.id).limit(limit)
        return [_group(row) for row in self._connection.execute(query)]

    def group(self, group: str) -> LetterGroup | None:
        """One group by its id."""
        return self._groups([group]).get(group)

    def newest(self, limit: int, group: str | None = None) -> Sequence[DeadLetter]:
        """Kept letters, newest first."""
        query = _LETTERS.order_by(DEAD_LETTER.c.id.desc()).limit(limit)
        if group is not None:
            query = query.where(DEAD_LETTER.c.letter_group == group)
        return [_letter(row) for row in self._connection.execute(query)]

    def kept(self, group: str, after: int, limit: int) -> Sequence[KeptLetter]:
        """Kept letters of a group, by id."""
        query = _LETTERS.where(DEAD_LETTER.c.letter_group == group, DEAD_LETTER.c.id > after)
        rows = self._connection.execute(query.order_by(DEAD_LETTER.c.id).limit(limit))
        return [KeptLetter(row.id, group, _letter(row)) for row in rows]

    def numbers(self, group: str, after: int, limit: int) -> Sequence[int]:
        """Journal numbers of a group's letters."""
        table = LETTER_NUMBERS.c
        first = (after + 1) // _BLOCK
        query = select(LETTER_NUMBERS).where(table.letter_group == group, table.block >= first)
        found: list[int] = []
        for row in self._connection.execute(query.order_by(table.block)):
            found += [seq for seq in _numbers(row.block, _unpacked(row.bits)) if seq > after]
            if len(found) >= limit:
                break
        return found[:limit]

    def take_out(self, group: str, *, kept: Collection[int], numbers: Collection[int]) -> None:
        """Forget and uncount letters that were used after all."""
        mine = DEAD_LETTER.c.letter_group == group
        chosen = (mine, DEAD_LETTER.c.id.in_(kept))
        rows = self._connection.execute(select(DEAD_LETTER.c.seq).where(*chosen)).all()
        kept_bytes = self._connection.scalar(select(_BYTES).where(*chosen))
        self._connection.execute(delete(DEAD_LETTER).where(*chosen))
        gone = {row.seq for row in rows if row.seq} | set(numbers)
        self._change_numbers(group, gone, is_there=False)
        table = LETTER_GROUP.c
        self._connection.execute(
            update(LETTER_GROUP)
            .where(table.id == group)
            .values(
                letters=table.letters - len(rows) - len(numbers),
                kept=table.kept - len(rows),
                kept_bytes=table.kept_bytes - kept_bytes,
            )
        )
        self._connection.execute(delete(LETTER_GROUP).where(table.id == group, table.letters <= 0))

    def forget_numbers(self, before_seq: int) -> None:
        """Forget the journal numbers of what the journal no longer holds."""
        self._connection.execute(delete(LETTER_NUMBERS).where(LETTER_NUMBERS.c.block < before_seq // _BLOCK))

    def _groups(self, ids: Collection[str]) -> Mapping[str, LetterGroup]:
        query = select(LETTER_GROUP).where(LETTER_GROUP.c.id.in_(ids))
        return {row.id: _group(row) for row in self._connection.execute(query)}

    def _without_room(self, fresh: Collection[LetterKind]) -> set[LetterKind]:
        """The kinds that can have no group of their own any more, of those that have none yet."""
        beyond: set[LetterKind] = set()
        for is_device, most in ((True, self.most_device_groups), (False, self.most_topic_groups)):
            wanted = [kind for kind in fresh if bool(kind.device) is is_device]
            if wanted:
                alike = (LETTER_GROUP.c.device != "") if is_device else (LETTER_GROUP.c.device == "")
                there = self._connection.scalar(select(func.count()).select_from(LETTER_GROUP).where(alike))
                beyond.update(wanted[max(0, most - (there or 0)) :])
        return beyond

    def _bury(self, group: LetterGroup, letters: Sequence[DeadLetter]) -> None:
        name = group.kind.id
        newest = letters[-self.most_kept :]
        kept = group.kept + len(newest)
        kept_bytes = group.kept_bytes + sum(len(letter.payload) for letter in newest)
        self._connection.execute(insert(DEAD_LETTER), [_letter_row(name, letter) for letter in newest])
        times = [letter.received_at for letter in letters]
        row = {
            "id": name,
            "fault": group.kind.fault.value,
            "subject": group.kind.subject,
            "device": group.kind.device,
            "is_partial": group.kind.is_partial,
            "is_numbered": group.kind.is_numbered,
            "letters": group.count + len(letters),
            "kept": kept,
            "kept_bytes": kept_bytes,
            "first_ms": millis(min(group.first_at, *times)),
            "last_ms": millis(max(group.last_at, *times)),
            "reason": _storable(letters[-1].reason),
        }
        upsert(self._connection, LETTER_GROUP, [row])
        if group.kind.subject:
            self._change_numbers(name, {letter.seq for letter in letters if letter.seq}, is_there=True)
        if kept > self.most_kept * _SLACK or kept_bytes > self.most_kept_bytes * _SLACK:
            self._fit(name, self.most_kept, self.most_kept_bytes)

    def _fit_all(self) -> None:
        """Let the largest groups give way until all together have room."""
        kept_bytes = LETTER_GROUP.c.kept_bytes
        largest = select(LETTER_GROUP).order_by(kept_bytes.desc()).limit(1)
        while (self._connection.scalar(select(func.sum(kept_bytes))) or 0) > self.most_bytes:
            group = self._connection.execute(largest).one()
            self._fit(group.id, self.most_kept, group.kept_bytes // 2)

    def _fit(self, group: str, most: int, most_bytes: int) -> None:
        """Forget the oldest kept letters of a group until that many, and that many bytes, are left."""
        mine = DEAD_LETTER.c.letter_group == group
        query = select(DEAD_LETTER.c.id, func.length(DEAD_LETTER.c.payload)).where(mine)
        kept = kept_bytes = 0
        for letter, letter_bytes in self._connection.execute(query.order_by(DEAD_LETTER.c.id.desc())):
            if kept >= most or kept_bytes + letter_bytes > most_bytes:
                self._connection.execute(delete(DEAD_LETTER).where(mine, DEAD_LETTER.c.id <= letter))
                break
            kept, kept_bytes = kept + 1, kept_bytes + letter_bytes
        self._connection.execute(
            update(LETTER_GROUP).where(LETTER_GROUP.c.id == group).values(kept=kept, kept_bytes=kept_bytes)
        )

    def _change_numbers(self, group: str, seqs: Collection[int], *, is_there: bool) -> None:
        wanted: dict[int, int] = defaultdict(int)
        for seq in seqs:
            wanted[seq // _BLOCK] |= 1 << seq % _BLOCK
        table = LETTER_NUMBERS.c
        query = select(LETTER_NUMBERS).where(table.letter_group == group, table.block.in_(wanted))
        known = {row.block: _unpacked(row.bits) for row in self._connection.execute(query)}
        after = {
            block: known.get(block, 0) | bits if is_there else known.get(block, 0) & ~bits
            for block, bits in wanted.items()
        }
        rows = [
            {"letter_group": group, "block": block, "bits": _packed(bits)}
            for block, bits in after.items()
            if bits
        ]
        upsert(self._connection, LETTER_NUMBERS, rows)
        empty = [block for block, bits in after.items() if not bits]
        self._connection.execute(
            delete(LETTER_NUMBERS).where(table.letter_group == group, table.block.in_(empty))
        )


_BYTES = func.coalesce(func.sum(func.length(DEAD_LETTER.c.payload)), 0)
_LETTERS = select(
    DEAD_LETTER,
    LETTER_GROUP.c.fault,
    LETTER_GROUP.c.is_partial,
    LETTER_GROUP.c.is_numbered,
).join(LETTER_GROUP, LETTER_GROUP.c.id == DEAD_LETTER.c.letter_group)


def _storable(text: str) -> str:
    """Write halves of characters, which no database takes, as what they are."""
    return text.encode("utf-8", "backslashreplace").decode()


def _packed(bits: int) -> bytes:
    return zlib.compress(bits.to_bytes((bits.bit_length() + 7) // 8, "little"), level=1)


def _unpacked(packed: bytes) -> int:
    return int.from_bytes(zlib.decompress(packed), "little")


def _numbers(block: int, bits: int) -> list[int]:
    first = block * _BLOCK
    return [first + place for place, bit in enumerate(f"{bits:b}"[::-1]) if bit == "1"]


def _letter_row(group: str, letter: DeadLetter) -> Mapping[str, object]:
    return {
        "seq": letter.seq,
        "topic": _storable(letter.topic),
        "payload": letter.payload,
        "reason": _storable(letter.reason),
        "device": letter.device,
        "received_ms": millis(letter.received_at),
        "is_retained": letter.is_retained,
        "letter_group": group,
    }


def _letter(row: Row[tuple[object, ...]]) -> DeadLetter:
    return DeadLetter(
        row.seq,
        row.topic,
        row.payload,
        row.reason,
        row.device,
        instant(row.received_ms),
        Fault(row.fault),
        is_partial=row.is_partial,
        is_numbered=row.is_numbered,
        is_retained=row.is_retained,
    )


def _group(row: Row[tuple[object, ...]]) -> LetterGroup:
    kind = LetterKind(
        Fault(row.fault),
        row.subject,
        row.device,
        is_partial=row.is_partial,
        is_numbered=row.is_numbered,
    )
    return LetterGroup(
        kind,
        row.letters,
        row.kept,
        row.kept_bytes,
        instant(row.first_ms),
        instant(row.last_ms),
        row.reason,
    )
