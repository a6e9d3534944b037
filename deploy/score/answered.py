"""answers.jsonl: what the hub says at the end of a run; see `answers`. Times: simulated milliseconds UTC."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from deploy.score.lines import Line
from devices.contract.bodies import Phase, Sight
from hub.domain.announcements import DeliveryState
from hub.domain.tickets import TicketKind


class BalanceSaid(Line):
    """Where every message is, by the hub's own account."""

    what: Literal["balance"] = "balance"
    received: int
    stored: int
    duplicate: int
    dead_letter: int
    rejected: int
    in_journal: int
    lost: int
    is_even: bool


class FatesSaid(Line):
    """What became of a device's messages; `device` "": of nobody the hub knows."""

    what: Literal["fates"] = "fates"
    received: int
    stored: int
    duplicate: int
    dead_letter: int
    rejected: int
    lost: int


class LettersSaid(Line):
    """So many messages were set aside for one reason."""

    what: Literal["letters"] = "letters"
    fault: str
    count: int
    is_partial: bool


class StrangerSaid(Line):
    """An unclaimed device whose messages are kept."""

    what: Literal["stranger"] = "stranger"
    messages: int


class Stored(Line):
    """The times of all readings of a device that the series store has, nanoseconds UTC, rising."""

    what: Literal["stored"] = "stored"
    times_ns: tuple[int, ...]


class LevelsShown(Line):
    """The fill that the screens showed of a bin: (when the row was written, percent); stale ones not."""

    what: Literal["levels_shown"] = "levels_shown"
    rows: tuple[tuple[int, float], ...]


class Stood(Line):
    """How the screens said a device stood: (from when on, what), each change."""

    what: Literal["stood"] = "stood"
    field: str
    rows: tuple[tuple[int, str | int], ...]


class FindingSaid(Line):
    """One finding of a camera about one pile, `box` left, top, width, height as shares of the picture."""

    what: Literal["finding"] = "finding"
    pile: str
    phase: Phase
    sight: Sight
    box: tuple[float, float, float, float]


class TicketSaid(Line):
    """One matter of the ledger; `at_ms`: when it was opened."""

    what: Literal["ticket"] = "ticket"
    ticket: str
    kind: TicketKind
    subject: str
    due_ms: int
    closed_ms: int | None
    because: str
    sightings: int
    pictures: int


class DeliverySaid(Line):
    """What became of an announcement at one speaker; `at_ms`: since when."""

    what: Literal["delivery"] = "delivery"
    announcement: str
    state: DeliveryState
    reason: str


class AnnouncementSaid(Line):
    """One announcement; `unreached` are the speakers on its list of those."""

    what: Literal["announcement"] = "announcement"
    announcement: str
    priority: str
    by: str
    expires_ms: int
    unreached: tuple[str, ...]


class TaskSaid(Line):
    """One line of the list of what to do, at the end; `place` counts from 1."""

    what: Literal["task"] = "task"
    place: int
    reason: str
    about: str
    count: int


AnswerLine: TypeAlias = (
    BalanceSaid | FatesSaid | LettersSaid | StrangerSaid | Stored | LevelsShown | Stood | FindingSaid
    | TicketSaid | DeliverySaid | AnnouncementSaid | TaskSaid
)  # fmt: skip
ANSWERS: TypeAdapter[AnswerLine] = TypeAdapter(Annotated[AnswerLine, Field(discriminator="what")])
