"""How villages may be spoken to (播发规矩): their rules, saved targets, and the book of who did what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from hub.books import Ledger
from hub.domain.acts import BroadcastAct, Deed, Linked
from hub.domain.announcements import TargetSet
from hub.domain.village_rules import VillageRules
from hub.ports import Clock

# The self-test looks back two weeks for the one of last week.
_REMEMBERED = timedelta(days=15)


@dataclass(frozen=True, slots=True)
class Deeds:
    """The newest deeds, and the number of the first that was altered, None when none was."""

    newest: Sequence[Linked]
    first_broken: int | None


class Speaking:
    """Keeps what villages have agreed on; every change is a deed in the book."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock

    def rules(self) -> Mapping[str, VillageRules]:
        """The rules that villages have of their own, by village.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            return tx.speaking.rules()

    def set_rules(self, rules: VillageRules, by: str) -> None:
        """Replace the rules of a village; announcements made from now on are held to them.

        Raises:
            StoreDown: nothing changed; try again.
        """
        with self._ledger.write() as tx:
            tx.speaking.put_rules(rules)
            tx.acts.add(Deed(self._clock.now(), by, BroadcastAct.RULES_SET, rules.village))

    def saved(self) -> Mapping[str, TargetSet]:
        """Every saved set of targets, by id.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            return tx.speaking.saved()

    def save(self, kept: TargetSet, by: str) -> None:
        """Add or replace a set of targets.

        Raises:
            StoreDown: nothing changed; try again.
        """
        with self._ledger.write() as tx:
            tx.speaking.put_saved(kept)
            tx.acts.add(Deed(self._clock.now(), by, BroadcastAct.TARGETS_SAVED, kept.id, kept.name))

    def remove(self, name: str, by: str) -> bool:
        """Forget a set of targets. False: unknown id.

        Raises:
            StoreDown: nothing changed; try again.
        """
        with self._ledger.write() as tx:
            known = tx.speaking.saved().get(name)
            if known is None:
                return False
            tx.speaking.remove_saved(name)
            tx.acts.add(Deed(self._clock.now(), by, BroadcastAct.TARGETS_REMOVED, name, known.name))
        return True

    def deeds(self, limit: int) -> Deeds:
        """Who did what, the newest first, and whether the whole book is as it was written.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            return Deeds(tx.acts.newest(limit), tx.acts.first_broken())

    def forget_answers(self) -> None:
        """Forget what requests with an Idempotency-Key were answered weeks ago; called by the clock.

        Raises:
            StoreDown: the next call does it.
        """
        with self._ledger.write() as tx:
            tx.acts.forget_answers(self._clock.now() - _REMEMBERED)
