"""The book of schedules, of holidays, and of the standing orders that speakers keep."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from hub.domain.announcements.schedules import Schedule


class Standing(StrEnum):
    """What a speaker keeps until the next of its kind."""

    PROGRAMME = "programme"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class StandingOrder:
    """What a speaker was last told to keep; `adopted_at` None until it said that it does.

    `digest` is that of what was said, `command` the id of the order.
    """

    device: str
    kind: Standing
    digest: str
    command: str
    sent_at: datetime
    adopted_at: datetime | None = None


class ScheduleBook(Protocol):
    """Schedules, holidays, standing orders."""

    def all(self) -> Mapping[str, Schedule]:
        """Every schedule, by id."""
        ...

    def put(self, schedule: Schedule) -> None:
        """Add or replace by id."""
        ...

    def remove(self, schedule: str) -> None:
        """Forget one; an unknown one is no error."""
        ...

    def holidays(self) -> Mapping[date, str]:
        """The holidays and their names."""
        ...

    def set_holidays(self, holidays: Mapping[date, str]) -> None:
        """Replace them all."""
        ...

    def standing(self) -> Mapping[tuple[str, Standing], StandingOrder]:
        """What every speaker was told to keep, by device and kind."""
        ...

    def put_standing(self, orders: Iterable[StandingOrder]) -> None:
        """Add or replace by device and kind."""
        ...

    def adopt(self, device: str, command: str, at: datetime) -> bool:
        """Note that a speaker keeps what an order said. False: it was told nothing like that, or newer."""
        ...
