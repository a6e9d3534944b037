"""The book of profiles that were given to the hub while it ran, as the ledger keeps it."""

from collections.abc import Sequence
from typing import Protocol

from hub.domain.products import OwnProfile


class ProfileBook(Protocol):
    """The hub's own profiles, by name."""

    def all(self) -> Sequence[OwnProfile]:
        """Every one, by name."""
        ...

    def put(self, profile: OwnProfile) -> None:
        """Add or replace by name."""
        ...

    def remove(self, name: str) -> None:
        """Forget one; an unknown one is no error."""
        ...
