"""The book of when the hub could hear."""

from typing import Protocol

from hub.domain.earshot import Earshot


class EarshotBook(Protocol):
    """One entry, replaced as a whole."""

    def read(self) -> Earshot:
        """What was kept; an empty one at the beginning. Times are kept to the millisecond."""
        ...

    def keep(self, earshot: Earshot) -> None:
        """Replace it."""
        ...
