"""Examining a draft (播前检查): whom it would reach, how it would sound, and everything that forbids it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from devices.contract.commands import Priority
from hub.books import Ledger, Transaction
from hub.domain.announcements import Draft, Flaw, Target, TargetSet, cleaned, flaws
from hub.domain.announcements.airtime import Overspent, overspent
from hub.domain.announcements.approval import Objection, Plea, opened
from hub.domain.announcements.targets import horns, resolved, speakers, unmatched, villages
from hub.domain.area import Catalog
from hub.domain.mp3 import MEDIA_TYPE, length_ms
from hub.domain.people import Role
from hub.domain.quiet_hours import Hushed, Policy, ceiling_pct, disturbs, last_start, refusal
from hub.domain.village_rules import airtime_of, policy_of
from hub.ports import Clip, EvidenceStore, Speech


@dataclass(frozen=True, slots=True)
class Rules:
    """What binds announcements in this township.

    `receipt_wait`: what a speaker that is there is given to answer; the unreached list is complete after it.
    `longest`: how long one announcement may sound, whatever its priority. `airtime`: what a village may hear
    in a day. `bypass_role`: who may do without a second person in an emergency.
    """

    policy: Policy
    receipt_wait: timedelta = timedelta(seconds=25)
    longest: timedelta = timedelta(minutes=10)
    airtime: timedelta = timedelta(minutes=90)
    bypass_role: Role = Role.ADMIN


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Everything that forbids an announcement, as codes of hub.words.REFUSALS, and what could be done.

    `next_slot`: when it may sound, if ever; `quiet`: the name of the quiet in its way ("高考"), or "".
    `unmatched`: targets that no speaker answers to. `overspent`: villages whose day is full.
    """

    flaws: tuple[str, ...] = ()
    next_slot: datetime | None = None
    quiet: str = ""
    unmatched: tuple[str, ...] = ()
    overspent: tuple[Overspent, ...] = ()


class NotAllowed(ValueError):
    """An announcement that may not be made, or an act that may not be done; `hindrance` says why."""

    def __init__(self, hindrance: Hindrance) -> None:
        super().__init__(", ".join(hindrance.flaws))
        self.hindrance = hindrance


@dataclass(frozen=True, slots=True)
class Examined:
    """A draft as it would be announced; `draft` is cleaned, its volume and expiry bound by the rules.

    `sha256` and `duration_ms` are those of the clip, "" and 0 where it was not spoken because of the flaws.
    `disturbs`: it sounds in quiet hours of one of its villages that do not bind it; False where flaws hid it.
    """

    draft: Draft
    speakers: tuple[str, ...]
    villages: tuple[str, ...]
    sha256: str
    duration_ms: int
    needs_second_person: bool
    hindrance: Hindrance
    disturbs: bool = False

    @property
    def length(self) -> timedelta:
        """How long it sounds with all repetitions."""
        return timedelta(milliseconds=self.duration_ms * self.draft.repeat)


class Examiner:
    """Judges drafts by the rules of the township and of each village that would hear them."""

    def __init__(self, rules: Rules, ledger: Ledger, speech: Speech, evidence: EvidenceStore) -> None:
        self.rules = rules
        self._ledger = ledger
        self._speech = speech
        self._evidence = evidence

    def examine(self, catalog: Catalog, draft: Draft, plea: Plea, now: datetime) -> Examined:
        """Say what would become of a draft; its sound is kept, so that it can be listened to beforehand.

        Raises:
            SpeechFailed: no voice; show what to do.
            StoreDown: try again.
        """
        draft = replace(draft, text=cleaned(draft.text))
        with self._ledger.read() as tx:
            saved = tx.speaking.saved()
        found = horns(catalog)
        meant = speakers(resolved(draft.target, saved), found)
        missing = unmatched(draft.target, found, saved)
        approval = opened(draft.priority, plea, self.rules.bypass_role, now)
        wrong = [flaw.value for flaw in flaws(draft, now)]
        if (missing or not meant) and Flaw.NOBODY_MEANT not in wrong:
            wrong.append(Flaw.NOBODY_MEANT.value)
        if isinstance(approval, Objection):
            wrong.append(approval.value)
        heard_in = villages(meant, found)
        silent = Examined(
            draft,
            meant,
            heard_in,
            "",
            0,
            plea.needs_second(draft.priority),
            Hindrance(tuple(wrong), unmatched=missing),
        )
        return silent if wrong else self._sounded(silent, now)

    def disturbs(self, catalog: Catalog, target: Target, priority: Priority, at: datetime) -> bool:
        """Tell whether something would sound in quiet hours that do not bind it, in one of its villages.

        Raises:
            StoreDown: cannot be known now.
        """
        found = horns(catalog)
        with self._ledger.read() as tx:
            meant = speakers(resolved(target, tx.speaking.saved()), found)
            policies = self._policies(tx, villages(meant, found))
        return disturbs(policies, priority, at)

    def demand_airtime(self, tx: Transaction, examined: Examined, now: datetime) -> None:
        """Check the budget once more, where nobody else can spend it in between.

        Raises:
            NotAllowed: a village's day is full by now.
        """
        spent = tx.speaking.spent(self.day_of(max(now, examined.draft.not_before)))
        full = self._overspent(tx, examined, spent)
        if full:
            raise NotAllowed(Hindrance((Flaw.AIRTIME_SPENT.value,), overspent=full))

    def day_of(self, at: datetime) -> str:
        """The local date of an instant, YYYY-MM-DD."""
        return at.astimezone(self.rules.policy.zone).date().isoformat()

    def saved(self) -> Mapping[str, TargetSet]:
        """Every saved set of targets, by id.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            return tx.speaking.saved()

    def _sounded(self, silent: Examined, now: datetime) -> Examined:
        draft = silent.draft
        spoken = self._spoken(silent)
        if spoken is None:
            return replace(silent, hindrance=Hindrance((Flaw.NO_RECORDING.value,)))
        start = max(now, draft.not_before)
        with self._ledger.read() as tx:
            policies = self._policies(tx, silent.villages)
            full = self._overspent(tx, spoken, tx.speaking.spent(self.day_of(start)))
        hushed = refusal(policies, draft.priority, start, spoken.length)
        bound = replace(
            draft,
            volume_pct=min(draft.volume_pct, ceiling_pct(policies, draft.priority, start)),
            expires_at=last_start(policies, draft.priority, start, spoken.length, draft.expires_at),
        )
        return replace(
            spoken,
            draft=bound,
            hindrance=_hindrance(spoken, self.rules, hushed, full),
            disturbs=disturbs(policies, draft.priority, start),
        )

    def _spoken(self, silent: Examined) -> Examined | None:
        """With its sound and length; of a live talk the longest it may last, and None of a lost recording."""
        draft = silent.draft
        if draft.live_for is not None:
            return replace(silent, duration_ms=draft.live_for // timedelta(milliseconds=1))
        clip = self._clip(draft)
        if clip is None:
            return None
        sha256 = draft.recording or self._evidence.put(clip.content, clip.media_type)
        return replace(silent, sha256=sha256, duration_ms=clip.duration_ms)

    def _clip(self, draft: Draft) -> Clip | None:
        if not draft.recording:
            return self._speech.speak(draft.text)
        return self._recording(draft.recording)

    def _recording(self, sha256: str) -> Clip | None:
        """A sound that is kept already, or None where there is none of that name."""
        kept = self._evidence.get(sha256)
        if kept is None or kept[1] != MEDIA_TYPE:
            return None
        return Clip(*kept, sha256, length_ms(kept[0]))

    def _policies(self, tx: Transaction, heard_in: Sequence[str]) -> list[Policy]:
        own = tx.speaking.rules()
        return [policy_of(self.rules.policy, own.get(village)) for village in heard_in]

    def _overspent(
        self, tx: Transaction, examined: Examined, spent: Mapping[str, timedelta]
    ) -> tuple[Overspent, ...]:
        own = tx.speaking.rules()
        allowed = {village: airtime_of(self.rules.airtime, own.get(village)) for village in examined.villages}
        return overspent(examined.draft.priority, examined.length, spent, allowed)


def _hindrance(
    examined: Examined, rules: Rules, hushed: Hushed | None, full: tuple[Overspent, ...]
) -> Hindrance:
    claims = (
        (examined.length > rules.longest, Flaw.SOUNDS_TOO_LONG),
        (hushed is not None, Flaw.QUIET_HOURS),
        (bool(full), Flaw.AIRTIME_SPENT),
    )
    return Hindrance(
        tuple(flaw.value for is_wrong, flaw in claims if is_wrong),
        next_slot=hushed.next_slot if hushed else None,
        quiet=hushed.name if hushed else "",
        overspent=full,
    )
