"""The book of how villages may be spoken to: their rules, what they were given, and saved targets."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Protocol

from hub.domain.announcements.airtime import Use
from hub.domain.announcements.targets import TargetSet
from hub.domain.village_rules import VillageRules


class SpeakingBook(Protocol):
    """Rules of villages, airtime, saved targets."""

    def rules(self) -> Mapping[str, VillageRules]:
        """The rules that villages have of their own, by village."""
        ...

    def put_rules(self, rules: VillageRules) -> None:
        """Add or replace by village."""
        ...

    def saved(self) -> Mapping[str, TargetSet]:
        """Every saved set of targets, by id."""
        ...

    def put_saved(self, kept: TargetSet) -> None:
        """Add or replace by id."""
        ...

    def remove_saved(self, name: str) -> None:
        """Forget a set; an unknown one is no error."""
        ...

    def spent(self, day: str) -> Mapping[str, timedelta]:
        """How long each village is spoken to on a local day (YYYY-MM-DD)."""
        ...

    def use(self, uses: Iterable[Use]) -> None:
        """Count what an announcement takes; the same announcement twice is once."""
        ...

    def give_back(self, announcement: str) -> None:
        """Uncount an announcement that will not sound."""
        ...
