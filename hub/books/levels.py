"""The book of levels by the hour, from which it is foretold when bins are full."""

from collections.abc import Mapping
from typing import Protocol

from hub.domain.hourly_levels import HourlyLevels


class LevelBook(Protocol):
    """What each bin's level was at each full hour."""

    def all(self) -> Mapping[str, HourlyLevels]:
        """Everything kept, by device."""
        ...

    def put(self, levels: Mapping[str, HourlyLevels]) -> None:
        """Add or replace by device."""
        ...
