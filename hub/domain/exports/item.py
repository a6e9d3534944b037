"""One device as exports see it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from devices.contract.quantities import Quality, Value
from hub.domain.area import Device
from hub.domain.health import Presence

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Known:
    """A value that is known, since when (aware UTC), and whether it is too old to count (数据过期)."""

    value: Value
    quality: Quality
    at: datetime
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A registered device as of now. `level`: a bin's fill, percent."""

    device: Device
    village: str
    presence: Presence
    figures: Mapping[str, Known]
    level: Known | None = None
    is_full: bool = False
    emptied_at: datetime | None = None

    def current(self, quantity: str) -> Value | None:
        """The value of a quantity, if it still counts."""
        known = self.figures.get(quantity)
        return None if known is None or known.is_stale else known.value
