"""Schedules (定时播出): saved with what gets in their way, kept by the speakers, followed time by time."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from devices.contract.commands import occurrence_id
from hub.books import Ledger, Transaction
from hub.domain.acts import BroadcastAct, Deed
from hub.domain.announcements import (
    MAX_REPEAT,
    Announcement,
    Delivery,
    DeliveryState,
    Flaw,
    cleaned,
    withdrawn,
)
from hub.domain.announcements.airtime import Use
from hub.domain.announcements.announcement import MAX_VOLUME_PCT
from hub.domain.announcements.schedules import (
    LATE,
    Conflict,
    Schedule,
    Township,
    conflicts,
    delivery_id,
    schedule_flaws,
    slot_id,
    starts,
)
from hub.domain.announcements.targets import horns, resolved, speakers, villages
from hub.domain.area import Catalog
from hub.domain.instants import millis
from hub.domain.quiet_hours import ceiling_pct
from hub.domain.village_rules import policy_of
from hub.ports import Clock, EvidenceStore, Speech
from hub.services.examine import Hindrance, NotAllowed, Rules
from hub.services.standing import AHEAD

log = logging.getLogger(__name__)
# Each playing is written down shortly before it begins; after a time without the hub, back to a day ago.
_WRITTEN_AHEAD = timedelta(minutes=10)
_WRITTEN_BACK = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Means:
    """What schedules are made with."""

    rules: Rules
    ledger: Ledger
    speech: Speech
    evidence: EvidenceStore
    clock: Clock
    new_id: Callable[[], str]


class InTheWay(ValueError):
    """A schedule that other schedules or quiet hours get in the way of; it can be saved nevertheless."""

    def __init__(self, found: Sequence[Conflict]) -> None:
        super().__init__(f"{len(found)} conflicts")
        self.found = tuple(found)


@dataclass(frozen=True, slots=True)
class _Around:
    """Whom a schedule means, what it has to fit into, and the other schedules of the same loudspeakers."""

    meant: tuple[str, ...]
    township: Township
    others: Mapping[str, Schedule]


class Schedules:
    """Saves, removes and follows what sounds again and again."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def all(self) -> Mapping[str, Schedule]:
        """Every schedule, by id.

        Raises:
            StoreDown: try later.
        """
        with self._means.ledger.read() as tx:
            return tx.schedules.all()

    def holidays(self) -> Mapping[date, str]:
        """The holidays and their names.

        Raises:
            StoreDown: try later.
        """
        with self._means.ledger.read() as tx:
            return tx.schedules.holidays()

    def set_holidays(self, holidays: Mapping[date, str], by: str) -> None:
        """Replace the holidays; speakers are told what follows from that.

        Raises:
            StoreDown: nothing changed; try again.
        """
        with self._means.ledger.write() as tx:
            tx.schedules.set_holidays(holidays)
            tx.acts.add(Deed(self._means.clock.now(), by, BroadcastAct.HOLIDAYS_SET, "holidays"))

    def save(self, catalog: Catalog, asked: Schedule, *, despite_conflicts: bool = False) -> Schedule:
        """Speak a schedule and keep it; speakers get it signed within seconds.

        `asked` comes without a sound and with the volume that is wished.

        Raises:
            NotAllowed: it cannot work; show the reasons.
            InTheWay: something gets in its way; show it, and save it again if it shall be so.
            SpeechFailed: no voice; show what to do.
            StoreDown: not kept; try again.
        """
        means, now = self._means, self._means.clock.now()
        asked = replace(asked, text=cleaned(asked.text), saved_at=now)
        around = self._around(catalog, asked)
        _demand(asked, around, means.rules)
        clip = means.speech.speak(asked.text)
        made = replace(asked, duration_ms=clip.duration_ms)
        _demand(made, around, means.rules)
        in_the_way = conflicts(made, around.others, around.township, now, now + AHEAD)
        if in_the_way and not despite_conflicts:
            raise InTheWay(in_the_way)
        made = replace(
            made,
            sha256=means.evidence.put(clip.content, clip.media_type),
            volume_pct=min(made.volume_pct, ceiling_pct(around.township.policies, made.priority, now)),
        )
        with means.ledger.write() as tx:
            self._forget_playings(tx, made.id, now)
            tx.schedules.put(made)
            tx.acts.add(Deed(now, made.saved_by, BroadcastAct.SCHEDULED, made.id, made.name))
        # What begins within seconds is answered before the clock comes round.
        self.write_down(catalog)
        log.info("schedule %s saved by %s for %d speakers", made.id, made.saved_by, len(around.meant))
        return made

    def remove(self, schedule: str, by: str) -> bool:
        """Let a schedule sound no more. False: unknown id.

        Raises:
            StoreDown: nothing changed; try again.
        """
        now = self._means.clock.now()
        with self._means.ledger.write() as tx:
            known = tx.schedules.all().get(schedule)
            if known is None:
                return False
            self._forget_playings(tx, schedule, now)
            tx.schedules.remove(schedule)
            tx.acts.add(Deed(now, by, BroadcastAct.UNSCHEDULED, schedule, known.name))
        return True

    def write_down(self, catalog: Catalog) -> None:
        """Write down each playing that begins soon, or began while the hub was away; called by the clock.

        Raises:
            StoreDown: the next call does it again.
        """
        means, now = self._means, self._means.clock.now()
        zone, found = means.rules.policy.zone, horns(catalog)
        with means.ledger.read() as tx:
            saved, holidays = tx.speaking.saved(), tx.schedules.holidays()
            due = [
                (schedule, at)
                for schedule in tx.schedules.all().values()
                for at in starts(schedule, zone, holidays, now - _WRITTEN_BACK, now + _WRITTEN_AHEAD)
                if at > schedule.saved_at and tx.announcements.get(_playing(schedule, at)) is None
            ]
        for schedule, at in due:
            meant = speakers(resolved(schedule.target, saved), found)
            with means.ledger.write() as tx:
                self._write_down(tx, schedule, at, meant)
                tx.speaking.use(
                    Use(village, at.date().isoformat(), _playing(schedule, at), schedule.length)
                    for village in villages(meant, found)
                )

    def _around(self, catalog: Catalog, asked: Schedule) -> _Around:
        general, found = self._means.rules.policy, horns(catalog)
        with self._means.ledger.read() as tx:
            saved, kept, holidays = tx.speaking.saved(), tx.schedules.all(), tx.schedules.holidays()
            own = tx.speaking.rules()
        meant = speakers(resolved(asked.target, saved), found)
        others = {
            name: other
            for name, other in kept.items()
            if name != asked.id and not set(speakers(resolved(other.target, saved), found)).isdisjoint(meant)
        }
        policies = [policy_of(general, own.get(name)) for name in villages(meant, found)]
        return _Around(meant, Township(general.zone, holidays.keys(), policies), others)

    def _write_down(self, tx: Transaction, schedule: Schedule, at: datetime, meant: Sequence[str]) -> None:
        name, now = _playing(schedule, at), self._means.clock.now()
        tx.announcements.put(
            Announcement(
                id=name,
                text=schedule.text,
                priority=schedule.priority,
                volume_pct=schedule.volume_pct,
                repeat=schedule.repeat,
                created_at=min(now, at),
                created_by=schedule.saved_by,
                not_before=at,
                expires_at=at + LATE,
                sha256=schedule.sha256,
                duration_ms=schedule.duration_ms,
                target=schedule.target,
                origin=f"schedule:{schedule.id}",
            )
        )
        # The speakers have it already: nothing is sent, and their answers are awaited from its begin on.
        tx.announcements.put_deliveries(
            Delivery(delivery_id(name, device), name, device, DeliveryState.SENT, at) for device in meant
        )

    def _forget_playings(self, tx: Transaction, schedule: str, now: datetime) -> None:
        """Withdraw what was written down of a schedule and has not begun: it is changed, or no more."""
        origin = f"schedule:{schedule}"
        for delivery in tx.announcements.unfinished():
            said = tx.announcements.get(delivery.announcement)
            if said is not None and said.origin == origin and said.not_before > now:
                tx.announcements.put_deliveries([withdrawn(delivery, self._means.new_id(), now)])


def _demand(asked: Schedule, around: _Around, rules: Rules) -> None:
    """Refuse what cannot work, spoken or not yet."""
    claims = (
        (not asked.text, Flaw.EMPTY_TEXT),
        (not 0 <= asked.volume_pct <= MAX_VOLUME_PCT, Flaw.VOLUME_OUT_OF_RANGE),
        (not 1 <= asked.repeat <= MAX_REPEAT, Flaw.REPEAT_OUT_OF_RANGE),
        (not around.meant, Flaw.NOBODY_MEANT),
        (asked.length > rules.longest, Flaw.SOUNDS_TOO_LONG),
    )
    wrong = [flaw.value for is_wrong, flaw in claims if is_wrong]
    wrong += [flaw.value for flaw in schedule_flaws(asked)]
    if wrong:
        raise NotAllowed(Hindrance(tuple(wrong)))


def _playing(schedule: Schedule, at: datetime) -> str:
    return occurrence_id(slot_id(schedule), millis(at))
