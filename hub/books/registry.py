"""The registry as the ledger keeps it, as a Protocol: places, people, devices, and what was changed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from hub.domain.area import Catalog, Device, Person, Place
from hub.domain.registry_changes import Change, LoggedChange


class RegistryBook(Protocol):
    """Places, people and devices."""

    def catalog(self) -> Catalog:
        """The whole registry as of this transaction."""
        ...

    def put(self, places: Iterable[Place], people: Iterable[Person], devices: Iterable[Device]) -> None:
        """Add or replace by id."""
        ...

    def note(self, changes: Iterable[Change], by: str, at: datetime) -> None:
        """Add to what was changed; by an account, `at` aware UTC; nothing is ever removed."""
        ...

    def changes(
        self, limit: int, device: str | None = None, before: int | None = None
    ) -> Sequence[LoggedChange]:
        """The newest changes first (of one device; older than the one with the id `before`)."""
        ...
