"""Dead letters (死信): looking at them, and giving them their effect after a fix, each exactly once."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from hub.books import Ledger, Transaction
from hub.domain.acts import BroadcastAct, Deed
from hub.domain.dead_letters import DeadLetter, LetterGroup, LetterKind, point_of
from hub.domain.instants import instant
from hub.domain.intake import Outcome
from hub.journal.format import Entry
from hub.ports import Clock
from hub.services.ingest import Ingest, Reread
from hub.services.registry import Registry

log = logging.getLogger(__name__)
_AT_ONCE = 100
# A caller waits no longer than this for one part of a replay, so that pump and page get their turns.
_LONGEST_S = 3.0

# Rising journal numbers -> each message with its number, None for what the journal no longer holds.
Recall: TypeAlias = Callable[[Sequence[int]], Iterator[tuple[int, Entry | None]]]


class Source(StrEnum):
    """Where the letters of a group are read from, in this order."""

    KEPT = "kept"
    JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class Place:
    """How far a replay has come: in which group, and behind which letter id or journal number of it."""

    group: str
    source: Source
    after: int


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay, or a part of one, came to; `place` is where to go on, None when it is over.

    `stored` and `duplicate` were used after all, `again` remain dead letters, `gone` are not in the journal
    any more.
    """

    stored: int = 0
    duplicate: int = 0
    again: int = 0
    gone: int = 0
    place: Place | None = None

    def plus(self, other: "Replayed") -> "Replayed":
        """Add what a further part came to."""
        return Replayed(
            self.stored + other.stored,
            self.duplicate + other.duplicate,
            self.again + other.again,
            self.gone + other.gone,
            other.place,
        )


class Letters:
    """Answers what people ask about dead letters, and replays them."""

    def __init__(
        self, ledger: Ledger, registry: Registry, ingest: Ingest, clock: Clock, recall: Recall
    ) -> None:
        self._ledger = ledger
        self._registry = registry
        self._ingest = ingest
        self._clock = clock
        self._recall = recall

    def groups(self, limit: int | None = None) -> Sequence[LetterGroup]:
        """The groups that have letters (all, or at most so many), the one with the newest letter first.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            return tx.letters.groups(limit)

    def group(self, group: str) -> LetterGroup | None:
        """One group by its id.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            return tx.letters.group(group)

    def newest(self, limit: int, group: str | None = None) -> Sequence[DeadLetter]:
        """Letters that are kept with their bytes, newest first.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            return tx.letters.newest(limit, group)

    def replay(
        self, chosen: Callable[[LetterKind], bool], by: str, which: str, place: Place | None = None
    ) -> Replayed:
        """Read letters again by the code and the registry of now; what can be used has its effect.

        A letter is used at most once, whoever replays it how often: it leaves the book in the transaction of
        its effect. Works for at most 3 s; while the answer names a place, call again with it.

        Args:
            chosen: which groups.
            by: whose account asked for it, for the book of deeds, where its first part is noted.
            which: whose letters these are, such as a device's id.
            place: where the part before ended.

        Raises:
            StoreDown: what was replayed before stays so; call again.
        """
        until_s = self._clock.machine.monotonic_s() + _LONGEST_S
        done = Replayed(place=place)
        with self._ledger.read() as tx:
            groups = sorted(group.kind.id for group in tx.letters.groups() if chosen(group.kind))
        if groups and place is None:
            with self._ledger.write() as tx:
                tx.acts.add(Deed(self._clock.now(), by, BroadcastAct.LETTERS_REPLAYED, which))
        for group in groups:
            if place is not None and group < place.group:
                continue
            at: Place | None = place if place and place.group == group else Place(group, Source.KEPT, 0)
            while at is not None:
                if self._clock.machine.monotonic_s() >= until_s:
                    return self._told(replace(done, place=at), by, which)
                done = done.plus(self._part(at, until_s))
                at = done.place
        return self._told(replace(done, place=None), by, which)

    def _told(self, done: Replayed, by: str, which: str) -> Replayed:
        so_far = "" if done.place is None else ", so far"
        log.info(
            "dead letters (%s) read again by %s: %d stored, %d duplicates, %d dead again, %d gone%s",
            *(which, by, done.stored, done.duplicate, done.again, done.gone, so_far),
        )
        return done

    def _part(self, at: Place, until_s: float) -> Replayed:
        match at.source:
            case Source.KEPT:
                return self._part_of_kept(at)
            case Source.JOURNAL:
                return self._part_of_journal(at, until_s)

    def _part_of_kept(self, at: Place) -> Replayed:
        with self._ledger.write() as tx:
            kept = tx.letters.kept(at.group, at.after, _AT_ONCE)
            if not kept:
                return Replayed(place=Place(at.group, Source.JOURNAL, 0))
            results = self._reread(tx, [item.letter for item in kept])
            used = [item.id for item, result in zip(kept, results, strict=True) if _has_left(result)]
            tx.letters.take_out(at.group, kept=used, numbers=())
            tx.letters.bury(_moved(results))
        return _came_to(results, Place(at.group, Source.KEPT, kept[-1].id))

    def _part_of_journal(self, at: Place, until_s: float) -> Replayed:
        """Replay letters whose bytes are kept no more; only from the journal can they be read again."""
        with self._ledger.read() as tx:
            group, numbers = tx.letters.group(at.group), tx.letters.numbers(at.group, at.after, _AT_ONCE)
            forgotten = _forgotten(tx, at)
        if group is None or not numbers:
            return Replayed()
        entries: dict[int, Entry | None] = {}
        last = numbers[-1]
        for seq, entry in self._recall(forgotten):
            entries[seq] = entry
            if self._clock.machine.monotonic_s() >= until_s:
                last = seq
                break
        with self._ledger.write() as tx:
            there = {seq for seq in _forgotten(tx, at) if seq <= last}
            letters = [
                _letter(seq, entry, group.kind)
                for seq, entry in entries.items()
                if seq in there and entry is not None
            ]
            results = self._reread(tx, letters)
            used = [result.letter.seq for result in results if _has_left(result)]
            tx.letters.take_out(at.group, kept=(), numbers=used)
            tx.letters.bury(_moved(results))
        gone = sum(entries[seq] is None for seq in there if seq in entries)
        return replace(_came_to(results, Place(at.group, Source.JOURNAL, last)), gone=gone)

    def _reread(self, tx: Transaction, letters: Sequence[DeadLetter]) -> Sequence[Reread]:
        """Give letters their effect: messages by ingest, refused points by the outbox."""
        points = {index: point for index, letter in enumerate(letters) if (point := point_of(letter))}
        if points:
            tx.outbox.queue(list(points.values()), 0, self._clock.now())
        messages = [letter for index, letter in enumerate(letters) if index not in points]
        reread = iter(self._ingest.reread(tx, self._registry.catalog, messages, self._clock.now()))
        return [
            Reread(letter, Outcome.STORED, ()) if index in points else next(reread)
            for index, letter in enumerate(letters)
        ]


def _forgotten(tx: Transaction, at: Place) -> list[int]:
    """Journal numbers of the next letters whose bytes are kept no more."""
    kept = {item.letter.seq for item in tx.letters.kept(at.group, 0, 10 * _AT_ONCE)}
    return [seq for seq in tx.letters.numbers(at.group, at.after, _AT_ONCE) if seq not in kept]


def _letter(seq: int, entry: Entry, kind: LetterKind) -> DeadLetter:
    return DeadLetter(
        seq,
        entry.topic,
        entry.payload,
        "",
        kind.device,
        instant(entry.received_ms),
        kind.fault,
        is_partial=kind.is_partial,
        is_numbered=kind.is_numbered,
        is_retained=entry.is_retained,
    )


def _has_left(result: Reread) -> bool:
    """Tell whether a letter leaves its group: used, or to be set aside for another reason."""
    return result.letter.kind not in {letter.kind for letter in result.left}


def _moved(results: Iterable[Reread]) -> list[DeadLetter]:
    """What is set aside for another reason than before."""
    return [letter for result in results for letter in result.left if letter.kind != result.letter.kind]


def _came_to(results: Sequence[Reread], place: Place) -> Replayed:
    usable = [result.outcome for result in results if not result.left]
    return Replayed(
        stored=usable.count(Outcome.STORED),
        duplicate=usable.count(Outcome.DUPLICATE),
        again=len(results) - len(usable),
        place=place,
    )
