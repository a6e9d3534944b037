"""Live talks (现场喊话): what an operator says goes to the speakers at once, and is archived afterwards."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from devices.contract.signing import SigningKey
from devices.contract.talk import length_ms, piece, recording, talk_address
from devices.contract.wire import Message
from devices.mqtt import LinkDown
from hub.books import Transaction
from hub.domain.acts import BroadcastAct
from hub.domain.announcements import Announcement, Draft, Flaw
from hub.domain.announcements.airtime import Use
from hub.domain.announcements.approval import ApprovalState
from hub.domain.announcements.talks import OnAir, TalkEnd, archived
from hub.domain.announcements.targets import horns, villages
from hub.domain.area import Catalog
from hub.ports import Bus, EvidenceStore, TalkTape
from hub.services.broadcast import Asking, Broadcast, Office
from hub.services.examine import Hindrance, NotAllowed, Rules
from hub.services.releasing import deed

log = logging.getLogger(__name__)
# A piece that the broker could not hand over for so long is late, and missed.
_PIECE_EXPIRES_S = 5
# The talks that a hub which was killed may have left open are among the newest announcements.
_LOOK_BACK = 200


@dataclass(frozen=True, slots=True)
class Air:
    """What live talks go out by: the bus, keys of their own, a tape, and the archive."""

    site: str
    bus: Bus
    new_key: Callable[[], SigningKey]
    tape: TalkTape
    evidence: EvidenceStore


@dataclass(slots=True)
class _Open:
    on_air: OnAir
    key: SigningKey
    sent: int = 0


class Talks:
    """The talks that go on; any thread may call it.

    A talk lives in this process: one that was on the air when the hub ended is over, and what was said of it
    is archived by the next start.
    """

    def __init__(self, broadcast: Broadcast, rules: Rules, office: Office, air: Air) -> None:
        self._broadcast = broadcast
        self._rules = rules
        self._office = office
        self._air = air
        self._open: dict[str, _Open] = {}
        self._unarchived: dict[str, TalkEnd] = {}
        self._lock = threading.Lock()

    def begin(self, catalog: Catalog, draft: Draft, asking: Asking) -> Announcement:
        """Announce that its author will speak: the speakers are told to join. Speak a second later.

        Raises:
            NotAllowed: the draft breaks a rule; show the reasons.
            KeyReused, StoreDown: see `Broadcast.announce`.
        """
        key = self._air.new_key()
        made = self._broadcast.announce(catalog, draft, replace(asking, sound_key=key.public.text))
        if made.sound_key == key.public.text:
            on_air = OnAir(made.id, made.created_by, made.duration_ms, made.expires_at)
            with self._lock:
                self._open[made.id] = _Open(on_air, key)
        return made

    def take(self, catalog: Catalog, talk: str, by: str, number: int, samples: bytes) -> OnAir:
        """Let the next piece be heard; the same number again changes nothing.

        Args:
            catalog: where the speakers stand.
            talk: the announcement's id.
            by: who speaks.
            number: 1 for the first piece, and rising by one.
            samples: see devices.contract.talk.

        Raises:
            NotAllowed: not theirs, not approved yet, out of order, or over; say no more.
            StoreDown: it was not kept; send the same piece again.
        """
        with self._lock:
            opened = self._demand(talk, by)
            if number <= opened.on_air.number:
                return opened.on_air
            if number > opened.on_air.number + 1:
                raise NotAllowed(Hindrance((Flaw.OUT_OF_ORDER.value,)))
            if not opened.sent:
                self._demand_approval(talk)
            heard = samples[: opened.on_air.room_bytes]
            self._air.tape.append(talk, heard)
            opened.on_air = opened.on_air.taken(len(heard), self._office.clock.machine.monotonic_s())
            self._say(talk, opened, heard)
        if opened.on_air.room_bytes <= 0:
            self._end(catalog, talk, TalkEnd.LIMIT)
        return opened.on_air

    def end(self, catalog: Catalog, talk: str, by: str) -> Announcement | None:
        """End a talk because its author has said all. None: unknown id.

        Raises:
            NotAllowed: it is somebody else's.
            StoreDown: it is over, and will be archived later.
        """
        with self._lock:
            if talk in self._open:
                self._demand(talk, by)
        self._end(catalog, talk, TalkEnd.RELEASED)
        with self._office.ledger.read() as tx:
            known = tx.announcements.get(talk)
        return known if known is not None and known.is_live else None

    def step(self, catalog: Catalog) -> None:
        """End talks that nobody continues or somebody withdrew; archive what could not be archived before.

        Raises:
            StoreDown: the next call does it.
        """
        at_s, now = self._office.clock.machine.monotonic_s(), self._office.clock.now()
        with self._lock:
            open_now = {name: opened.on_air for name, opened in self._open.items()}
        for name, on_air in open_now.items():
            why = on_air.has_ended(at_s, now) or self._withdrawn(name)
            if why is not None:
                self._end(catalog, name, why)
        for name in {*self._air.tape.kept(), *self._unarchived}:
            with self._lock:
                is_open = name in self._open
            if not is_open:
                self._archive(catalog, name, self._unarchived.get(name, TalkEnd.HUB_STOPPED))

    def settle(self, catalog: Catalog) -> None:
        """End what a hub that was killed left on the air.

        Raises:
            StoreDown: call again later.
        """
        with self._office.ledger.read() as tx:
            left = [each.id for each in tx.announcements.newest(_LOOK_BACK) if each.is_on_air]
        for name in left:
            self._archive(catalog, name, TalkEnd.HUB_STOPPED)

    def _demand(self, talk: str, by: str) -> _Open:
        opened = self._open.get(talk)
        if opened is None:
            raise NotAllowed(Hindrance((Flaw.TALK_OVER.value,)))
        if opened.on_air.author != by:
            raise NotAllowed(Hindrance((Flaw.NOT_YOUR_TALK.value,)))
        return opened

    def _demand_approval(self, talk: str) -> None:
        with self._office.ledger.read() as tx:
            known = tx.announcements.get(talk)
        if known is None or known.approval.state is ApprovalState.REFUSED:
            raise NotAllowed(Hindrance((Flaw.TALK_OVER.value,)))
        if not known.approval.may_sound:
            raise NotAllowed(Hindrance((Flaw.NOT_APPROVED_YET.value,)))

    def _withdrawn(self, talk: str) -> TalkEnd | None:
        with self._office.ledger.read() as tx:
            known = tx.announcements.get(talk)
            deliveries = tx.announcements.deliveries(talk)
        is_refused = known is None or known.approval.state is ApprovalState.REFUSED
        is_halted = bool(deliveries) and all(each.halt or each.is_final for each in deliveries)
        return TalkEnd.WITHDRAWN if is_refused or is_halted else None

    def _say(self, talk: str, opened: _Open, samples: bytes, *, is_last: bool = False) -> None:
        """Send the next piece; one that the broker cannot take now is missed, for nobody says it again."""
        opened.sent += 1
        address = talk_address(self._air.site, talk)
        message = opened.key.sign(Message(address, piece(opened.sent, samples, is_last=is_last)))
        try:
            self._air.bus.send(message, expiry_s=_PIECE_EXPIRES_S)
        except LinkDown as error:
            log.warning("piece %d of talk %s is missed: %s", opened.sent, talk, error)

    def _end(self, catalog: Catalog, talk: str, why: TalkEnd) -> None:
        """Archive it, then tell the speakers that it is over: their proofs are compared with the archive."""
        with self._lock:
            opened = self._open.pop(talk, None)
        if opened is None:
            return
        self._unarchived[talk] = why
        log.info("talk %s is over: %s", talk, why.value)
        try:
            self._archive(catalog, talk, why)
        finally:
            self._say(talk, opened, b"", is_last=True)

    def _archive(self, catalog: Catalog, talk: str, why: TalkEnd) -> None:
        samples = self._air.tape.read(talk)
        sha256 = self._air.evidence.put(recording(samples), "audio/wav") if samples else ""
        with self._office.ledger.write() as tx:
            known = tx.announcements.get(talk)
            if known is not None and known.is_on_air:
                over = archived(known, sha256, length_ms(samples), self._office.clock.now())
                self._note(tx, catalog, over, why)
        self._air.tape.remove(talk)
        self._unarchived.pop(talk, None)

    def _note(self, tx: Transaction, catalog: Catalog, over: Announcement, why: TalkEnd) -> None:
        now = self._office.clock.now()
        tx.announcements.put(over)
        meant = [each.device for each in tx.announcements.deliveries(over.id)]
        length = timedelta(milliseconds=over.duration_ms)
        day = now.astimezone(self._rules.policy.zone).date().isoformat()
        tx.speaking.give_back(over.id)
        if length:
            tx.speaking.use(Use(village, day, over.id, length) for village in villages(meant, horns(catalog)))
        said = f"{why.value}: {over.duration_ms / 1000:.1f} s"
        tx.acts.add(deed(over, BroadcastAct.TALK_ENDED, over.created_by, now, said))
