"""The desk for public warnings: each is taken once, judged, announced, and kept with what became of it."""

import hashlib
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from devices.listeners import NotTaken
from hub.books import Ledger, Transaction
from hub.domain.acts import BroadcastAct, Deed
from hub.domain.announcements import Announcement, Awaits
from hub.domain.area import Catalog
from hub.domain.cap.alert import Alert, MsgType
from hub.domain.cap.judging import House, Sender, ends_at, settled
from hub.domain.cap.record import Fate, Record, said_sha256
from hub.domain.cap.where import Ground
from hub.domain.cap.wording import chosen
from hub.domain.instants import millis
from hub.ports import Clock, Seals
from hub.series import Point
from hub.services.cap.opening import Knowledge, Opened, opened
from hub.services.cap.saying import ORIGIN, Saying
from hub.services.registry import Registry

log = logging.getLogger(__name__)
# As wide as the columns of the book of deeds.
_LONGEST_NAME = 64
_KEPT = timedelta(days=400)
_REFUSED_KEPT = 500
# Of what a stranger wrote so much is shown beside the paper itself.
_LONGEST_SHOWN = 200
# Each waits for those before it, and a thread of the web server with it; people need some of these too.
_MOST_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk works with. `senders` by their id; `ground`: what is known of a registry's places."""

    ledger: Ledger
    registry: Registry
    clock: Clock
    seals: Seals
    senders: Mapping[str, Sender]
    house: House
    ground: Callable[[Catalog], Ground]
    new_id: Callable[[], str]


class CapDesk:
    """Takes papers from folders, feeds and the API; one at a time, whatever thread brings them."""

    def __init__(self, desk: Desk, saying: Saying) -> None:
        self._desk = desk
        self._saying = saying
        self._mine = threading.Lock()
        self._places = threading.Semaphore(_MOST_AT_ONCE)

    def take(self, paper: bytes, via: str) -> Record:
        """Take a paper; the same again changes nothing, unless it could not be said or was refused before.

        A hub that dies meanwhile makes no second announcement of it when it comes again.

        Args:
            paper: as it came.
            via: "folder", "http" or the name of a feed.

        Raises:
            StoreDown: it is not kept; bring it again.
            NotTaken: too many come at once; bring it again.
        """
        if not self._places.acquire(blocking=False):
            raise NotTaken(f"{_MOST_AT_ONCE} warnings are worked on already")
        try:
            with self._mine:
                return self._take(paper, via, is_new=True)
        finally:
            self._places.release()

    def retry(self) -> None:
        """Try once more to have said what could not be said and still holds; called by the clock.

        Raises:
            StoreDown: the next call does it.
        """
        for record in self.unspoken():
            found = self.one(record.id)
            if found is not None:
                with self._mine:
                    self._take(found[1], record.via, is_new=False)

    def newest(self, limit: int) -> list[Record]:
        """What came, newest first.

        Raises:
            StoreDown: try later.
        """
        with self._desk.ledger.read() as tx:
            return list(tx.cap.newest(limit))

    def one(self, record: str) -> tuple[Record, bytes] | None:
        """One message and its paper. None: unknown id.

        Raises:
            StoreDown: try later.
        """
        with self._desk.ledger.read() as tx:
            found, paper = tx.cap.get(record), tx.cap.paper(record)
        return None if found is None or paper is None else (found, paper)

    def counts(self) -> Mapping[Fate, int]:
        """How many messages are kept, by fate.

        Raises:
            StoreDown: try later.
        """
        with self._desk.ledger.read() as tx:
            return tx.cap.counts()

    def unspoken(self) -> list[Record]:
        """Messages that should have been said, were not, and still hold.

        Raises:
            StoreDown: try later.
        """
        now = self._desk.clock.now()
        with self._desk.ledger.read() as tx:
            found = tx.cap.of_fate({Fate.HINDERED}, now - _KEPT)
        return [each for each in found if each.expires_at is None or each.expires_at > now]

    def waiting(self) -> list[Announcement]:
        """Warnings that wait for a person and still hold, newest first.

        Raises:
            StoreDown: try later.
        """
        now = self._desk.clock.now()
        with self._desk.ledger.read() as tx:
            found = tx.announcements.awaiting(Awaits.APPROVAL)
        return [each for each in found if each.origin.startswith(ORIGIN) and each.expires_at > now]

    def tell_forbidden(self, via: str, why: str) -> None:
        """Note that a source sent us where nobody may be asked.

        Raises:
            StoreDown: not noted.
        """
        now = self._desk.clock.now()
        with self._desk.ledger.write() as tx:
            tx.outbox.queue([_event("cap_forbidden_address", via, why, now)], 0, now)
        log.warning("%s sent us to a forbidden address: %s", via, why)

    def prune(self) -> None:
        """Forget what is old, and all but the newest refused ones; called by the clock.

        Raises:
            StoreDown: the next call does it.
        """
        with self._desk.ledger.write() as tx:
            tx.cap.prune(self._desk.clock.now() - _KEPT, _REFUSED_KEPT)

    def _take(self, paper: bytes, via: str, *, is_new: bool) -> Record:
        desk, now = self._desk, self._desk.clock.now()
        digest = hashlib.sha256(paper).hexdigest()
        with desk.ledger.read() as tx:
            before = tx.cap.same(digest)
        if before is not None and not (before.fate.is_refused or before.fate is Fate.HINDERED):
            return self._again(before, before, paper)
        catalog = desk.registry.catalog
        known = Knowledge(desk.senders, desk.seals, desk.ground(catalog), desk.house.language)
        found = opened(paper, known)
        name = before.id if before else desk.new_id()
        record = _described(Record(name, digest, via, now, Fate.INVALID, now), found, desk.house)
        if found.refusal is None and found.alert is not None and found.sender is not None:
            with desk.ledger.read() as tx:
                earlier = tx.cap.known(found.alert.key)
            if earlier is not None and earlier.id != record.id:
                if earlier.said_sha256 == record.said_sha256:
                    return self._again(earlier, earlier, paper)
                record = replace(record, fate=Fate.CONFLICT, note=earlier.id)
            else:
                record = self._acted(record, found.alert, found.sender, known.ground)
        if before is None or before.fate is not record.fate:
            return self._keep(record, paper)
        return self._again(before, record, paper) if is_new else before

    def _acted(self, record: Record, alert: Alert, sender: Sender, ground: Ground) -> Record:
        """Do what a message asks for that is believed and understood."""
        with self._desk.ledger.read() as tx:
            is_revoked = _is_revoked(tx, alert)
        fate = settled(alert, self._desk.house, is_revoked=is_revoked)
        if fate is not None:
            return replace(record, fate=fate)
        if alert.kind is MsgType.CANCEL:
            return self._saying.withdraw(record, alert, sender)
        return self._saying.say(record, alert, sender, ground)

    def _again(self, before: Record, now_known: Record, paper: bytes) -> Record:
        """Count a message that came before, with what is known of it by now."""
        counted = replace(
            now_known,
            received_at=before.received_at,
            times=before.times + 1,
            last_at=self._desk.clock.now(),
        )
        with self._desk.ledger.write() as tx:
            tx.cap.put(counted, tx.cap.paper(before.id) or paper)
        return counted

    def _keep(self, record: Record, paper: bytes) -> Record:
        """Keep a message with what became of it, as a deed, and as a security event where it is one."""
        now, fate = record.last_at, record.fate
        act = BroadcastAct.CAP_REFUSED if fate.is_refused else BroadcastAct.CAP_TAKEN
        who = f"cap:{record.via if fate.is_refused else record.sender}"[:_LONGEST_NAME]
        why = f"{record.kind} {record.status} {record.identifier} {record.sender}".strip()
        with self._desk.ledger.write() as tx:
            tx.cap.put(record, paper)
            tx.acts.add(Deed(now, who, act, record.id, fate.value, why))
            if record.security:
                tx.outbox.queue([_event(record.security, record.via, record.identifier, now)], 0, now)
        level = logging.WARNING if fate.is_refused or fate is Fate.HINDERED else logging.INFO
        log.log(level, "public warning %s by %s: %s", record.id, record.via, fate.value)
        return record


def _described(record: Record, found: Opened, house: House) -> Record:
    """A record of what could be read."""
    alert, sender = found.alert, found.sender
    record = replace(
        record,
        fate=found.refusal or record.fate,
        sender=found.claimed[:_LONGEST_SHOWN],
        level=sender.level.value if sender else "",
        problems=found.problems,
        note=found.note[:_LONGEST_SHOWN],
    )
    if alert is None:
        return record
    blocks = chosen(alert.infos, house.language) if alert.infos else ()
    headline = (blocks[0].headline or blocks[0].event) if blocks else alert.note
    return replace(
        record,
        said_sha256=said_sha256(alert),
        identifier=alert.key.identifier,
        sent_at=alert.key.sent_at,
        status=alert.status.value,
        kind=alert.kind.value,
        severity=blocks[0].severity.value if blocks else "",
        headline=headline[:_LONGEST_SHOWN],
        expires_at=max((ends_at(alert, block, house.life) for block in blocks), default=None),
        references=alert.references,
    )


def _is_revoked(tx: Transaction, alert: Alert) -> bool:
    """Tell whether a message of the same status has replaced or cancelled it before it came."""
    overruling = {MsgType.UPDATE.value, MsgType.CANCEL.value}
    later = tx.cap.about(alert.key)
    return any(each.kind in overruling and each.status == alert.status.value for each in later)


def _event(code: str, via: str, what: str, now: datetime) -> Point:
    plain = "".join(char if char.isprintable() else " " for char in what)[:_LONGEST_NAME]
    tags = {"village": "none", "device": "cap"}
    # Two events of one millisecond are two points.
    at_ns = millis(now) * 1_000_000 + int(hashlib.sha256(f"{code} {what}".encode()).hexdigest()[:4], 16)
    return Point("security", tags, {"refusal": code, "topic": via, "command": plain, "refused": 1}, at_ns)
