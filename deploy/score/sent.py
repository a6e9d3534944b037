"""sent.jsonl: what happened in one run, as voices and conductor write it. Times: simulated ms UTC."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from deploy.score.lines import Line


class Sent(Line):
    """A message was handed over.

    `known_ms`: the time under which the hub should file it; None when the time it came is meant, or when a
    native message tells its own.
    `boot`, `seq`: of the native wire.
    """

    what: Literal["sent"] = "sent"
    number: int
    manner: str = "reading"
    known_ms: int | None = None
    boot: int | None = None
    seq: int | None = None


class Confirmed(Line):
    """Somebody has taken it: the broker, the hub's `upto`, or the answer of its socket or route."""

    what: Literal["confirmed"] = "confirmed"
    number: int
    by: str = ""


class Gone(Line):
    """A message had no way to go, and nobody keeps it."""

    what: Literal["lost"] = "lost"
    number: int


class Sounded(Line):
    """A speaker was truly heard; `announcement` is the hub's id."""

    what: Literal["sounded"] = "sounded"
    announcement: str
    began_ms: int
    ended_ms: int
    is_complete: bool = True
    sha256: str = ""


class Did(Line):
    """A deed was done, and what came of it.

    `id`: the truth's name; `announcement`, `ticket`: the hub's. `until_ms`: how long a server stayed down.
    """

    what: Literal["did"] = "did"
    kind: str
    outcome: str = ""
    id: str = ""
    announcement: str = ""
    ticket: str = ""
    until_ms: int | None = None


class Pace(Line):
    """The governor changed the speed."""

    what: Literal["clock"] = "clock"
    speed: float


SentLine: TypeAlias = Sent | Confirmed | Gone | Sounded | Did | Pace
SENT: TypeAdapter[SentLine] = TypeAdapter(Annotated[SentLine, Field(discriminator="what")])
